package io.lockstep.worker.training;

import io.lockstep.worker.Worker;
import io.lockstep.worker.WorkerEnvironment;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.measurement.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Runs the workers of one attempt as threads of this process and keeps what they report. */
final class LocalWorkers {
    private static final int TIMEOUT_SECONDS = 60;

    private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();

    /** Trains, and returns the results in rank order; throws what the first failing rank threw. */
    List<WorkerResult> train(TrainConfig config, String runFolder, @Nullable String checkpoint) throws Exception {
        return run(WorkerTask.Mode.TRAIN, config, runFolder, checkpoint);
    }

    List<WorkerResult> run(WorkerTask.Mode mode, TrainConfig config, String runFolder, @Nullable String checkpoint)
            throws Exception {
        return run(
                rank -> new WorkerTask(
                        mode, rank, config.workers(), config, "job", 0, "ab".repeat(32), runFolder, checkpoint),
                config.workers());
    }

    List<WorkerResult> measure(TrainConfig config, Measurement measurement) throws Exception {
        return run(
                rank -> new WorkerTask(
                        WorkerTask.Mode.MEASURE,
                        rank,
                        config.workers(),
                        config,
                        "job",
                        0,
                        "ab".repeat(32),
                        "",
                        null,
                        measurement),
                config.workers());
    }

    private List<WorkerResult> run(IntFunction<WorkerTask> taskOfRank, int worldSize) throws Exception {
        String[] addresses = new String[worldSize];
        CyclicBarrier met = new CyclicBarrier(worldSize);
        ExecutorService threads = Executors.newFixedThreadPool(worldSize);
        try {
            List<Future<WorkerResult>> running = new ArrayList<>();
            for (int rank = 0; rank < worldSize; rank++) {
                WorkerTask task = taskOfRank.apply(rank);
                FakeEnvironment environment = new FakeEnvironment(task, addresses, met, events);
                running.add(threads.submit(() -> Worker.run(task, environment)));
            }
            List<WorkerResult> results = new ArrayList<>();
            for (Future<WorkerResult> result : running) {
                results.add(get(result));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    <T extends WorkerEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Of each step that was reported. */
    List<Double> losses() {
        return events(WorkerEvent.TrainProgress.class).stream()
                .map(WorkerEvent.TrainProgress::loss)
                .toList();
    }

    private static WorkerResult get(Future<WorkerResult> result) throws Exception {
        try {
            return result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private record FakeEnvironment(WorkerTask task, String[] addresses, CyclicBarrier met, List<WorkerEvent> events)
            implements WorkerEnvironment {
        @Override
        public List<String> exchange(String own) {
            addresses[task.rank()] = own;
            try {
                met.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("not all ranks came", e);
            }
            return Arrays.asList(addresses);
        }

        @Override
        public void report(WorkerEvent event) {
            events.add(event);
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public Configuration hadoopConfiguration() {
            return new Configuration();
        }
    }
}
