package io.lockstep.worker.spark;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.RestartableException;
import io.lockstep.worker.WorkerEnvironment;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.resource.ResourceInformation;

/** A worker's surroundings in a barrier task. */
final class SparkEnvironment implements WorkerEnvironment {
    /** Spark's name of the resource. */
    private static final String GPU = "gpu";

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
    public List<Integer> gpus() {
        ResourceInformation gpus = context.resourcesJMap().get(GPU);
        if (gpus == null) {
            return List.of();
        }
        List<Integer> numbers = new ArrayList<>();
        for (String address : gpus.addresses()) {
            try {
                numbers.add(Integer.parseInt(address));
            } catch (NumberFormatException e) {
                throw new LockstepException(
                        "Spark assigned the GPU \"" + address + "\", but the CUDA driver knows GPUs by numbers; let the"
                                + " discovery script print addresses such as \"0\", as deploy/gpu-discovery does",
                        e);
            }
        }
        return numbers;
    }

    @Override
    public Configuration hadoopConfiguration() {
        return hadoop;
    }
}
