package io.lockstep.comms;

/** What an operation does, once it is its turn. */
@FunctionalInterface
interface Work {
    /** Starts operation number {@code sequence}. */
    Run start(Lane lane, long sequence);
}
