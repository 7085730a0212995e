package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Exponential moving averages of parameters, which often do better than the last ones (Polyak and Juditsky 1992), as
 * PyTorch's {@code AveragedModel} with {@code get_ema_multi_avg_fn}:
 *
 * <pre>
 *   average = decay * average + (1 - decay) * parameter     (in the first update: parameter)
 * </pre>
 *
 * To be updated after each step of the optimizer. Buffers that are averaged, too, may be given as well; tensors of whole
 * numbers are copied.
 */
public final class ExponentialMovingAverage {
    private final double decay;
    private final Snapshot averages;
    private final List<NdArray> differences = new ArrayList<>();
    private @Nullable Snapshot replaced;
    private boolean applied;
    private long updates;

    /** @throws IllegalArgumentException if decay does not lie from 0 to 1 */
    public ExponentialMovingAverage(Iterable<Tensor> parameters, double decay) {
        if (!(decay >= 0 && decay <= 1)) {
            throw new IllegalArgumentException("decay lies from 0 to 1, but got " + decay + "; 0.999 is a usual one");
        }
        this.decay = decay;
        averages = new Snapshot(parameters);
        Scratch scratch = new Scratch();
        List<Scratch.Views> views = new ArrayList<>();
        for (Tensor tensor : averages.tensors()) {
            views.add(scratch.expect(tensor.device(), tensor.dtype(), tensor.numel()));
        }
        for (int i = 0; i < views.size(); i++) {
            Shape shape = averages.tensors().get(i).shape();
            differences.add(views.get(i).get(0).view(shape, shape.contiguousStrides(), 0));
        }
    }

    /** Takes the parameters as they are now into the averages. */
    public void update() {
        requireNotApplied("update()");
        if (updates == 0) {
            averages.take();
        } else {
            for (int i = 0; i < differences.size(); i++) {
                update(averages.tensors().get(i), averages.copies().get(i), differences.get(i));
            }
        }
        updates++;
    }

    private void update(Tensor parameter, Tensor average, NdArray difference) {
        Backend backend = parameter.device().backend();
        if (!parameter.dtype().isFloating()) {
            backend.copy(parameter.array(), average.array());
            return;
        }
        backend.binary(BinaryOp.SUBTRACT, parameter.array(), average.array(), difference);
        backend.unary(new UnaryOp(UnaryOp.Function.LINEAR, 1 - decay, 0), difference, difference);
        backend.binary(BinaryOp.ADD, average.array(), difference, average.array());
        average.storage().changed();
    }

    /** The averages, in the order of the parameters; they change with each update. */
    public List<Tensor> averages() {
        return List.copyOf(averages.copies());
    }

    public long updates() {
        return updates;
    }

    /** Overwrites the parameters by their averages. */
    public void copyToParameters() {
        averages.restore();
    }

    /**
     * Until it is closed, the parameters have the values of their averages, for an evaluation.
     *
     * @throws IllegalStateException if they have them already
     */
    public Device.Scope apply() {
        requireNotApplied("apply()");
        if (replaced == null) {
            replaced = new Snapshot(averages.tensors());
        } else {
            replaced.take();
        }
        Snapshot before = replaced;
        applied = true;
        averages.restore();
        return () -> {
            before.restore();
            applied = false;
        };
    }

    private void requireNotApplied(String call) {
        if (applied) {
            throw new IllegalStateException(
                    call + " was called while the parameters have the values of their averages; close apply() first");
        }
    }

    /** A copy of the averages and of the number of updates. */
    public Map<String, HostArray> stateDict() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        state.put("n_averaged", HostArray.of(Shape.SCALAR, updates));
        averages.save(state);
        return state;
    }

    /** @throws IllegalArgumentException if the state is that of other parameters */
    public void loadStateDict(Map<String, HostArray> state) {
        HostArray saved = state.get("n_averaged");
        if (saved == null) {
            throw new IllegalArgumentException(
                    "the state of a moving average needs \"n_averaged\", but has " + state.keySet());
        }
        averages.load(state);
        updates = saved.longs().get(0);
    }
}
