package io.lockstep.comms;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Puts into words what ends the communicator of a rank: which rank is to blame, where that one listens, what was going
 * on, and what to do about it.
 */
final class Diagnosis {
    private final MeshOptions options;
    private final Links links;

    Diagnosis(MeshOptions options, Links links) {
        this.options = options;
        this.links = links;
    }

    /** Our rank leaves with operations unfinished, the first of which is {@code first}. */
    Failure closedEarly(int unfinished, String first) {
        return own("rank " + options.rank() + " closed its communicator with " + unfinished
                + " operations unfinished, the first " + first + "; await all operations before closing");
    }

    /** The link to {@code other} has ended during {@code operation}; without a cause, the other side has closed it. */
    Failure lost(int other, @Nullable Throwable cause, String operation) {
        String address = links.addressOf(other);
        if (cause instanceof RuntimeException) {
            return own(
                    "rank " + options.rank() + " failed on what rank " + other + " at " + address + " sent: " + cause);
        }
        String text = "rank " + options.rank() + " lost the connection to rank " + other + " at " + address + " during "
                + operation + ": " + (cause == null ? "closed by that side" : cause.getMessage())
                + "; its process has probably ended, see its log";
        return new Failure(Failure.Kind.PEER_LOST, other, address, operation, text);
    }

    /** {@code other} has left in order, but before {@code operation}, which we have reached. */
    Failure left(int other, String operation) {
        String address = links.addressOf(other);
        String text = "rank " + other + " at " + address + " closed its communicator before " + operation
                + "; all ranks must submit the same operations";
        return new Failure(Failure.Kind.PEER_LOST, other, address, operation, text);
    }

    /** {@code other} has sent {@code what}, which no rank sends. */
    Failure protocolBroken(int other, String what) {
        return Failure.of(
                Failure.Kind.ABORTED,
                other,
                "rank " + other + " at " + links.addressOf(other) + " broke the protocol: it sent " + what
                        + "; do all ranks run the same version of Lockstep?");
    }

    /** Nothing has come from {@code other} for {@code silence}, not even a heart-beat. */
    Failure silent(int other, Duration silence, String operation) {
        String address = links.addressOf(other);
        String text = "rank " + options.rank() + " has heard nothing from rank " + other + " at " + address + " for "
                + silence.toMillis() + " ms during " + operation
                + "; its process is frozen, or its host or network is down";
        return new Failure(Failure.Kind.PEER_LOST, other, address, operation, text);
    }

    /** {@code operation} has passed its deadline; without culprits, whom the run waits for is the one to name. */
    Failure overdue(String operation, Run run, @Nullable String culprits) {
        String awaited = culprits != null
                ? culprits
                : "rank " + run.awaited() + " at " + links.addressOf(run.awaited())
                        + (run.awaitsTaking() ? " to receive more" : " to send more");
        String text = "rank " + options.rank() + " waited "
                + options.timeouts().operation().toMillis() + " ms in " + operation + ", for " + awaited + "; it has "
                + run.describeProgress();
        return Failure.of(Failure.Kind.TIMEOUT, options.rank(), text);
    }

    private Failure own(String text) {
        return Failure.of(Failure.Kind.ABORTED, options.rank(), text);
    }
}
