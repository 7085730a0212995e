package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Optimizer;
import java.util.Map;

/**
 * lr factor when a metric has not improved for more than {@code patience} epochs. It improves to a if, best being the best
 * so far,
 *
 * <pre>
 *   MIN, relative: a &lt; best (1 - threshold)      MIN, absolute: a &lt; best - threshold
 *   MAX, relative: a &gt; best (1 + threshold)      MAX, absolute: a &gt; best + threshold
 * </pre>
 */
public final class ReduceLROnPlateau extends LRScheduler {
    private final Options options;
    private final double[] minLrs;
    private double best;
    private long badEpochs;
    private long cooldownLeft;

    /** What an improvement is. */
    public enum Mode {
        MIN,
        MAX
    }

    public ReduceLROnPlateau(Optimizer optimizer) {
        this(optimizer, Options.defaults());
    }

    public ReduceLROnPlateau(Optimizer optimizer, Options options) {
        super(optimizer);
        this.options = options;
        minLrs = PerGroup.of("minLr", options.minLr(), groups());
        best = options.mode() == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        lastEpoch(0);
        noteLrs();
    }

    /** @throws IllegalStateException always */
    @Override
    public void step() {
        throw new IllegalStateException("ReduceLROnPlateau needs the metric of the epoch; use step(metric)");
    }

    /** Goes on to the next epoch; NaN is no improvement. */
    public void step(double metric) {
        requireSameGroups();
        lastEpoch(lastEpoch() + 1);
        if (isBetter(metric)) {
            best = metric;
            badEpochs = 0;
        } else {
            badEpochs++;
        }
        if (cooldownLeft > 0) {
            cooldownLeft--;
            badEpochs = 0;
        }
        if (badEpochs > options.patience()) {
            reduce();
            cooldownLeft = options.cooldown();
            badEpochs = 0;
        }
        noteLrs();
    }

    private boolean isBetter(double metric) {
        double threshold = options.threshold();
        if (options.mode() == Mode.MIN) {
            return metric < (options.relative() ? best * (1 - threshold) : best - threshold);
        }
        return metric > (options.relative() ? best * (threshold + 1) : best + threshold);
    }

    private void reduce() {
        for (int i = 0; i < groups(); i++) {
            double reduced = nextLr(i);
            if (lr(i) - reduced > options.eps()) {
                group(i).lr(reduced);
            }
        }
    }

    @Override
    protected double nextLr(int group) {
        return Math.max(lr(group) * options.factor(), minLrs[group]);
    }

    @Override
    protected void save(String prefix, Map<String, HostArray> state) {
        super.save(prefix, state);
        put(state, prefix + "best", best);
        put(state, prefix + "num_bad_epochs", (double) badEpochs);
        put(state, prefix + "cooldown_counter", (double) cooldownLeft);
    }

    @Override
    protected void load(String prefix, Map<String, HostArray> state) {
        double savedBest = value(state, prefix + "best");
        long savedBadEpochs = (long) value(state, prefix + "num_bad_epochs");
        long savedCooldown = (long) value(state, prefix + "cooldown_counter");
        super.load(prefix, state);
        best = savedBest;
        badEpochs = savedBadEpochs;
        cooldownLeft = savedCooldown;
    }

    /**
     * Options with PyTorch's names and meaning.
     *
     * @param factor below 1
     * @param patience epochs without improvement that are borne
     * @param relative whether the threshold is a part of the best metric
     * @param cooldown epochs after a reduction in which none is counted as without improvement
     * @param minLr the lowest learning rate of each group, or of all
     * @param eps a reduction by less than this is left out
     */
    public record Options(
            Mode mode,
            double factor,
            long patience,
            double threshold,
            boolean relative,
            long cooldown,
            double[] minLr,
            double eps) {
        public Options {
            if (!(factor < 1)) {
                throw new IllegalArgumentException("factor is below 1, but got " + factor);
            }
        }

        /** PyTorch's defaults. */
        public static Options defaults() {
            return new Options(Mode.MIN, 0.1, 10, 1e-4, true, 0, new double[] {0}, 1e-8);
        }
    }
}
