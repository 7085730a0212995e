package io.lockstep.comms.join;

import io.lockstep.comms.wire.Wire;

/** Who takes the connections that have proved themselves. */
public interface Newcomers {
    /** The other end of {@code wire} has proved to be {@code rank}; the wire is the taker's from here on. */
    void joined(int rank, Wire wire);

    /** Whether {@code rank} has joined already. */
    boolean hasJoined(int rank);
}
