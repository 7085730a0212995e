package io.lockstep.worker.spark;

import io.lockstep.worker.Json;
import io.lockstep.worker.WorkerEvent;
import org.jspecify.annotations.Nullable;

/**
 * What travels from a worker to the driver.
 *
 * @param event something to watch; null if this message is about something else
 * @param failure why the worker gives up; null if it does not. With neither, the message only asks whether all before it
 *     have arrived.
 */
record WorkerMessage(
        String jobId,
        int attempt,
        int rank,
        @Nullable WorkerEvent event,
        @Nullable WorkerFailure failure) {
    static WorkerMessage fromJson(String json) {
        return Json.read(json, WorkerMessage.class);
    }

    String toJson() {
        return Json.write(this);
    }
}
