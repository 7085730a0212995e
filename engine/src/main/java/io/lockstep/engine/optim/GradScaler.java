package io.lockstep.engine.optim;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.ParamGroup;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scales the loss of training in float16, as PyTorch's {@code torch.amp.GradScaler} (Micikevicius et al. 2018, section 3.2):
 * gradients that float16 would round to 0 are multiplied into its range with the loss, and divided again before the update.
 * Where they became infinite or NaN instead the update is skipped, and the scale is made smaller; after many updates without
 * that it is made larger, so it stays near the largest one possible.
 *
 * <pre>
 *   Tensor logits;
 *   try (Device.Scope autocast = device.autocast(DType.FLOAT16)) {
 *       logits = model.forward(x);
 *   }
 *   scaler.scale(loss(logits, labels)).backward();
 *   scaler.unscale_(optimizer);                        // only where gradients are looked at or clipped
 *   scaler.step(optimizer);
 *   scaler.update();
 * </pre>
 *
 * <p>Several optimizers may step between two updates of the scale; each is skipped for its own gradients. The scale is a
 * float32 number, as PyTorch's.
 */
public final class GradScaler {
    private static final double INIT_SCALE = 65536;
    private static final double GROWTH_FACTOR = 2;
    private static final double BACKOFF_FACTOR = 0.5;
    private static final int GROWTH_INTERVAL = 2000;

    private final boolean enabled;
    private final Unscaling unscaling = new Unscaling();
    private final IdentityHashMap<Object, Course> courses = new IdentityHashMap<>();
    private final LossScale scale;
    private boolean scaled;

    /** What was done for one optimizer since the last update of the scale. */
    private static final class Course {
        private boolean unscaled;
        private boolean stepped;
        private boolean checked;
        private boolean foundInf;
    }

    /** Starts with 65536, doubles after 2000 updates and halves. */
    public GradScaler() {
        this(INIT_SCALE, GROWTH_FACTOR, BACKOFF_FACTOR, GROWTH_INTERVAL, true);
    }

    /** As the default, or one that does nothing but to step: for a program that trains in either precision. */
    public GradScaler(boolean enabled) {
        this(INIT_SCALE, GROWTH_FACTOR, BACKOFF_FACTOR, GROWTH_INTERVAL, enabled);
    }

    /**
     * @param growthFactor what the scale is multiplied by after {@code growthInterval} updates in a row without an infinite
     *     or NaN gradient; above 1
     * @param backoffFactor what it is multiplied by after an update with one; below 1
     * @throws IllegalArgumentException if a factor is out of its range
     */
    public GradScaler(
            double initScale, double growthFactor, double backoffFactor, int growthInterval, boolean enabled) {
        if (enabled && !(growthFactor > 1)) {
            throw new IllegalArgumentException("GradScaler expects a growthFactor above 1 but got " + growthFactor);
        }
        if (enabled && !(backoffFactor < 1)) {
            throw new IllegalArgumentException("GradScaler expects a backoffFactor below 1 but got " + backoffFactor);
        }
        scale = new LossScale(initScale, growthFactor, backoffFactor, growthInterval);
        this.enabled = enabled;
    }

    /** The loss times the scale, to go backward from; the loss itself if this scaler is not enabled. */
    public Tensor scale(Tensor loss) {
        if (!enabled) {
            return loss;
        }
        scaled = true;
        // The scale may be infinite in the loss's own type.
        return loss.dtype().isHalf()
                ? loss.to(DType.FLOAT32).mul(scale.value()).to(loss.dtype())
                : loss.mul(scale.value());
    }

    /** Several results times the scale. */
    public List<Tensor> scale(Iterable<Tensor> losses) {
        List<Tensor> products = new ArrayList<>();
        losses.forEach(loss -> products.add(scale(loss)));
        return products;
    }

    /**
     * Divides the gradients of an optimizer by the scale before {@link #step(Optimizer)}, which otherwise does it, so that
     * they can be clipped: {@link io.lockstep.engine.optim.optimizer.ClipGrad}.
     *
     * @throws IllegalStateException if no loss was scaled yet, or this or a step was done since the last update
     * @throws IllegalArgumentException if there are gradients in float16
     */
    public void unscale_(Optimizer optimizer) {
        if (enabled) {
            unscale(course(optimizer), gradients(optimizer));
        }
    }

    /** The same for the optimizer of a flat space, whose gradients are complete, if those of no loss then zeros. */
    public void unscale_(Sgd optimizer) {
        if (enabled) {
            scaled = true;
            unscale(course(optimizer), List.of(optimizer.gradients()));
        }
    }

