package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FloatTile;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.random.RandomFill;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Random numbers of the element's own type, and dropout (Srivastava et al. 2014, section 10: scaled in training), which
 * drops the same elements in bfloat16 as in float32.
 */
final class RandomNumbers {
    private final FloatBuffer uniforms = FloatBuffer.allocate(FloatTile.SIZE);
    private final FloatTile tile = new FloatTile();

    void uniform(RandomKey key, NdArray y) {
        if (y.isContiguous()) {
            uniform(key, y.dtype(), y.contiguousBlock().buffer());
        } else {
            ByteBuffer numbers = heapBuffer(y.numel(), y.dtype());
            uniform(key, y.dtype(), numbers);
            spread(numbers, y);
        }
    }

    void normal(RandomKey key, NdArray y) {
        if (y.isContiguous()) {
            normal(key, y.dtype(), y.contiguousBlock().buffer());
        } else {
            ByteBuffer numbers = heapBuffer(y.numel(), y.dtype());
            normal(key, y.dtype(), numbers);
            spread(numbers, y);
        }
    }

    void integers(RandomKey key, long low, long high, NdArray y) {
        Elements to = Elements.of(y);
        long number = key.first();
        for (Walk walk = new Walk(y.shape(), new Place(y)); walk.next(); number++) {
            to.setLong(walk.at(0), RandomFill.integer(key.seed(), key.stream(), number, low, high));
        }
    }

    private static void uniform(RandomKey key, DType dtype, ByteBuffer numbers) {
        switch (dtype) {
            case FLOAT32 -> RandomFill.uniform(key.seed(), key.stream(), key.first(), numbers.asFloatBuffer());
            case FLOAT64 -> RandomFill.uniform(key.seed(), key.stream(), key.first(), numbers.asDoubleBuffer());
            case FLOAT16, BFLOAT16 -> throw notDrawn(dtype);
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> throw notFloating(dtype);
        }
    }

    private static void normal(RandomKey key, DType dtype, ByteBuffer numbers) {
        switch (dtype) {
            case FLOAT32 -> RandomFill.normal(key.seed(), key.stream(), key.first(), numbers.asFloatBuffer());
            case FLOAT64 -> RandomFill.normal(key.seed(), key.stream(), key.first(), numbers.asDoubleBuffer());
            case FLOAT16, BFLOAT16 -> throw notDrawn(dtype);
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> throw notFloating(dtype);
        }
    }

    private static IllegalArgumentException notDrawn(DType dtype) {
        return new IllegalArgumentException(
                "random numbers are not drawn in " + dtype + "; draw float32 numbers and copy them");
    }

    private static IllegalArgumentException notFloating(DType dtype) {
        return new IllegalArgumentException("random numbers are drawn into a floating array, but this one is " + dtype
                + "; draw float32 numbers and copy them");
    }

    private static ByteBuffer heapBuffer(long elements, DType dtype) {
        return ByteBuffer.allocate(Math.toIntExact(elements * dtype.bytes())).order(ByteOrder.nativeOrder());
    }

    private static void spread(ByteBuffer numbers, NdArray y) {
        Elements from = Elements.of(y.dtype(), numbers);
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), Place.dense(y.shape()), new Place(y)); walk.next(); ) {
            to.set(walk.at(1), from.get(walk.at(0)));
        }
    }

    void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        if (FloatTile.has(x.dtype()) && x.isContiguous() && y.isContiguous()) {
            dropoutFloats(x, probability, key, y);
            return;
        }
        DType drawn = y.dtype().bytes() == Short.BYTES ? DType.FLOAT32 : y.dtype();
        ByteBuffer numbers = heapBuffer(y.numel(), drawn);
        uniform(key, drawn, numbers);
        Elements uniform = Elements.of(drawn, numbers);
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        Walk walk = new Walk(y.shape(), Place.dense(y.shape()), new Place(x), new Place(y));
        while (walk.next()) {
            boolean kept = uniform.get(walk.at(0)) >= probability;
            to.set(walk.at(2), kept ? from.get(walk.at(1)) / (1 - probability) : 0);
        }
    }

    private void dropoutFloats(NdArray x, double probability, RandomKey key, NdArray y) {
        ByteBuffer from = x.contiguousBlock().buffer();
        ByteBuffer to = y.contiguousBlock().buffer();
        float[] uniform = uniforms.array();
        float[] elements = tile.values();
        int all = (int) y.numel();
        for (int first = 0; first < all; first += FloatTile.SIZE) {
            int count = Math.min(FloatTile.SIZE, all - first);
            uniforms.limit(count);
            RandomFill.uniform(key.seed(), key.stream(), key.first() + first, uniforms);
            tile.read(x.dtype(), from, first, count);
            for (int i = 0; i < count; i++) {
                elements[i] = uniform[i] >= probability ? (float) (elements[i] / (1 - probability)) : 0;
            }
            tile.write(y.dtype(), to, first, count);
        }
    }
}
