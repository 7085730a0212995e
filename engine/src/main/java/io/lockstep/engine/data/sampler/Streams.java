package io.lockstep.engine.data.sampler;

import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;

/** The streams of {@link RandomPurpose#SAMPLING}, one for each kind of sampler. */
final class Streams {
    static final int WITH_REPLACEMENT = 0;
    static final int WEIGHTED = 1;
    static final int CLASS_BALANCED = 2;
    static final int HARD_EXAMPLES = 3;

    private Streams() {}

    static RandomStream of(long seed, long epoch, int stream) {
        return new RandomStream(RandomPurpose.SAMPLING.key(seed, epoch), stream);
    }
}
