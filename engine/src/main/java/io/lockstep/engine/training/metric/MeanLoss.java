package io.lockstep.engine.training.metric;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/**
 * The mean of a loss over samples: that of each batch counts as often as the batch has samples, so that a smaller last batch
 * does not weigh as much as the others. Of a loss that is the mean over its batch this is the mean over all samples.
 * NaN without samples.
 */
public final class MeanLoss implements Metric {
    private static final String TOTALS = "totals";

    private final Loss loss;
    private double sum;
    private double samples;

    public MeanLoss(Loss loss) {
        this.loss = loss;
    }

    /** Computes the loss of a batch, of as many samples as the targets have along their first dimension. */
    @Override
    public void update(Tensor predictions, Tensor targets) {
        try (Device.Scope ignored = predictions.device().noGrad()) {
            Tensor value = loss.forward(predictions.detach(), targets);
            add((value.numel() == 1 ? value : value.mean()).item(), targets.dim() == 0 ? 1 : targets.size(0));
        }
    }

    /** Takes a loss into account that was computed already. */
    public void add(double mean, long batchSize) {
        if (batchSize > 0) {
            sum += mean * batchSize;
            samples += batchSize;
        }
    }

    @Override
    public double compute() {
        return sum / samples;
    }

    /** How many samples were seen. */
    public long samples() {
        return (long) samples;
    }

    @Override
    public void reset() {
        sum = 0;
        samples = 0;
    }

    @Override
    public void merge(Metric other) {
        if (!(other instanceof MeanLoss mean)) {
            throw MetricState.unmergeable(this, other, "");
        }
        sum += mean.sum;
        samples += mean.samples;
    }

    @Override
    public Map<String, HostArray> stateDict() {
        return Map.of(TOTALS, HostArray.of(Shape.of(2), sum, samples));
    }

    @Override
    public void loadStateDict(Map<String, HostArray> state) {
        HostArray totals = MetricState.require(this, state, TOTALS, DType.FLOAT64, Shape.of(2));
        sum = totals.doubles().get(0);
        samples = totals.doubles().get(1);
    }

    @Override
    public String toString() {
        return "mean loss " + compute() + " of " + samples() + " samples";
    }
}
