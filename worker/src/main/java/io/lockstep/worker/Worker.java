package io.lockstep.worker;

import io.lockstep.worker.training.Session;

/** What every task of the stage runs. */
public final class Worker {
    private Worker() {}

    /**
     * Does one rank's part of an attempt.
     *
     * @throws LockstepException if the user can cure what went wrong
     * @throws Exception if a worker was lost, or by a fault of Lockstep's own
     */
    public static WorkerResult run(WorkerTask task, WorkerEnvironment environment) throws Exception {
        return new Session(task, environment).run();
    }
}
