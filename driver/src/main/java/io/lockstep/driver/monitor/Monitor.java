package io.lockstep.driver.monitor;

import io.lockstep.driver.run.MetricsLog;
import io.lockstep.worker.WorkerEvent;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the events of a training run: records them and shows them. A record that cannot be written does not end a run. */
public final class Monitor implements Consumer<WorkerEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final MetricsLog metrics;
    private final Display display;

    public Monitor(MetricsLog metrics, Display display) {
        this.metrics = metrics;
        this.display = display;
    }

    @Override
    public void accept(WorkerEvent event) {
        display.show(event);
        try {
            metrics.write(event);
        } catch (IOException e) {
            LOG.warn("cannot write the metrics, an event is lost: {}", e.getMessage());
        }
    }
}
