package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one update works on: the elements of one parameter [n], their gradients, and what the optimizer remembers of them,
 * all contiguous; and the arithmetic of updates, in place and without fresh memory.
 */
final class Range {
    /** Places in the scratch: of the parameter and the gradient if they must be changed or are not contiguous. */
    private static final int PARAMETERS = 0;

    private static final int GRADIENTS = 1;
    private static final int TERM = 2;
    private static final int FREE = 3;
    private static final UnaryOp NEGATE = UnaryOp.NEGATE;
    private static final UnaryOp SIGN = UnaryOp.of(UnaryOp.Function.SIGN);
    private static final UnaryOp SQRT = UnaryOp.of(UnaryOp.Function.SQRT);

    private final Tensor parameter;
    private final Backend backend;
    private final Scratch.Views scratch;
    private final Shape shape;
    private final NdArray elements;
    private final Map<String, NdArray> states = new LinkedHashMap<>();
    private NdArray gradients;
    private long steps;

    Range(Tensor parameter, Scratch.Views scratch) {
        this.parameter = parameter;
        this.scratch = scratch;
        backend = parameter.device().backend();
        shape = Shape.of(parameter.numel());
        elements = parameter.isContiguous() ? flat(parameter.array()) : parameter.array();
        gradients = elements;
    }

    Tensor parameter() {
        return parameter;
    }

    /** Updates of this range so far; inside an update, with it. */
    long steps() {
        return steps;
    }

    void steps(long steps) {
        this.steps = steps;
    }

    /** Takes the gradient of an update: negated to maximize, and with the gradient of the L1 penalty. */
    void begin(Tensor gradient, ParamGroup group) {
        steps++;
        if (!parameter.isContiguous()) {
            backend.copy(elements, scratch.get(PARAMETERS).view(parameter.shape(), contiguous(), 0));
        }
        gradients = gradient.isContiguous() ? flat(gradient.array()) : copied(gradient);
        double l1Penalty = group.get(ParamGroup.L1_PENALTY);
        if (group.isSet(ParamGroup.MAXIMIZE)) {
            backend.unary(NEGATE, gradients, ownGradients());
        }
        if (l1Penalty != 0) {
            NdArray sign = scratch.get(TERM);
            backend.unary(SIGN, parameters(), sign);
            scale(l1Penalty, sign, sign);
            addTo(gradients, sign, ownGradients());
        }
    }

    /** Ends an update, after which the tape knows that the parameter was changed. */
    void end() {
        if (!parameter.isContiguous()) {
            backend.copy(scratch.get(PARAMETERS).view(parameter.shape(), contiguous(), 0), elements);
        }
        parameter.storage().changed();
    }

    /** The parameter [n], to be changed. */
    NdArray parameters() {
        return parameter.isContiguous() ? elements : scratch.get(PARAMETERS);
    }

    /** The gradient [n], not to be changed. */
    NdArray gradients() {
        return gradients;
    }

    /** gradient + weightDecay parameter. */
    NdArray decayedGradients(double weightDecay) {
        if (weightDecay != 0) {
            NdArray decay = scratch.get(TERM);
            scale(weightDecay, parameters(), decay);
            addTo(gradients, decay, ownGradients());
        }
        return gradients;
    }

    /** One of a few arrays [n] with undefined contents, valid during an update. */
    NdArray scratch(int index) {
        return scratch.get(FREE + index);
    }

    // What is remembered

    boolean has(String state) {
        return states.containsKey(state);
    }

    Map<String, NdArray> states() {
        return states;
    }

    /** What is remembered under a name [n], at first all {@code initial}. */
    NdArray state(String name, double initial) {
        NdArray state = states.get(name);
        if (state == null) {
            try (Device.Scope ignored = parameter.device().persistent()) {
                state = parameter
                        .device()
                        .full(parameter.dtype(), shape, initial)
                        .array();
            }
            states.put(name, state);
        }
        return state;
    }

    // Arithmetic

    double norm(NdArray x) {
        return scratch.norm().of(x, 2, scratch.get(TERM));
    }

    /** y = factor x. */
    void scale(double factor, NdArray x, NdArray y) {
        backend.unary(new UnaryOp(UnaryOp.Function.LINEAR, factor, 0), x, y);
    }

    /** y += factor x. */
    void add(NdArray y, double factor, NdArray x) {
        NdArray term = scratch.get(TERM);
        scale(factor, x, term);
        addTo(y, term, y);
    }

    /** y += factor a b, or factor a / b. */
    void add(NdArray y, double factor, NdArray a, BinaryOp op, NdArray b) {
        NdArray term = scratch.get(TERM);
        scale(factor, a, term);
        backend.binary(op, term, b, term);
        addTo(y, term, y);
    }

    /** average = keep average + (1 - keep) x. */
    void average(NdArray average, double keep, NdArray x) {
        scale(keep, average, average);
        add(average, 1 - keep, x);
    }

    /** average = keep average + (1 - keep) x^2. */
    void averageSquare(NdArray average, double keep, NdArray x) {
        scale(keep, average, average);
        add(average, 1 - keep, x, BinaryOp.MULTIPLY, x);
    }

    /** y = sqrt(x) / divisor + epsilon. */
    void root(NdArray x, double divisor, double epsilon, NdArray y) {
        backend.unary(SQRT, x, y);
        backend.unary(new UnaryOp(UnaryOp.Function.LINEAR, 1 / divisor, epsilon), y, y);
    }

    /** y = op(a, b). */
    void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        backend.binary(op, a, b, y);
    }

    void copy(NdArray x, NdArray y) {
        backend.copy(x, y);
    }

    Backend backend() {
        return backend;
    }

    private void addTo(NdArray a, NdArray b, NdArray y) {
        backend.binary(BinaryOp.ADD, a, b, y);
    }

    /** From now on the gradients of this update are what is written here. */
    private NdArray ownGradients() {
        gradients = scratch.get(GRADIENTS);
        return gradients;
    }

    private NdArray copied(Tensor gradient) {
        NdArray copy = scratch.get(GRADIENTS);
        backend.copy(gradient.array(), copy.view(gradient.shape(), contiguous(), 0));
        return copy;
    }

    private long[] contiguous() {
        return parameter.shape().contiguousStrides();
    }

    private NdArray flat(NdArray array) {
        return array.view(shape, shape.contiguousStrides(), array.offset());
    }
}
