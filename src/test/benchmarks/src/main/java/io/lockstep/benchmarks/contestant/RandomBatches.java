package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.task.Network;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/** Batches of standard normal images with random labels, the same ones for every contestant. */
public final class RandomBatches {
    /** Different ones that the steps go through, again and again. */
    public static final int COUNT = 4;

    private final Network network;

    public RandomBatches(Network network) {
        this.network = network;
    }

    /** Fills {@code images} [N, C, H, W]. */
    public void images(int batch, FloatBuffer images) {
        SplittableRandom random = new SplittableRandom(batch);
        while (images.hasRemaining()) {
            images.put((float) random.nextGaussian());
        }
    }

    /** Classes [N]. */
    public long[] labels(int batch) {
        SplittableRandom random = new SplittableRandom(COUNT + batch);
        return random.longs(network.batch(), 0, network.classes()).toArray();
    }
}
