package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FloatTile;
import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Filling and copying; what a training step does often goes through arrays that stay in the first-level cache. */
final class Copying {
    private final byte[] bytes = new byte[FloatTile.SIZE];
    private final FloatTile tile = new FloatTile();

    void fill(NdArray y, double value) {
        if (FloatTile.has(y.dtype()) && y.isContiguous()) {
            fillFloats(y, (float) value);
            return;
        }
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), new Place(y)); walk.next(); ) {
            to.set(walk.at(0), value);
        }
    }

    private void fillFloats(NdArray y, float value) {
        Arrays.fill(tile.values(), value);
        ByteBuffer to = y.contiguousBlock().buffer();
        int count = (int) y.numel();
        for (int first = 0; first < count; first += FloatTile.SIZE) {
            tile.write(y.dtype(), to, first, Math.min(FloatTile.SIZE, count - first));
        }
    }

    void copy(NdArray x, NdArray y) {
        boolean contiguous = x.isContiguous() && y.isContiguous();
        if (contiguous && x.dtype() == y.dtype()) {
            y.contiguousBlock().buffer().put(x.contiguousBlock().buffer());
        } else if (contiguous && FloatTile.has(x.dtype()) && FloatTile.has(y.dtype())) {
            convertFloats(x, y);
        } else if (contiguous && x.dtype() == DType.UINT8 && y.dtype() == DType.FLOAT32) {
            bytesToFloats(x, y);
        } else if (!x.dtype().isFloating() && !y.dtype().isFloating()) {
            copyWholeNumbers(x, y);
        } else {
            Elements from = Elements.of(x);
            Elements to = Elements.of(y);
            for (Walk walk = new Walk(y.shape(), new Place(x), new Place(y)); walk.next(); ) {
                to.set(walk.at(1), from.get(walk.at(0)));
            }
        }
    }

    private void convertFloats(NdArray x, NdArray y) {
        ByteBuffer from = x.contiguousBlock().buffer();
        ByteBuffer to = y.contiguousBlock().buffer();
        int all = (int) y.numel();
        for (int first = 0; first < all; first += FloatTile.SIZE) {
            int count = Math.min(FloatTile.SIZE, all - first);
            tile.read(x.dtype(), from, first, count);
            tile.write(y.dtype(), to, first, count);
        }
    }

    private void bytesToFloats(NdArray x, NdArray y) {
        ByteBuffer from = x.contiguousBlock().buffer();
        FloatBuffer to = y.contiguousBlock().buffer().asFloatBuffer();
        float[] floats = tile.values();
        while (from.hasRemaining()) {
            int count = Math.min(bytes.length, from.remaining());
            from.get(bytes, 0, count);
            for (int i = 0; i < count; i++) {
                floats[i] = bytes[i] & 0xff;
            }
            to.put(floats, 0, count);
        }
    }

    /** Without the detour over doubles, which would round. */
    private static void copyWholeNumbers(NdArray x, NdArray y) {
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), new Place(x), new Place(y)); walk.next(); ) {
            to.setLong(walk.at(1), from.getLong(walk.at(0)));
        }
    }
}
