package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.checkpoint.Checkpoints;
import io.lockstep.worker.checkpoint.Snapshot;
import io.lockstep.worker.checkpoint.TrainingState;
import io.lockstep.worker.config.TrainConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a run from its checkpoint and makes new ones, so that a lost worker costs a few steps only. */
final class Recovery {
    private static final String MOMENTUM = "momentum";

    private final Surroundings surroundings;
    private final Replica replica;
    private final ParameterUpdate update;
    private final GradientSum gradients;
    private final Communicator communicator;
    private final Progress progress;
    private final Checkpoints checkpoints;
    private @Nullable String lastCheckpoint;

    Recovery(
            Surroundings surroundings,
            Replica replica,
            ParameterUpdate update,
            GradientSum gradients,
            Communicator communicator,
            Progress progress)
            throws IOException {
        this.surroundings = surroundings;
        this.replica = replica;
        this.update = update;
        this.gradients = gradients;
        this.communicator = communicator;
        this.progress = progress;
        lastCheckpoint = surroundings.task().checkpoint();
        checkpoints = new Checkpoints(
                surroundings.task().runFolder(),
                surroundings.config().keepCheckpoints(),
                surroundings.environment().hadoopConfiguration());
    }

    /**
     * Where training starts: at the task's checkpoint, restored, or at the very beginning. In both cases all ranks get
     * the parameters of rank 0.
     *
     * @throws LockstepException if this run cannot go on from the checkpoint
     */
    Position start() throws IOException {
        Position position = new Position();
        if (lastCheckpoint != null) {
            Snapshot snapshot =
                    Checkpoints.read(lastCheckpoint, surroundings.environment().hadoopConfiguration());
            snapshot.requireContinuableBy(surroundings.config(), communicator.worldSize(), lastCheckpoint);
            replica.load(snapshot.model(), lastCheckpoint);
            restoreOptimizer(snapshot, lastCheckpoint);
            restoreResiduals(snapshot.state(), lastCheckpoint);
            position.restore(snapshot.state());
            progress.restore(snapshot.state());
        }
        replica.broadcast(communicator);
        return position;
    }

    /** Rank 0 writes a checkpoint, each rank its residuals if there are any; all wait until it is complete. */
    void write(Position position) throws IOException {
        String begun = surroundings.isFirstRank() ? checkpoints.begin(position.globalStep()) : "";
        if (gradients.hasState()) {
            writeResiduals(begun);
        }
        if (surroundings.isFirstRank()) {
            Snapshot snapshot = new Snapshot(state(position), replica.state(), optimizerState());
            String path = checkpoints.complete(begun, snapshot);
            surroundings.report(new WorkerEvent.CheckpointWritten(path, position.epoch(), position.globalStep()));
            lastCheckpoint = path;
        }
        communicator.barrier("checkpoint");
    }

    /** The newest checkpoint this rank knows of: rank 0 knows all. */
    @Nullable
    String lastCheckpoint() {
        return lastCheckpoint;
    }

    private void writeResiduals(String begunByFirst) throws IOException {
        byte[] folder = communicator
                .allGatherObject("folder of the checkpoint", begunByFirst.getBytes(StandardCharsets.UTF_8))
                .get(0);
        checkpoints.writeResiduals(new String(folder, StandardCharsets.UTF_8), communicator.rank(), gradients.state());
        communicator.barrier("residuals of the checkpoint");
    }

    /** Residuals fit the ranks and the method that left them, and nothing else. */
    private void restoreResiduals(TrainingState then, String checkpoint) throws IOException {
        if (!gradients.hasState()) {
            return;
        }
        String obstacle = Residuals.obstacle(then, surroundings.config(), communicator.worldSize());
        if (obstacle != null) {
            surroundings.report(new WorkerEvent.Note(
                    "gradient compression starts without what was left out before " + checkpoint + ", " + obstacle));
            return;
        }
        Map<String, HostArray> saved = Checkpoints.readResiduals(
                checkpoint, communicator.rank(), surroundings.environment().hadoopConfiguration());
        try {
            gradients.restore(saved);
        } catch (IllegalArgumentException e) {
            throw new LockstepException("the checkpoint " + checkpoint + " does not fit: " + e.getMessage(), e);
        }
    }

    private TrainingState state(Position position) {
        TrainConfig config = surroundings.config();
        Totals totals = progress.collected();
        return new TrainingState(
                config,
                position.epoch(),
                position.stepInEpoch(),
                position.globalStep(),
                config.seed(),
                communicator.worldSize(),
                config.batchSize(),
                totals.lossSum(),
                totals.correct(),
                totals.samples());
    }

    private Map<String, HostArray> optimizerState() {
        Map<String, HostArray> state = update.scalerState();
        Tensor momentum = update.optimizer().momentumBuffer();
        if (momentum != null) {
            ByteBuffer data = momentum.contents();
            state.put(MOMENTUM, new HostArray(momentum.dtype(), momentum.shape(), data));
        }
        return state;
    }

    private void restoreOptimizer(Snapshot snapshot, String checkpoint) {
        HostArray momentum = snapshot.optimizer().get(MOMENTUM);
        Tensor flat = replica.parameters().parameters();
        DType dtype = flat.dtype();
        Shape shape = flat.shape();
        boolean wanted = surroundings.config().momentum() > 0;
        boolean fits = wanted
                ? momentum != null
                        && momentum.dtype() == dtype
                        && momentum.shape().equals(shape)
                : momentum == null;
        if (!fits) {
            throw new LockstepException("the checkpoint " + checkpoint + " should hold "
                    + (wanted ? "a momentum of type " + dtype + " and shape " + shape : "no momentum") + ", but holds "
                    + (momentum == null ? "none" : momentum)
                    + "; go on with the --model and --momentum it was made with");
        }
        update.optimizer().restore(snapshot.state().globalStep(), momentum);
        update.restoreScaler(snapshot.optimizer());
    }
}
