package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.vector.InputTransform;
import io.lockstep.engine.vector.OutputGradientTransform;
import io.lockstep.engine.vector.OutputTransform;
import io.lockstep.engine.vector.WeightGradientTransform;
import io.lockstep.engine.vector.WeightTransform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.stream;

/** What one thread needs to compute its part of a convolution by tiles. */
final class TileWorker implements AutoCloseable {
    private static final int CAPACITY = 512;

    final InputTransform input = new InputTransform();
    final OutputTransform output = new OutputTransform();
    final OutputGradientTransform outputGradient = new OutputGradientTransform();
    final WeightTransform weights = new WeightTransform();
    final WeightGradientTransform weightGradient = new WeightGradientTransform();
    /** The input under some tiles, transformed. */
    final GrowingMemory v = new GrowingMemory();
    /** The products of some tiles, or their gradients. */
    final GrowingMemory m = new GrowingMemory();
    /** Sums of products over all tiles of this thread. */
    final GrowingMemory sums = new GrowingMemory();

    private final NativeEngine engine;
    private final stream queue;
    private final GrowingMemory working = new GrowingMemory();
    private final Map<TileProduct.Shape, TileProduct> products = new HashMap<>();

    TileWorker(NativeEngine engine) {
        this.engine = engine;
        this.queue = new stream(engine.handle());
    }

    /** Makes the kernels of products; on one thread only, and before {@link #multiply}. */
    void prepare(TileProduct.Shape... shapes) {
        if (products.size() + shapes.length > CAPACITY) {
            closeProducts(); // sizes keep changing, and old ones will hardly come back
        }
        for (TileProduct.Shape shape : shapes) {
            products.computeIfAbsent(shape, key -> new TileProduct(engine, key));
        }
    }

    boolean has(TileProduct.Shape... shapes) {
        return products.keySet().containsAll(List.of(shapes));
    }

    void multiply(TileProduct.Shape shape, long a, long b, long c) {
        TileProduct product = products.get(shape);
        if (product == null) {
            throw new IllegalStateException("the products of " + shape + " were not prepared");
        }
        product.run(queue, a, b, c, working);
    }

    private void closeProducts() {
        products.values().forEach(TileProduct::close);
        products.clear();
    }

    int kernels() {
        return products.size();
    }

    long bytes() {
        return v.capacity() + m.capacity() + sums.capacity() + working.capacity();
    }

    @Override
    public void close() {
        closeProducts();
        v.close();
        m.close();
        sums.close();
        working.close();
        queue.close();
    }
}