    /**
     * Steps, unless a gradient is infinite or NaN.
     *
     * @return whether the optimizer made its step
     * @throws IllegalStateException if no loss was scaled yet, a step was done since the last update, or there are no gradients
     */
    public boolean step(Optimizer optimizer) {
        boolean steps = !enabled || mayStep(course(optimizer), gradients(optimizer));
        if (steps) {
            optimizer.step();
        }
        return steps;
    }

    /** The same for the optimizer of a flat space, whose gradients are complete, if those of no loss then zeros. */
    public boolean step(Sgd optimizer, double learningRate) {
        scaled = true;
        boolean steps = !enabled || mayStep(course(optimizer), List.of(optimizer.gradients()));
        if (steps) {
            optimizer.step(learningRate);
        }
        return steps;
    }

    /**
     * Ends an iteration, after all its steps: makes the scale smaller if a gradient was infinite or NaN, and larger if none
     * was for long.
     *
     * @throws IllegalStateException if there was no step
     */
    public void update() {
        if (!enabled) {
            return;
        }
        requireScaled("update");
        boolean checked = false;
        boolean foundInf = false;
        for (Course course : courses.values()) {
            checked |= course.checked;
            foundInf |= course.foundInf;
        }
        if (!checked) {
            throw new IllegalStateException(
                    "update() found no gradients that were looked at since the last update; call step(optimizer) before it");
        }
        courses.clear();
        scale.update(foundInf);
    }

    /** Ends an iteration with a scale of the caller's choice. */
    public void update(double newScale) {
        if (enabled) {
            requireScaled("update");
            courses.clear();
            scale.value(newScale);
        }
    }

    /** What losses are multiplied by; 1 if this scaler is not enabled. */
    public double getScale() {
        return enabled ? scale.value() : 1;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public double getGrowthFactor() {
        return scale.growthFactor();
    }

    public void setGrowthFactor(double growthFactor) {
        scale.growthFactor(growthFactor);
    }

    public double getBackoffFactor() {
        return scale.backoffFactor();
    }

    public void setBackoffFactor(double backoffFactor) {
        scale.backoffFactor(backoffFactor);
    }

    public int getGrowthInterval() {
        return scale.growthInterval();
    }

    public void setGrowthInterval(int growthInterval) {
        scale.growthInterval(growthInterval);
    }

    /** A copy of the state under PyTorch's names, to be taken after {@link #update()}; empty if not enabled. */
    public Map<String, HostArray> stateDict() {
        return enabled ? scale.stateDict() : Map.of();
    }

    /**
     * Goes on from a saved state; does nothing if this scaler is not enabled.
     *
     * @throws IllegalArgumentException if a part of it is missing, as in the state of a scaler that was not enabled
     */
    public void loadStateDict(Map<String, HostArray> state) {
        if (enabled) {
            scale.loadStateDict(state);
        }
    }

    private Course course(Object optimizer) {
        return courses.computeIfAbsent(optimizer, unknown -> new Course());
    }

    private void unscale(Course course, List<Tensor> gradients) {
        requireScaled("unscale_");
        if (course.stepped) {
            throw new IllegalStateException(
                    "unscale_() was called after step() of the same optimizer; call it before, or update() between them");
        }
        if (course.unscaled) {
            throw new IllegalStateException("unscale_() has been called for this optimizer since the last update();"
                    + " once is enough, and a second time would divide by the scale again");
        }
        for (Tensor gradient : gradients) {
            if (gradient.dtype() == DType.FLOAT16) {
                throw new IllegalArgumentException("unscale_() got gradients in float16, which may lose what scaling"
                        + " keeps; keep parameters in float32 and compute inside Device.autocast(FLOAT16)");
            }
        }
        float factor = (float) (1.0 / scale.value());
        for (Tensor gradient : gradients) {
            course.checked = true;
            course.foundInf |= !unscaling.multiply(gradient, factor);
        }
        course.unscaled = true;
    }

    private boolean mayStep(Course course, List<Tensor> gradients) {
        requireScaled("step");
        if (course.stepped) {
            throw new IllegalStateException(
                    "step() has been called for this optimizer since the last update(); call update() once per iteration");
        }
        if (!course.unscaled) {
            unscale(course, gradients);
        }
        if (!course.checked) {
            throw new IllegalStateException(
                    "step() found no gradients of this optimizer; go backward from scale(loss) before it");
        }
        course.stepped = true;
        return !course.foundInf;
    }

    private void requireScaled(String name) {
        if (!scaled) {
            throw new IllegalStateException(
                    name + "() expects gradients of a scaled loss; go backward from scale(loss) before it");
        }
    }

    private static List<Tensor> gradients(Optimizer optimizer) {
        List<Tensor> gradients = new ArrayList<>();
        for (ParamGroup group : optimizer.paramGroups()) {
            for (Tensor parameter : group.parameters()) {
                Tensor gradient = parameter.grad();
                if (gradient != null) {
                    gradients.add(gradient);
                }
            }
        }
        return gradients;
    }
}
