package io.lockstep.comms;

import java.time.Duration;

/**
 * How long the ranks of a mesh wait for each other.
 *
 * @param rendezvous how long all ranks may take to connect, from the end of the address exchange
 * @param handshake how long one connection may take to prove that it belongs to the job
 * @param operation how long one operation may take
 */
public record Timeouts(Duration rendezvous, Duration handshake, Duration operation) {
    /** Rendezvous 60 s, handshake 5 s, operation 60 s. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(60));

    public Timeouts {
        requirePositive("rendezvous", rendezvous);
        requirePositive("handshake", handshake);
        requirePositive("operation", operation);
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the " + name + " timeout must be positive but is " + timeout);
        }
    }
}
