package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.io.IOException;

/**
 * Makes one sample of another. One object serves all loader threads at once, so it keeps no state; it draws chance only
 * from the stream it is given, which is that of (seed, epoch, sample).
 */
@FunctionalInterface
public interface SampleTransform<S, T> {
    /** The transformed sample; the one given may be changed. */
    T apply(S sample, RandomStream random) throws IOException;

    /** This transform, then another. */
    default <R> SampleTransform<S, R> then(SampleTransform<? super T, ? extends R> next) {
        return (sample, random) -> next.apply(apply(sample, random), random);
    }
}
