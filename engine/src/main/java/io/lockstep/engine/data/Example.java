package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.SampleTransform;

/**
 * A sample with what a model should make of it.
 *
 * @param input such as an image
 * @param target such as its class
 */
public record Example<X, Y>(X input, Y target) {
    /** A transform of the input that leaves the target as it is, for {@link Dataset#map}. */
    public static <X, R, Y> SampleTransform<Example<X, Y>, Example<R, Y>> onInput(
            SampleTransform<? super X, ? extends R> transform) {
        return (example, random) -> new Example<>(transform.apply(example.input, random), example.target);
    }
}
