package io.lockstep.comms;

import java.time.Duration;

/**
 * How long the ranks of a mesh wait for each other.
 *
 * @param rendezvous how long all ranks may take to connect, from the end of the address exchange
 * @param handshake how long one connection may take to prove that it belongs to the job
 * @param operation how long one operation may take
 * @param heartbeat how often a rank that has nothing to say shows that it lives
 * @param silence how long nothing may be heard from a rank
 */
public record Timeouts(
        Duration rendezvous, Duration handshake, Duration operation, Duration heartbeat, Duration silence) {
    /** Rendezvous 60 s, handshake 5 s, operation 60 s, heart-beat 1 s, silence 15 s. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15));

    public Timeouts {
        requirePositive("rendezvous", rendezvous);
        requirePositive("handshake", handshake);
        requirePositive("operation", operation);
        requirePositive("heartbeat", heartbeat);
        if (silence.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(
                    "the silence timeout must be at least three heart-beats of " + heartbeat + " but is " + silence);
        }
    }

    public Timeouts withRendezvous(Duration changed) {
        return new Timeouts(changed, handshake, operation, heartbeat, silence);
    }

    public Timeouts withHandshake(Duration changed) {
        return new Timeouts(rendezvous, changed, operation, heartbeat, silence);
    }

    public Timeouts withOperation(Duration changed) {
        return new Timeouts(rendezvous, handshake, changed, heartbeat, silence);
    }

    public Timeouts withHeartbeat(Duration interval, Duration longestSilence) {
        return new Timeouts(rendezvous, handshake, operation, interval, longestSilence);
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the " + name + " timeout must be positive but is " + timeout);
        }
    }
}
