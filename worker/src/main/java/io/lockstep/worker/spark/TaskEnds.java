package io.lockstep.worker.spark;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the tasks of one attempt have ended, however they did: those that Spark killed before they began and those
 * of a lost executor say nothing themselves. The stage is known by the local property {@link #ATTEMPT}.
 */
final class TaskEnds extends SparkListener {
    static final String ATTEMPT = "lockstep.attempt";

    private final String attempt;
    private final IntConsumer ended;
    private final Set<Integer> stages = ConcurrentHashMap.newKeySet();

    /** @param ended takes the rank of each task, on a thread of Spark's, after what that task told the driver has arrived */
    TaskEnds(String attempt, IntConsumer ended) {
        this.attempt = attempt;
        this.ended = ended;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted event) {
        @Nullable Properties properties = event.properties();
        if (properties != null && attempt.equals(properties.getProperty(ATTEMPT))) {
            stages.add(event.stageInfo().stageId());
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
        if (stages.contains(event.stageId())) {
            ended.accept(event.taskInfo().partitionId());
        }
    }
}
