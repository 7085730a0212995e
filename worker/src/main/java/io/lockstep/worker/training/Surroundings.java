package io.lockstep.worker.training;

import io.lockstep.engine.data.LoaderOptions;
import io.lockstep.worker.RestartableException;
import io.lockstep.worker.WorkerEnvironment;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.config.TrainConfig;

/** The task, and what surrounds its worker, as training and evaluation see them. */
record Surroundings(WorkerTask task, WorkerEnvironment environment) {
    private static final int PREFETCH = 4;

    TrainConfig config() {
        return task.config();
    }

    LoaderOptions loaderOptions() {
        return new LoaderOptions(config().loaderThreads(), PREFETCH, LoaderOptions.DEFAULT.timeout());
    }

    boolean isFirstRank() {
        return task.rank() == 0;
    }

    /** Sends the event if this is rank 0: what all ranks know is told once. */
    void report(WorkerEvent event) {
        if (isFirstRank()) {
            environment.report(event);
        }
    }

    /**
     * Ends the worker when its attempt was given up.
     *
     * @throws RestartableException if so
     */
    void requireNotCancelled() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("worker " + task.rank() + " was interrupted");
        }
        if (environment.cancelled()) {
            throw new RestartableException("worker " + task.rank() + " was told to stop");
        }
    }
}
