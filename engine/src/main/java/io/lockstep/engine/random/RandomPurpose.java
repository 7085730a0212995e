package io.lockstep.engine.random;

/**
 * What random numbers are drawn for. Each purpose has keys of its own, so that no two of them ever share a number.
 *
 * <p>Derivation: the key of (seed, purpose, index) is the first two words of the Philox block with key {@code seed},
 * stream {@code index} and block number {@code code} of the purpose. What is drawn under that key is told apart by the
 * stream, for example the index of a sample. Codes are never given to another purpose: checkpoints count on them.
 */
public enum RandomPurpose {
    /** Order of the samples; index: epoch, stream: 0. */
    SHUFFLE(1),
    /** Augmentation of a sample; index: epoch, stream: the sample. */
    AUGMENTATION(2),
    /** Initial values of parameters; index: 0, stream: position of the parameter in its model. */
    INITIALISATION(3),
    /** Masks of dropout; index: step, stream: the layer, read in the order of the samples in the global batch. */
    DROPOUT(4),
    /** Choice of samples by a sampler; index: epoch, stream: one per kind of sampler and, in some, per pass. */
    SAMPLING(20),
    /** Mixing of the samples of a batch; index: epoch, stream: the batch. */
    BATCH_AUGMENTATION(21),
    /** Random division of a data set into parts; index and stream: 0. */
    SPLIT(22),
    /** Free for programs built on the engine. */
    USER(1000);

    private final long code;

    RandomPurpose(long code) {
        this.code = code;
    }

    /** The key for numbers of this purpose. */
    public long key(long seed, long index) {
        int[] words = new int[Philox.WORDS];
        Philox.block(seed, index, code, words);
        return Philox.toLong(words);
    }
}
