package io.lockstep.worker.spark;

import io.lockstep.worker.RestartableException;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/**
 * Joins the ends that Spark keeps apart: Spark makes plugins by class name and shows their instances to nobody, so the
 * task in an executor finds the plugin's context here, and the plugin in the driver finds who listens to a job. This is
 * the one process-wide state of Lockstep; it holds nothing longer than the plugin or the listener lives.
 */
final class EventLink {
    private static final AtomicReference<@Nullable PluginContext> EXECUTOR = new AtomicReference<>();
    private static final ConcurrentMap<String, Consumer<WorkerMessage>> LISTENERS = new ConcurrentHashMap<>();

    private EventLink() {}

    static void connect(PluginContext context) {
        EXECUTOR.set(context);
    }

    static void disconnect() {
        EXECUTOR.set(null);
    }

    static PluginContext executor() {
        PluginContext context = EXECUTOR.get();
        if (context == null) {
            throw new IllegalStateException("the executor runs without its plugin; set spark.plugins="
                    + LockstepPlugin.class.getName() + " and give the application's jar to spark-submit");
        }
        return context;
    }

    /** Sends without waiting. */
    static void send(WorkerMessage message) {
        try {
            executor().send(message.toJson());
        } catch (IOException e) {
            throw new RestartableException("cannot reach the driver: " + e.getMessage(), e);
        }
    }

    /** Sends and waits until the driver has dealt with this message and all before it; Spark bounds the wait. */
    static void sendAndWait(WorkerMessage message) throws Exception {
        executor().ask(message.toJson());
    }

    static void listen(String jobId, Consumer<WorkerMessage> listener) {
        LISTENERS.put(jobId, listener);
    }

    static void stopListening(String jobId) {
        LISTENERS.remove(jobId);
    }

    /** A message of a job that nobody listens to any more is dropped: it comes from a worker that was given up. */
    static void deliver(WorkerMessage message) {
        Consumer<WorkerMessage> listener = LISTENERS.get(message.jobId());
        if (listener != null) {
            listener.accept(message);
        }
    }
}
