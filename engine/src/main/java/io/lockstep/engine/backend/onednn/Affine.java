package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.NativeMemory;
import io.lockstep.engine.backend.NdArray;
import java.nio.FloatBuffer;

/**
 * A normalisation with given statistics as one factor and one offset per channel: factor = scale / sqrt(variance +
 * epsilon), offset = shift - mean factor.
 */
final class Affine implements AutoCloseable {
    private NativeMemory memory = NativeMemory.allocate(0);
    private int channels;

    void fold(Normalization normalization) {
        channels = (int) normalization.scale().numel();
        if (memory.buffer().capacity() < 2 * channels * Float.BYTES) {
            memory.close();
            memory = NativeMemory.allocate(2L * channels * Float.BYTES);
        }
        FloatBuffer target = memory.buffer().asFloatBuffer();
        FloatBuffer scale = elements(normalization.scale());
        FloatBuffer shift = elements(normalization.shift());
        FloatBuffer mean = elements(normalization.mean());
        FloatBuffer variance = elements(normalization.variance());
        for (int c = 0; c < channels; c++) {
            double factor = scale.get(c) / Math.sqrt(variance.get(c) + normalization.epsilon());
            target.put(c, (float) factor);
            target.put(channels + c, (float) (shift.get(c) - mean.get(c) * factor));
        }
    }

    private static FloatBuffer elements(NdArray values) {
        return values.contiguousBlock().buffer().asFloatBuffer();
    }

    float factor(int channel) {
        return memory.buffer().getFloat(channel * Float.BYTES);
    }

    float offset(int channel) {
        return memory.buffer().getFloat((channels + channel) * Float.BYTES);
    }

    /** Address of the factors that were folded last. */
    long factors() {
        return memory.address(Address::ofBuffer);
    }

    /** Address of the offsets that were folded last. */
    long offsets() {
        return factors() + (long) channels * Float.BYTES;
    }

    @Override
    public void close() {
        memory.close();
    }
}
