package io.lockstep.comms;

import io.lockstep.comms.join.Newcomers;
import io.lockstep.comms.reduce.Reducer;
import io.lockstep.comms.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operations of one rank, one after the other, and ends them all on the first failure.
 *
 * <p>An operation starts by announcing its header to both neighbours. Data goes to the right neighbour only when that
 * one's equal announcement is there, so a receiver is always ready for what comes, nothing is buffered early, and ranks
 * that disagree find out before a byte of the buffers has changed.
 *
 * <p>All links are read all of the time. A failure is told to every rank on its own link; that a peer is gone, the end of
 * its link tells.
 *
 * <p>Used by the communication thread only, but for {@link #failure}.
 */
final class Conductor implements Newcomers {
    /** As much as is received before it is reduced: fits the second-level cache together with its target. */
    private static final int SCRATCH_BYTES = 256 << 10;

    private final MeshOptions options;
    private final int left;
    private final int right;
    private final Links links;
    private final ArrayDeque<Operation> queue = new ArrayDeque<>();
    private final Map<ElementType, Map<Reduction, Reducer>> reducers = new EnumMap<>(ElementType.class);
    private final Announcements announcements;
    private final Diagnosis diagnosis;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

    private long sequence = -1;
    private @Nullable Operation active;
    private @Nullable RingTransfer transfer;
    private long activeSinceNanos;
    private @Nullable Inquiry inquiry;
    private @Nullable Departure departure;
    private volatile @Nullable Failure failure;

    Conductor(MeshOptions options) {
        this.options = options;
        left = Math.floorMod(options.rank() - 1, options.worldSize());
        right = (options.rank() + 1) % options.worldSize();
        links = new Links(options.rank(), options.worldSize());
        announcements = new Announcements(options);
        diagnosis = new Diagnosis(options, links);
    }

    /** The first cause of this communicator's end, if it has failed; from any thread. */
    @Nullable
    Failure failure() {
        return failure;
    }

    Links links() {
        return links;
    }

    @Override
    public void joined(int rank, Wire wire) {
        Link link = new Link(rank, wire, this);
        wire.handOver(link);
        links.put(link);
    }

    @Override
    public boolean hasJoined(int rank) {
        return links.isConnected(rank);
    }

    void enqueue(Operation operation) {
        queue.add(operation);
    }

    /** Does what can be done now; returns whether anything was. */
    boolean progress(long now) {
        if (departure != null) {
            departure.progress(now);
            return false;
        }
        boolean moved = active == null && activateNext(now);
        if (active == null || transfer == null) {
            return moved;
        }
        moved |= send(transfer);
        // Flushed, too: from here on the buffer belongs to the caller again.
        if (announcements.agreed(left) && announcements.agreed(right) && isTransferred(transfer)) {
            Operation finished = active;
            active = null;
            transfer = null;
            inquiry = null;
            finished.succeed();
            return true;
        }
        if (now - activeSinceNanos > options.timeouts().operation().toNanos()) {
            overdue(transfer, now);
        }
        return moved;
    }

    /** Whether something is going on that needs attention within milliseconds. */
    boolean isBusy() {
        return active != null || departure != null;
    }

    boolean hasEnded() {
        return departure != null && departure.hasEnded();
    }

    /** Leaves the mesh: in order if nothing is unfinished, else as a failure. */
    void leave() {
        int unfinished = queue.size() + (active == null ? 0 : 1);
        if (unfinished > 0) {
            fail(diagnosis.closedEarly(unfinished, describeActive()));
        } else if (departure == null) {
            for (int rank = 0; rank < links.worldSize(); rank++) {
                Link link = links.open(rank);
                if (link != null) {
                    link.goodbye(sequence + 1);
                }
            }
            departure = new Departure(links, () -> {});
        }
    }

    /** Ends the communicator with {@code cause}, unless it has ended already, and tells the other ranks. */
    void fail(Failure cause) {
        if (departure != null) {
            return;
        }
        failure = cause;
        transfer = null;
        for (int rank = 0; rank < links.worldSize(); rank++) {
            Link link = links.open(rank);
            if (link != null) {
                link.abort(cause);
            }
        }
        departure = new Departure(links, () -> failOperations(cause));
    }

    void announced(Link link, long operation, OperationHeader header) {
        if (link.rank() != left && link.rank() != right) {
            violated(link, "an announcement, though it is no neighbour");
        } else if (!announcements.put(link.rank(), operation, header)) {
            violated(link, "a second announcement before the first operation was over");
        } else {
            compare(link.rank());
        }
    }

    void goodbye(Link link, long nextOperation) {
        announcements.goodbye(link.rank(), nextOperation);
        if (active != null) {
            failIfLeft();
        }
    }

    /** Another rank asks how far we are. */
    void probed(Link link) {
        link.status(sequence);
    }

    /** Another rank has started operation {@code started} and none after it. */
    void answered(Link link, long started) {
        if (inquiry != null) {
            inquiry.answered(link.rank(), started);
        }
    }

    /** Data of the given length begins to arrive. */
    void dataAnnounced(Link link, long operation, int bytes) {
        if (departure != null) {
            return;
        }
        RingTransfer current = transfer;
        boolean expected = link.rank() == left && operation == sequence && announcements.agreed(left);
        if (!expected || current == null || bytes > current.receivable()) {
            violated(link, bytes + " bytes of data of operation #" + operation + " where there should be none");
        }
    }

    /** Where the next of {@code bytes} arriving bytes go; the data of an operation that has failed goes nowhere. */
    ByteBuffer dataTarget(int bytes) {
        return transfer == null ? scratch.slice(0, Math.min(bytes, scratch.capacity())) : transfer.receiveInto(bytes);
    }

    void dataReceived(int bytes) {
        if (transfer != null) {
            transfer.received(bytes);
        }
    }

    void lost(Link link, @Nullable Throwable cause) {
        if (links.contains(link) && departure == null && !announcements.hasLeft(link.rank())) {
            fail(diagnosis.lost(link.rank(), cause, describeActive()));
        }
    }

    void violated(Link link, String what) {
        fail(diagnosis.protocolBroken(link.rank(), what));
    }

    private boolean activateNext(long now) {
        Operation next = queue.poll();
        if (next == null) {
            return false;
        }
        OperationHeader header = next.header();
        active = next;
        activeSinceNanos = now;
        sequence++;
        transfer = new RingTransfer(next.steps(), next.data(), scratch, reducer(header));
        announcements.start(sequence, header);
        failIfLeft();
        announceTo(left, header);
        if (right != left) {
            announceTo(right, header);
        }
        return true;
    }

    private void announceTo(int neighbour, OperationHeader header) {
        if (departure == null) {
            links.get(neighbour).announce(sequence, header);
            compare(neighbour);
        }
    }

    /** Sends while the kernel takes it; returns whether anything was sent. */
    private boolean send(RingTransfer current) {
        if (!announcements.agreed(right)) {
            return false;
        }
        Link link = links.get(right);
        boolean moved = false;
        int bytes;
        while (link.wire().isFlushed()
                && (bytes = Math.min(current.sendable(), options.collectives().chunkBytes())) > 0) {
            link.data(sequence, current.send(bytes));
            moved = true;
        }
        return moved;
    }

    private boolean isTransferred(RingTransfer current) {
        return current.allReceived()
                && current.allSent()
                && links.get(right).wire().isFlushed();
    }

    private void compare(int neighbour) {
        if (departure == null) {
            String mismatch = announcements.compare(neighbour);
            if (mismatch != null) {
                fail(Failure.of(Failure.Kind.MISMATCH, neighbour, mismatch));
            }
        }
    }

    private void failIfLeft() {
        int gone = announcements.leftBefore(sequence);
        if (departure == null && gone >= 0) {
            fail(diagnosis.left(gone, describeActive()));
        }
    }

    private void failOperations(Failure cause) {
        if (active != null) {
            active.fail(cause);
            active = null;
        }
        for (Operation waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.fail(cause);
        }
    }

    /** Asks round who is to blame, and fails once that is known or nobody answers. */
    private void overdue(RingTransfer current, long now) {
        if (inquiry == null) {
            inquiry = new Inquiry(options, links, sequence, now);
        } else if (inquiry.isOver(now)) {
            int neighbour = current.allReceived() ? right : left;
            fail(diagnosis.overdue(describeActive(), current, inquiry.culprits(), neighbour));
        }
    }

    private @Nullable Reducer reducer(OperationHeader header) {
        ElementType type = header.type();
        Reduction reduction = header.reduction();
        if (type == null || reduction == null) {
            return null;
        }
        return reducers.computeIfAbsent(type, t -> new EnumMap<>(Reduction.class))
                .computeIfAbsent(reduction, r -> Reducer.of(type, r));
    }

    private String describeActive() {
        Operation current = active == null ? queue.peek() : active;
        return current == null ? "no operation" : "operation #" + Math.max(sequence, 0) + ", " + current.header();
    }
}
