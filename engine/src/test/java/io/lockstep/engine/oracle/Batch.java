package io.lockstep.engine.oracle;

import io.lockstep.engine.nn.RandomPosition;

/**
 * The samples of one step.
 *
 * @param images [N, C, H, W]
 * @param labels [N]
 * @param position where the engine takes its random numbers
 * @param kept 1 where dropout at that position keeps an element of its input and 0 elsewhere, [N, features]; empty for
 *     a network without dropout
 */
record Batch(float[] images, long[] labels, RandomPosition position, float[] kept) {
    int size() {
        return labels.length;
    }
}
