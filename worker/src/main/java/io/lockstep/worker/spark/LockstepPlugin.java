package io.lockstep.worker.spark;

import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Gives the workers a way to talk to the driver while they work; an application names it in {@code spark.plugins}.
 * Messages are JSON strings and arrive in the order in which a worker sends them.
 */
public final class LockstepPlugin implements SparkPlugin {
    @Override
    public DriverPlugin driverPlugin() {
        return new Receiver();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Sender();
    }

    private static final class Receiver implements DriverPlugin {
        @Override
        public @Nullable Object receive(Object message) {
            WorkerMessage received = WorkerMessage.fromJson(message.toString());
            EventLink.deliver(received);
            return received.event() == null
                    ? ""
                    : null; // events are sent one way, and Spark warns of an answer to them
        }
    }

    private static final class Sender implements ExecutorPlugin {
        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            EventLink.connect(context);
        }

        @Override
        public void shutdown() {
            EventLink.disconnect();
        }
    }
}
