package io.lockstep.worker.spark;

import io.lockstep.worker.WorkerEnvironment;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import java.io.Serializable;

/** What a task of the stage does. */
@FunctionalInterface
interface WorkerBody extends Serializable {
    WorkerResult run(WorkerTask task, WorkerEnvironment environment) throws Exception;
}
