package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.worker.WorkerEnvironment;
import java.time.Duration;

/**
 * Ends the waiting in collectives when the attempt has been given up: Spark takes the tasks of a stage back when one of its
 * executors is lost, which the driver may know long before a connection breaks, but it cannot interrupt a worker that waits
 * for gradients.
 */
final class CancellationWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final WorkerEnvironment environment;
    private final Communicator communicator;
    private final Thread thread;

    /** Starts to watch; to be closed before the communicator. */
    CancellationWatch(WorkerEnvironment environment, Communicator communicator) {
        this.environment = environment;
        this.communicator = communicator;
        thread = new Thread(this::watch, "lockstep-cancellation-" + communicator.rank());
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!environment.cancelled()) {
                Thread.sleep(INTERVAL.toMillis());
            }
            communicator.abort("the attempt was given up, see the driver's log");
        } catch (InterruptedException e) {
            // Closed: nobody is left to be told.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
