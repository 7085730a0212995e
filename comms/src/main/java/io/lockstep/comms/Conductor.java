package io.lockstep.comms;

import io.lockstep.comms.join.Newcomers;
import io.lockstep.comms.wire.Wire;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operations of one rank, one after the other, and ends them all on the first failure.
 *
 * <p>An operation starts by announcing its header to the ranks that its {@link Run} exchanges data with; ranks that
 * disagree find out before they take each other's data. All links are read all of the time. A failure is told to every
 * rank on its own link; that a peer is gone, the end of its link tells.
 *
 * <p>Used by the communication thread only, but for {@link #failure}.
 */
final class Conductor implements Newcomers {
    private static final Logger log = LoggerFactory.getLogger(Conductor.class);

    private final MeshOptions options;
    private final Links links;
    private final Queue<Operation> queue = new ConcurrentLinkedQueue<>();
    private final OperationLog operationLog = new OperationLog();
    private final Announcements announcements;
    private final Lane lane;
    private final Diagnosis diagnosis;
    private final Heartbeats heartbeats;
    private final CommunicationMetrics metrics;

    private long sequence = -1;
    private @Nullable Operation active;
    private @Nullable Run run;
    private boolean agreed;
    private long activeSinceNanos;
    private @Nullable Inquiry inquiry;
    private @Nullable Departure departure;
    private volatile @Nullable Failure failure;

    Conductor(MeshOptions options, CommunicationMetrics metrics) {
        this.options = options;
        this.metrics = metrics;
        links = new Links(options.rank(), options.worldSize());
        announcements = new Announcements(options, operationLog);
        lane = new Lane(links, announcements, options.collectives().chunkBytes());
        diagnosis = new Diagnosis(options, links);
        heartbeats = new Heartbeats(options.timeouts(), links);
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
        links.put(new Link(rank, wire, this));
    }

    @Override
    public boolean hasJoined(int rank) {
        return links.isConnected(rank);
    }

    /** The operation is next after those enqueued before; from any thread. */
    void enqueue(Operation operation) {
        queue.add(operation);
    }

    /** Does what can be done now; returns whether anything was. */
    boolean progress(long now) {
        if (departure != null) {
            departure.progress(now);
            return false;
        }
        int silent = heartbeats.progress(now);
        if (silent >= 0) {
            fail(diagnosis.silent(silent, options.timeouts().silence(), describeActive()));
            return false;
        }
        boolean moved = active == null && activateNext(now);
        moved |= links.resumeStalled();
        Run current = run;
        if (current == null) {
            return moved;
        }
        moved |= current.progress();
        if (!agreed && announcements.agreed(current.peers())) {
            agreed = true;
            operationLog.agree(now);
            metrics.agreed(now - activeSinceNanos);
        }
        if (current.isDone()) {
            finish(current, now);
            return true;
        }
        if (now - activeSinceNanos > options.timeouts().operation().toNanos()) {
            overdue(current, now);
        }
        return moved;
    }

    /** Whether something is going on that needs attention within milliseconds. */
    boolean isBusy() {
        return active != null || departure != null;
    }

    /** How long who waits for what is going on polls before sleeping. */
    long pollNanos() {
        return run == null ? Drive.SHORT_POLL_NANOS : run.pollNanos();
    }

    /** Whether the thread may sleep until a link has something for us, or we are woken. */
    boolean maySleep() {
        return run == null || run.maySleep();
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
            links.forEachOpen(link -> link.goodbye(sequence + 1));
            departure = new Departure(links, () -> {});
        }
    }

    /** Ends the communicator with {@code cause}, unless it has ended already, and tells the other ranks. */
    void fail(Failure cause) {
        if (departure != null) {
            return;
        }
        failure = cause;
        run = null;
        links.forEachOpen(link -> link.abort(cause));
        departure = new Departure(links, () -> failOperations(cause));
        if (sequence >= 0) {
            log.warn(
                    "The communicator of rank {} has failed: {}. Its last operations, in ms:{}",
                    options.rank(),
                    cause.message(),
                    operationLog.dump());
        }
    }

    /** {@code link} has reached {@code operation}; false if that must wait until we have come further. */
    boolean announced(Link link, long operation, OperationHeader header) {
        if (departure != null) {
            return true;
        }
        if (announcements.mustWait(link.rank(), operation)) {
            return false;
        }
        failOnMismatch(link.rank(), announcements.put(link.rank(), operation, header));
        return true;
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

    /** Whether data of the given length, which begins to arrive, may come now. */
    boolean accepts(Link link, long operation, int bytes) {
        if (departure != null) {
            return true;
        }
        Run current = operation == sequence ? run : null;
        int room = current == null ? 0 : current.receivable(link.rank());
        if (operation > sequence || (current != null && room == 0)) {
            return false;
        }
        if (bytes > room || !announcements.agreed(link.rank())) {
            violated(link, bytes + " bytes of data of operation #" + operation + " where there should be none");
        }
        return true;
    }

    /** Where the next of {@code bytes} arriving bytes go; the data of an operation that has failed goes nowhere. */
    ByteBuffer dataTarget(int bytes) {
        return run == null
                ? lane.scratch().slice(0, Math.min(bytes, lane.scratch().capacity()))
                : run.receiveInto(bytes);
    }

    void dataReceived(int bytes) {
        if (run != null) {
            run.received(bytes);
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
        Operation next = queue.peek();
        if (next == null || !next.isReady()) {
            return false;
        }
        queue.remove();
        OperationHeader header = next.header();
        active = next;
        agreed = false;
        activeSinceNanos = now;
        sequence++;
        operationLog.start(sequence, header, next.submittedNanos(), now);
        failOnMismatch(-1, announcements.start(sequence));
        failIfLeft();
        if (departure == null) {
            Run started = next.work().start(lane, sequence);
            run = started;
            int[] peers = started.peers();
            for (int peer : peers) {
                links.get(peer).announce(sequence, header);
            }
            // Eager data goes out together with the announcement.
            started.progress();
            for (int peer : peers) {
                links.get(peer).wire().flush();
            }
        }
        return true;
    }

    private void finish(Run finished, long now) {
        Operation operation = active;
        active = null;
        run = null;
        inquiry = null;
        operationLog.finish(now);
        metrics.finished(now - activeSinceNanos, finished.sentBytes());
        if (operation != null) {
            operation.succeed();
        }
    }

    private void failOnMismatch(int other, @Nullable String mismatch) {
        if (mismatch != null) {
            fail(Failure.of(Failure.Kind.MISMATCH, other, mismatch));
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
    private void overdue(Run current, long now) {
        if (inquiry == null) {
            inquiry = new Inquiry(options, links, sequence, now);
        } else if (inquiry.isOver(now)) {
            fail(diagnosis.overdue(describeActive(), current, inquiry.culprits()));
        }
    }

    private String describeActive() {
        Operation current = active == null ? queue.peek() : active;
        return current == null ? "no operation" : "operation #" + Math.max(sequence, 0) + ", " + current.header();
    }
}
