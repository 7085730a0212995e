package io.lockstep.comms;

import io.lockstep.comms.join.HostAndPort;
import io.lockstep.comms.join.Rendezvous;
import io.lockstep.comms.wire.SharedEventLoop;
import io.lockstep.comms.wire.Transport;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that drives a communicator: its event loop, and the {@link Conductor} of its operations, which only the driver
 * touches. Threads that wait for an operation drive meanwhile, as guests of the {@link Seat}.
 */
final class CommunicationThread implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(CommunicationThread.class);

    private static final long FORMING_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int MAX_QUEUED = 10_000;
    private static final long CLOSE_MILLIS = 5000;

    private final MeshOptions options;
    private final Thread thread;
    private final SharedEventLoop loop;
    private final Seat seat;
    private final CommunicationMetrics metrics = new CommunicationMetrics();
    private final Conductor conductor;
    private final Drive drive;
    private final Rendezvous rendezvous;
    private final CompletableFuture<String> listening = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> formed = new CompletableFuture<>();
    private final Semaphore slots = new Semaphore(MAX_QUEUED);
    private volatile boolean closed;
    private long deadlineNanos;
    private boolean dialling;

    CommunicationThread(MeshOptions options, Transport transport) {
        this.options = options;
        thread = new Thread(this, "lockstep-comms-" + options.rank());
        thread.setDaemon(true);
        loop = new SharedEventLoop(transport.handlers());
        seat = new Seat(loop, thread);
        conductor = new Conductor(options, metrics);
        drive = new Drive(loop, conductor, options.timeouts().heartbeat().toNanos());
        rendezvous = new Rendezvous(options, loop, transport, conductor);
    }

    /** Starts the thread; the future has this rank's {@code host:port} once it listens. */
    CompletableFuture<String> start() {
        thread.start();
        return listening;
    }

    /** Connects to all ranks; the future is done when the mesh is formed, or has failed with a RendezvousException. */
    CompletableFuture<@Nullable Void> connect(List<HostAndPort> addresses) {
        execute(() -> {
            deadlineNanos = System.nanoTime() + options.timeouts().rendezvous().toNanos();
            conductor.links().addresses(addresses);
            rendezvous.dial(addresses);
            dialling = true;
        });
        return formed;
    }

    /**
     * Queues the operation.
     *
     * @throws IllegalStateException if {@link #MAX_QUEUED} operations are unfinished already
     */
    void submit(Operation operation) {
        if (!slots.tryAcquire()) {
            throw new IllegalStateException(
                    MAX_QUEUED + " operations are unfinished; await some before submitting " + operation.header());
        }
        // Not by a task of the loop: while drivers change, a later operation could get in before that task.
        conductor.enqueue(operation);
        if (!seat.submittedWhileFree()) {
            execute(CommunicationThread::wake);
        }
    }

    /**
     * What an operation waited for is there, or cannot come any more; from any thread.
     *
     * @param problem why not, or null
     */
    void ready(Operation operation, @Nullable Throwable problem) {
        if (problem != null) {
            abort("the data of " + operation.header() + " did not get ready: " + problem);
        } else {
            operation.becomeReady();
            execute(CommunicationThread::wake);
        }
    }

    /** As a task of the loop ends the sleep of the driver, which looks at the queue then. */
    private static void wake() {}

    /**
     * Drives on the calling thread until {@code operation} is done or the communicator has ended; returns early, or at once,
     * if another thread must do it.
     */
    void driveUntilDone(Operation operation) {
        if (!seat.enter()) {
            return;
        }
        boolean interrupted = false;
        try {
            while (!operation.isDone() && !conductor.hasEnded()) {
                if (Thread.interrupted()) {
                    interrupted = true;
                    abort(operation.interruptedText());
                }
                drive.turn(conductor.pollNanos());
            }
        } catch (RuntimeException problem) {
            failed("A thread that waited for " + operation.header(), problem);
        } finally {
            seat.leave();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** An operation is finished: its place in the queue is free. */
    void finished() {
        slots.release();
    }

    /** From any thread. */
    CommunicationStatistics statistics() {
        return metrics.snapshot();
    }

    /** Ends the communicator on all ranks; from any thread. */
    void abort(String reason) {
        String text = "rank " + options.rank() + " aborted: " + reason;
        execute(() -> conductor.fail(Failure.of(Failure.Kind.ABORTED, options.rank(), text)));
    }

    /** Leaves the mesh and waits for the thread to end, for some seconds at most. */
    void close() {
        closed = true;
        execute(conductor::leave);
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                log.warn("The communication thread of rank {} did not end in {} ms", options.rank(), CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was refused while the mesh was formed; from any thread. */
    Refusals refusals() {
        return rendezvous.refusals();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** The failure that later calls are to throw, or null while the communicator works. */
    @Nullable
    Failure failure() {
        Failure failure = conductor.failure();
        return failure == null && closed ? endCause() : failure;
    }

    /** Why the thread has ended. */
    Failure endCause() {
        Failure failure = conductor.failure();
        return failure != null
                ? failure
                : Failure.of(
                        Failure.Kind.ABORTED,
                        options.rank(),
                        "the communicator of rank " + options.rank() + " is closed; join a new mesh");
    }

    private void execute(Runnable task) {
        try {
            loop.execute(() -> guard(task));
        } catch (RejectedExecutionException e) {
            // The thread has ended: nothing is left to abort or to leave, and who awaits an operation sees it.
            log.debug("The communication thread of rank {} has ended already", options.rank());
        }
    }

    /** Netty only logs what a task throws. */
    private void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException problem) {
            failed("A task of the communication thread", problem);
        }
    }

    private void failed(String who, RuntimeException problem) {
        log.error("{} of rank {} failed", who, options.rank(), problem);
        conductor.fail(Failure.of(Failure.Kind.ABORTED, options.rank(), faultText(problem)));
    }

    private String faultText(Throwable problem) {
        return "rank " + options.rank() + " failed in its communication thread: " + problem;
    }

    @Override
    public void run() {
        seat.open();
        try {
            formMesh();
            formed.complete(null);
            driveToTheEnd();
        } catch (Throwable problem) {
            failThread(problem);
        } finally {
            end();
        }
    }

    private void formMesh() {
        Future<HostAndPort> bound = rendezvous.listen();
        while (!bound.isDone()) {
            loop.run(FORMING_SLEEP_NANOS);
        }
        if (!bound.isSuccess()) {
            throw new RendezvousException(String.valueOf(bound.cause().getMessage()), bound.cause());
        }
        listening.complete(bound.getNow().toString());
        while (!conductor.links().isComplete() || !dialling) {
            long now = System.nanoTime();
            rendezvous.progress(now);
            if (dialling && now - deadlineNanos > 0) {
                throw new RendezvousException("rank " + options.rank() + " waited "
                        + options.timeouts().rendezvous().toMillis() + " ms in vain for " + rendezvous.missing());
            }
            Failure failure = conductor.failure();
            if (failure != null) {
                throw failure.toException();
            }
            if (conductor.isBusy()) {
                return;
            }
            loop.run(FORMING_SLEEP_NANOS);
        }
        rendezvous.close();
    }

    private void driveToTheEnd() {
        while (!conductor.hasEnded()) {
            if (seat.isWanted()) {
                seat.standBy();
            } else {
                drive.turn(Drive.SHORT_POLL_NANOS);
            }
        }
    }

    /** A mesh that did not form, or a fault of this class: the other ranks and the waiting callers learn of it. */
    private void failThread(Throwable problem) {
        rendezvous.close();
        boolean rendezvousFailed = problem instanceof RendezvousException;
        String text = rendezvousFailed ? String.valueOf(problem.getMessage()) : faultText(problem);
        if (!(problem instanceof CommunicatorException)) {
            log.error("The communication thread of rank {} failed", options.rank(), problem);
        }
        Failure.Kind kind = rendezvousFailed ? Failure.Kind.RENDEZVOUS : Failure.Kind.ABORTED;
        conductor.fail(Failure.of(kind, options.rank(), text));
        listening.completeExceptionally(problem);
        formed.completeExceptionally(problem);
        driveToTheEnd();
    }

    private void end() {
        seat.close();
        loop.end();
    }
}
