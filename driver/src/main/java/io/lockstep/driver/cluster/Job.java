package io.lockstep.driver.cluster;

import io.lockstep.driver.run.Checkpoint;
import io.lockstep.driver.run.RunFolder;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.measurement.Measurement;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the workers of a run have in common over all attempts. */
public final class Job {
    private static final int SECRET_BYTES = 32;

    private final WorkerTask.Mode mode;
    private final TrainConfig config;
    private final String runFolder;
    private final @Nullable Measurement measurement;
    private final String id = UUID.randomUUID().toString();
    private final String secret;

    private Job(WorkerTask.Mode mode, TrainConfig config, String runFolder, @Nullable Measurement measurement) {
        this.mode = mode;
        this.config = config;
        this.runFolder = runFolder;
        this.measurement = measurement;
        byte[] secretBytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secretBytes);
        secret = HexFormat.of().formatHex(secretBytes);
    }

    static Job train(TrainConfig config, RunFolder folder) {
        return new Job(WorkerTask.Mode.TRAIN, config, folder.path().toString(), null);
    }

    public static Job evaluate(TrainConfig config) {
        return new Job(WorkerTask.Mode.EVALUATE, config, "", null);
    }

    public static Job measure(TrainConfig config, Measurement measurement) {
        return new Job(WorkerTask.Mode.MEASURE, config, "", measurement);
    }

    /** The task of each rank, in order. */
    public List<WorkerTask> tasks(int attempt, Optional<Checkpoint> checkpoint) {
        String from = checkpoint.map(c -> c.path().toString()).orElse(null);
        List<WorkerTask> tasks = new ArrayList<>();
        for (int rank = 0; rank < config.workers(); rank++) {
            tasks.add(new WorkerTask(
                    mode, rank, config.workers(), config, id, attempt, secret, runFolder, from, measurement));
        }
        return tasks;
    }
}
