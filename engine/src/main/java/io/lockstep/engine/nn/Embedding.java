package io.lockstep.engine.nn;

import io.lockstep.engine.ops.Indexing;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A learnt vector for each of some words: y [*, features] = weight [x [*]], with x of int64. Parameter weight [words, features]. */
public final class Embedding extends Module {
    private final @Nullable Long paddingIndex;

    /** With standard normal initial values. */
    public Embedding(Initialisation initialisation, long words, long features) {
        this(initialisation, words, features, null);
    }

    /** @param paddingIndex the word whose vector is 0 and stays so; null for none */
    public Embedding(Initialisation initialisation, long words, long features, @Nullable Long paddingIndex) {
        if (paddingIndex != null && (paddingIndex < 0 || paddingIndex >= words)) {
            throw new IllegalArgumentException("the padding of an Embedding is one of its words 0 to " + (words - 1)
                    + ", but got " + paddingIndex);
        }
        this.paddingIndex = paddingIndex;
        Tensor weight = initialisation.normal(0, 1, words, features);
        if (paddingIndex != null) {
            weight.select(0, paddingIndex).zero_();
        }
        registerParameter("weight", weight);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor weight = parameter("weight");
        return paddingIndex == null ? Indexing.embedding(weight, x) : Indexing.embedding(weight, x, paddingIndex);
    }
}
