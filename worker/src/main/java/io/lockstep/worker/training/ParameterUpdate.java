package io.lockstep.worker.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.Bucket;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.GradScaler;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.worker.config.TrainConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The update of the parameters by gradients that were summed over the ranks. In float16 the loss is scaled; whether a scaled
 * step is skipped is told by the sums, which are the same on all ranks, so that all decide alike and keep the same scale.
 */
final class ParameterUpdate {
    private static final String SCALER = "grad_scaler.";

    private final FlatParameters parameters;
    private final Sgd optimizer;
    private final GradScaler scaler;

    ParameterUpdate(TrainConfig config, FlatParameters parameters) {
        this.parameters = parameters;
        optimizer = Optimizers.of(config, parameters);
        scaler = new GradScaler(config.precision() == DType.FLOAT16);
    }

    Sgd optimizer() {
        return optimizer;
    }

    /** What to go backward from for a loss. */
    Tensor scaled(Tensor loss) {
        return scaler.scale(loss);
    }

    /**
     * Updates all parameters: each bucket right before it is read, or, where the loss is scaled, at once, since one bucket's
     * gradients decide for all.
     *
     * @param awaitSum returns when the sum of a bucket is there
     */
    void step(double learningRate, Consumer<Bucket> awaitSum) {
        if (!scaler.isEnabled()) {
            optimizer.stepBeforeRead(learningRate, awaitSum);
            return;
        }
        parameters.buckets().forEach(awaitSum);
        scaler.step(optimizer, learningRate);
        scaler.update();
    }

    /** The state of the scale, for a checkpoint; empty if losses are not scaled. */
    Map<String, HostArray> scalerState() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        scaler.stateDict().forEach((name, array) -> state.put(SCALER + name, array));
        return state;
    }

    /** Goes on with the scale of a checkpoint; one of another precision has none, and scaling starts anew. */
    void restoreScaler(Map<String, HostArray> saved) {
        Map<String, HostArray> state = new LinkedHashMap<>();
        saved.forEach((name, array) -> {
            if (name.startsWith(SCALER)) {
                state.put(name.substring(SCALER.length()), array);
            }
        });
        if (!state.isEmpty()) {
            scaler.loadStateDict(state);
        }
    }
}
