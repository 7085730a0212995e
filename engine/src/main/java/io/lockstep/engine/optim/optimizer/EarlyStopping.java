package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says when to stop since a metric on the validation set has not improved for {@code patience} epochs (Prechelt 1998), and
 * gives the parameters back as they were in the best one.
 */
public final class EarlyStopping {
    private final long patience;
    private final double minDelta;
    private final Mode mode;
    private final Snapshot parameters;
    private double best;
    private long bestEpoch;
    private long epochs;

    /** Whether a smaller metric is better, or a larger one. */
    public enum Mode {
        MIN,
        MAX
    }

    /** A metric alone, without parameters to be given back. */
    public EarlyStopping(long patience, double minDelta, Mode mode) {
        this(patience, minDelta, mode, List.of());
    }

    /**
     * @param patience how many epochs without improvement end the training
     * @param minDelta a change by no more than this is no improvement
     * @param restoreBest parameters and buffers that get their values of the best epoch back when it is time to stop
     */
    public EarlyStopping(long patience, double minDelta, Mode mode, Iterable<Tensor> restoreBest) {
        if (patience < 1 || !(minDelta >= 0)) {
            throw new IllegalArgumentException(
                    "patience is 1 or more and minDelta 0 or more, but got " + patience + " and " + minDelta);
        }
        this.patience = patience;
        this.minDelta = minDelta;
        this.mode = mode;
        this.parameters = new Snapshot(restoreBest);
        best = mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /**
     * Takes the metric of an epoch; NaN is no improvement.
     *
     * @return whether to stop; the parameters are those of the best epoch then
     */
    public boolean step(double metric) {
        epochs++;
        boolean better = mode == Mode.MIN ? metric < best - minDelta : metric > best + minDelta;
        if (better) {
            best = metric;
            bestEpoch = epochs;
            parameters.take();
        }
        if (isStopped()) {
            restoreBest();
        }
        return isStopped();
    }

    /** Whether the last {@code patience} epochs brought no improvement. */
    public boolean isStopped() {
        return epochs - bestEpoch >= patience;
    }

    /** Gives the parameters their values of the best epoch, or of construction before there was one. */
    public void restoreBest() {
        parameters.restore();
    }

    /** The best metric so far, infinite before there was one. */
    public double best() {
        return best;
    }

    /** The epoch that it is of, the first being 1; 0 before there was one. */
    public long bestEpoch() {
        return bestEpoch;
    }

    public Map<String, HostArray> stateDict() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        state.put("best", HostArray.of(Shape.SCALAR, best));
        state.put("epochs", HostArray.of(Shape.of(2), epochs, bestEpoch));
        parameters.save(state);
        return state;
    }

    /** @throws IllegalArgumentException if the state is that of other parameters */
    public void loadStateDict(Map<String, HostArray> state) {
        HostArray savedBest = state.get("best");
        HostArray savedEpochs = state.get("epochs");
        if (savedBest == null || savedEpochs == null) {
            throw new IllegalArgumentException(
                    "the state of early stopping needs \"best\" and \"epochs\", but has " + state.keySet());
        }
        parameters.load(state);
        best = savedBest.doubles().get(0);
        epochs = savedEpochs.longs().get(0);
        bestEpoch = savedEpochs.longs().get(1);
    }
}
