package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Fills contiguous arrays, by copies of one tile that stays in the first-level cache. */
final class Filling {
    private final float[] tile = new float[4096];

    void fill(NdArray y, float value) {
        Arrays.fill(tile, value);
        FloatBuffer elements = y.contiguousBlock().buffer().asFloatBuffer();
        while (elements.hasRemaining()) {
            elements.put(tile, 0, Math.min(tile.length, elements.remaining()));
        }
    }
}
