package io.lockstep.worker.spark;

import io.lockstep.worker.Json;
import io.lockstep.worker.WorkerTask;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.BarrierTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** The barrier task in an executor: the JSON of one {@link WorkerTask} in, that of its result out. */
final class WorkerPartition extends AbstractFunction1<Iterator<String>, Iterator<String>> implements Serializable {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPartition.class);

    private final WorkerBody body;
    private final Map<String, String> hadoopSettings;

    WorkerPartition(WorkerBody body, Map<String, String> hadoopSettings) {
        this.body = body;
        this.hadoopSettings = Map.copyOf(hadoopSettings);
    }

    @Override
    public Iterator<String> apply(Iterator<String> tasks) {
        WorkerTask travelled = Json.read(tasks.next(), WorkerTask.class);
        try {
            WorkerTask task = travelled.jobSecret().isEmpty()
                    ? travelled.withJobSecret(SparkSecret.of(travelled.jobId()))
                    : travelled;
            SparkEnvironment environment = new SparkEnvironment(BarrierTaskContext.get(), task, hadoopSettings);
            String result = Json.write(body.run(task, environment));
            EventLink.sendAndWait(new WorkerMessage(task.jobId(), task.attempt(), task.rank(), null, null));
            return CollectionConverters.asScala(List.of(result).iterator());
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            tellDriver(travelled, e);
            throw new IllegalStateException("worker " + travelled.rank() + " failed: " + e, e);
        }
    }

    /** Before the task ends, so that the driver knows the cause when the others report that this worker is gone. */
    private static void tellDriver(WorkerTask task, Throwable thrown) {
        WorkerFailure failure = WorkerFailure.of(thrown);
        try {
            EventLink.sendAndWait(new WorkerMessage(task.jobId(), task.attempt(), task.rank(), null, failure));
        } catch (Exception e) {
            LOG.warn("cannot tell the driver why worker {} failed", task.rank(), e);
        }
    }
}
