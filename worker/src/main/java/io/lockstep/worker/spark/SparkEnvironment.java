package io.lockstep.worker.spark;

import io.lockstep.worker.RestartableException;
import io.lockstep.worker.WorkerEnvironment;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerTask;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;

/** A worker's surroundings in a barrier task. */
final class SparkEnvironment implements WorkerEnvironment {
    private final BarrierTaskContext context;
    private final WorkerTask task;
    private final Configuration hadoop = new Configuration();

    SparkEnvironment(BarrierTaskContext context, WorkerTask task, Map<String, String> hadoopSettings) {
        this.context = context;
        this.task = task;
        hadoopSettings.forEach(hadoop::set);
    }

    @Override
    public List<String> exchange(String own) {
        try {
            return List.of(context.allGather(own));
        } catch (RuntimeException e) {
            throw new RestartableException(
                    "worker " + task.rank() + " of " + task.worldSize() + " did not meet all others at the rendezvous: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void report(WorkerEvent event) {
        EventLink.send(new WorkerMessage(task.jobId(), task.attempt(), task.rank(), event, null));
    }

    @Override
    public boolean cancelled() {
        return context.isInterrupted();
    }

    @Override
    public String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    @Override
    public Configuration hadoopConfiguration() {
        return hadoop;
    }
}
