package io.lockstep.worker.training;

import io.lockstep.comms.Algorithm;
import io.lockstep.comms.CollectiveOptions;
import io.lockstep.comms.Communicator;
import io.lockstep.comms.JobSecret;
import io.lockstep.comms.Mesh;
import io.lockstep.comms.MeshOptions;
import io.lockstep.engine.data.DataLoadingException;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.data.Split;
import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.engine.tensor.Device;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.RestartableException;
import io.lockstep.worker.WorkerEnvironment;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.checkpoint.Checkpoints;
import io.lockstep.worker.checkpoint.Snapshot;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.data.DataSets;
import io.lockstep.worker.data.GeneratedImages;
import io.lockstep.worker.measurement.ImageFormat;
import io.lockstep.worker.measurement.Measurement;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;

/** One worker's part of an attempt: opens device, data and mesh, trains, evaluates or measures, and closes them. */
public final class Session {
    private final WorkerTask task;
    private final TrainConfig config;
    private final Surroundings surroundings;
    private final Configuration hadoop;

    public Session(WorkerTask task, WorkerEnvironment environment) {
        this.task = task;
        config = task.config();
        surroundings = new Surroundings(task, environment);
        hadoop = environment.hadoopConfiguration();
    }

    /**
     * Does what the task asks for.
     *
     * @throws LockstepException if the user can cure it: a broken file, a checkpoint of another model
     * @throws io.lockstep.comms.CommunicatorException if another worker was lost
     * @throws ReplicasDivergedException if the ranks' parameters differ
     */
    @SuppressWarnings("try") // the claim is made for its end alone
    public WorkerResult run() throws IOException, InterruptedException {
        try (Device device = Devices.open(config, surroundings.environment().gpus());
                GpuClaim claim = GpuClaim.of(device.backend(), config.shareGpu())) {
            return switch (task.mode()) {
                case TRAIN -> train(device);
                case EVALUATE -> evaluate(device);
                case MEASURE -> measure(device);
            };
        } catch (DataLoadingException e) {
            if (e.getCause() instanceof CorruptFileException damaged) {
                throw new LockstepException(String.valueOf(damaged.getMessage()), e);
            }
            throw new RestartableException(String.valueOf(e.getMessage()), e);
        }
    }

    @SuppressWarnings("try") // the watch is opened for what it does by itself
    private WorkerResult train(Device device) throws IOException, InterruptedException {
        ImageDataset validation = read(Split.TEST);
        ImageDataset training = read(Split.TRAIN);
        Replica replica = Replica.create(device, config, training);
        surroundings.report(new WorkerEvent.Note(String.format(
                Locale.ROOT,
                "%s with %,d parameters, computed by %s",
                config.model(),
                replica.parameterCount(),
                device.backend().name())));
        if (!device.backend().hasNative(config.precision())) {
            surroundings.report(new WorkerEvent.Note(String.format(
                    Locale.ROOT,
                    "--precision %s is emulated by %s on this processor, which takes longer than --precision float32",
                    config.precision(),
                    device.backend().name())));
        }
        try (Communicator communicator = joinMesh();
                CancellationWatch watch = new CancellationWatch(surroundings.environment(), communicator)) {
            Evaluator evaluator = new Evaluator(replica, validation, communicator, surroundings);
            return new Trainer(surroundings, replica, communicator, training, evaluator).train();
        }
    }

    @SuppressWarnings("try") // the watch is opened for what it does by itself
    private WorkerResult evaluate(Device device) throws IOException, InterruptedException {
        ImageDataset validation = read(Split.TEST);
        Stopwatch time = new Stopwatch();
        String checkpoint = checkpointToEvaluate();
        Snapshot snapshot = Checkpoints.read(checkpoint, hadoop);
        snapshot.requireModel(config, checkpoint);
        Replica replica = Replica.create(device, config, validation);
        replica.load(snapshot.model(), checkpoint);
        try (Communicator communicator = joinMesh();
                CancellationWatch watch = new CancellationWatch(surroundings.environment(), communicator)) {
            String hash = replica.hash();
            ParameterHash.requireEqual(hash, communicator, "after loading " + checkpoint);
            Stopwatch evaluating = new Stopwatch();
            Evaluation judged = new Evaluator(replica, validation, communicator, surroundings).evaluate();
            return new WorkerResult(
                    task.rank(),
                    judged.acc1(),
                    judged.loss(),
                    null,
                    snapshot.state().epoch(),
                    snapshot.state().globalStep(),
                    (double) judged.samples() / evaluating.seconds(),
                    time.seconds(),
                    hash,
                    judged.samples(),
                    null);
        }
    }

    @SuppressWarnings("try") // the watch is opened for what it does by itself
    private WorkerResult measure(Device device) throws IOException, InterruptedException {
        Measurement measurement = Objects.requireNonNull(task.measurement(), "a task to measure says what");
        ImageFormat generated = measurement.generated();
        ImageDataset dataset = generated == null
                ? read(Split.TRAIN)
                : new GeneratedImages(generated, MeasuredTraining.samples(measurement, config, task.worldSize()));
        Replica replica = Replica.create(device, config, dataset);
        try (Communicator communicator = joinMesh();
                CancellationWatch watch = new CancellationWatch(surroundings.environment(), communicator)) {
            return new MeasuredTraining(surroundings, measurement, replica, communicator, dataset).run();
        }
    }

    private ImageDataset read(Split split) throws IOException {
        return DataSets.open(config.data(), split, config.classes(), hadoop);
    }

    private String checkpointToEvaluate() {
        if (task.checkpoint() == null) {
            throw new LockstepException("an evaluation needs a checkpoint, but none was given; give --checkpoint");
        }
        return task.checkpoint();
    }

    private Communicator joinMesh() {
        MeshOptions options = MeshOptions.of(
                        task.rank(),
                        task.worldSize(),
                        task.jobId(),
                        task.attempt(),
                        JobSecret.of(task.jobSecretBytes()),
                        surroundings.environment().host())
                .withRendezvousTimeout(config.communicationTimeout())
                .withOperationTimeout(config.communicationTimeout())
                .with(config.network())
                .with(collectives(config.allReduce()));
        try {
            return Mesh.join(options, surroundings.environment()::exchange);
        } catch (IllegalArgumentException e) {
            throw new LockstepException(
                    "--all-reduce " + config.allReduce() + " is not possible here: " + e.getMessage()
                            + ", or leave the option out",
                    e);
        }
    }

    /**
     * Unless the user says otherwise, the all-reduce depends on sizes and the number of workers alone, not on times or on
     * who shares a host: so every run adds in the same order, and a resumed one ends with the bits of one that never stopped.
     */
    private static CollectiveOptions collectives(Algorithm chosen) {
        boolean needsMemory = chosen == Algorithm.SHARED_MEMORY || chosen == Algorithm.TWO_LEVEL;
        return CollectiveOptions.DEFAULT
                .withMeasured(false)
                .withSharedMemory(needsMemory)
                .with(chosen);
    }
}
