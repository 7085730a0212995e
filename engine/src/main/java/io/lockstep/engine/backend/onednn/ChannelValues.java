package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import java.nio.FloatBuffer;

/** Work on one number per channel, too little for a kernel of oneDNN. */
final class ChannelValues {
    private float[] batch = new float[0];
    private float[] moved = new float[0];

    /** Moves the running statistics towards those of a batch x [N, C, H, W]. */
    void move(RunningStatistics running, Shape x, NdArray mean, NdArray variance) {
        move(running.mean(), mean, running.momentum(), 1);
        move(running.variance(), variance, running.momentum(), RunningStatistics.unbiased(x));
    }

    private void move(NdArray running, NdArray values, double momentum, double correction) {
        batch = read(values, batch);
        moved = read(running, moved);
        int count = (int) values.numel();
        for (int c = 0; c < count; c++) {
            moved[c] = (float) ((1 - momentum) * moved[c] + momentum * correction * batch[c]);
        }
        elements(running).put(moved, 0, count);
    }

    boolean areFinite(NdArray values) {
        batch = read(values, batch);
        // Infinity times 0 is NaN, which adding carries on: one sum tells of any.
        float zero = 0;
        for (int c = 0; c < values.numel(); c++) {
            zero += batch[c] * 0;
        }
        return zero == 0;
    }

    /** The values in an array that is at least as long. */
    private static float[] read(NdArray values, float[] array) {
        float[] target = array.length < values.numel() ? new float[(int) values.numel()] : array;
        elements(values).get(target, 0, (int) values.numel());
        return target;
    }

    private static FloatBuffer elements(NdArray values) {
        return values.contiguousBlock().buffer().asFloatBuffer();
    }
}
