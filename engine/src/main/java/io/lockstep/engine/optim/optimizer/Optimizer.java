package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Changes parameters by their gradients, as PyTorch's {@code torch.optim.Optimizer}. Parameters are leaf tensors in groups,
 * each with a learning rate and other options of its own; a parameter without a gradient is left alone.
 *
 * <p>A step:
 *
 * <pre>
 *   optimizer.zeroGrad();
 *   loss(model.forward(x), labels).backward();
 *   optimizer.step();
 * </pre>
 *
 * <p>Accumulation, when a batch does not fit into memory: gradients add up until they are zeroed, so that k passes with
 * losses divided by k give the gradient of the mean over all samples.
 *
 * <pre>
 *   optimizer.zeroGrad();
 *   for (Batch part : parts) {
 *       loss(model.forward(part.x()), part.labels()).div(parts.size()).backward();
 *   }
 *   optimizer.step();
 * </pre>
 *
 * <p>Full-batch gradient descent is {@link SGD} with all samples in a batch, online gradient descent with one.
 *
 * <p>State and intermediate results take their memory in the first step; later ones take none.
 */
public abstract class Optimizer {
    private final OptimizerOptions<?> defaults;
    private final List<ParamGroup> groups = new ArrayList<>();
    private final Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Scratch scratch = new Scratch();

    /**
     * @param defaults all options that the optimizer has
     * @param options those that are different, for the first group and for all that leave them out
     */
    Optimizer(Iterable<Tensor> parameters, OptimizerOptions<?> defaults, OptimizerOptions<?> options) {
        defaults.values().putAll(options.values());
        this.defaults = defaults;
        add(parameters, defaults);
    }

    /** Updates the parameters of one range by its gradients. */
    abstract void update(ParamGroup group, Range range);

    /** @throws IllegalArgumentException if an option is out of its range */
    abstract void check(ParamGroup group);

    /** Updates all parameters that have a gradient. */
    public final void step() {
        for (ParamGroup group : groups) {
            for (Range range : group.ranges()) {
                Tensor gradient = range.parameter().grad();
                if (gradient != null) {
                    range.begin(gradient, group);
                    update(group, range);
                    range.end();
                }
            }
        }
    }

    /**
     * Computes the loss and its gradients anew, and updates all parameters that have one.
     *
     * @param closure zeroes the gradients, computes the loss and goes backward
     * @return the loss
     */
    public final Tensor step(Supplier<Tensor> closure) {
        Tensor loss = closure.get();
        step();
        return loss;
    }

    /** Forgets all gradients. */
    public final void zeroGrad() {
        zeroGrad(true);
    }

    /** Forgets all gradients, or fills those that exist with zeros. */
    public final void zeroGrad(boolean setToNone) {
        for (ParamGroup group : groups) {
            for (Range range : group.ranges()) {
                Tensor gradient = range.parameter().grad();
                if (setToNone) {
                    range.parameter().zeroGrad();
                } else if (gradient != null) {
                    gradient.device().backend().fill(gradient.array(), 0);
                }
            }
        }
    }

    public final List<ParamGroup> paramGroups() {
        return Collections.unmodifiableList(groups);
    }

    /**
     * Adds parameters with options of their own, such as a learning rate per layer; those not set are the optimizer's.
     *
     * @throws IllegalArgumentException if the optimizer has no such option, or has one of the parameters already
     */
    public final void addParamGroup(Iterable<Tensor> parameters, OptimizerOptions<?> options) {
        for (String name : options.values().keySet()) {
            if (!defaults.values().containsKey(name)) {
                throw new IllegalArgumentException("this optimizer has no option \"" + name + "\"; it has "
                        + defaults.values().keySet());
            }
        }
        add(parameters, options);
    }

    /**
     * A copy of the state: options of the groups, steps done, and what is remembered of each parameter, under PyTorch's
     * names: {@code state.0.exp_avg}, {@code param_groups.0.lr}. Parameters are numbered in the order of the groups.
     */
    public final Map<String, HostArray> stateDict() {
        return OptimizerState.of(groups);
    }

    /**
     * Goes on from a saved state, options included.
     *
     * @throws IllegalArgumentException if it does not fit the groups and their parameters; nothing is changed then
     */
    public final void loadStateDict(Map<String, HostArray> state) {
        OptimizerState.load(groups, defaults.values().keySet(), state);
    }

    private void add(Iterable<Tensor> parameters, OptimizerOptions<?> options) {
        Map<String, Double> complete = new LinkedHashMap<>(defaults.values());
        complete.putAll(options.values());
        List<Tensor> fresh = new ArrayList<>();
        parameters.forEach(fresh::add);
        requireParameters(fresh);
        List<Range> ranges = new ArrayList<>();
        ParamGroup group = new ParamGroup(ranges, complete);
        group.requireAtLeastZero(ParamGroup.LR, ParamGroup.WEIGHT_DECAY, ParamGroup.L1_PENALTY);
        check(group);
        for (Tensor parameter : fresh) {
            DType dtype = parameter.dtype();
            ranges.add(new Range(parameter, scratch.expect(parameter.device(), dtype, parameter.numel())));
        }
        known.addAll(fresh);
        groups.add(group);
    }

    private void requireParameters(List<Tensor> parameters) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("an optimizer got no parameters; does the model have any?");
        }
        Set<Tensor> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(known);
        for (Tensor parameter : parameters) {
            if (!parameter.isLeaf() || !parameter.dtype().isFloating()) {
                throw new IllegalArgumentException("an optimizer changes floating leaf tensors, but got "
                        + parameter.describe() + "; give it the parameters of the model");
            }
            if (!all.add(parameter)) {
                throw new IllegalArgumentException("a parameter " + parameter.shape()
                        + " is given to the optimizer twice; each belongs to one group");
            }
        }
    }
}
