package io.lockstep.engine.backend;

/**
 * Names a sequence of random numbers; element {@code i} of a result takes number {@code first + i} of it, so the same
 * key gives the same numbers on every device and for every split of the elements.
 *
 * @param seed seed of the run
 * @param stream which sequence of the run, for example of one layer at one step
 * @param first position in the sequence of the result's first element
 */
public record RandomKey(long seed, long stream, long first) {}
