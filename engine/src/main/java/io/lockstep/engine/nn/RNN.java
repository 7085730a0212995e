package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** Elman's network (1990): h' = f(W_ih x + b_ih + W_hh h + b_hh), with tanh or relu for f. */
public final class RNN extends Recurrent {
    /** The function that gives the next state. */
    public enum Nonlinearity {
        TANH,
        RELU
    }

    private final Nonlinearity nonlinearity;

    public RNN(Initialisation initialisation, RecurrentOptions options) {
        this(initialisation, options, Nonlinearity.TANH);
    }

    public RNN(Initialisation initialisation, RecurrentOptions options, Nonlinearity nonlinearity) {
        super(initialisation, options, 1, 1);
        this.nonlinearity = nonlinearity;
    }

    /**
     * Outputs of the last layer and last states.
     *
     * @param output [L, N, D H]
     * @param hidden [layers D, N, H]
     */
    public record Result(Tensor output, Tensor hidden) {}

    /** From a state of zeros. */
    public Result forwardWithState(Tensor x) {
        return result(run(x));
    }

    /** @param hidden the state before the first step [layers D, N, H], or [layers D, H] without batch */
    public Result forwardWithState(Tensor x, Tensor hidden) {
        return result(run(x, hidden));
    }

    private static Result result(Run run) {
        return new Result(run.output(), run.state().get(0));
    }

    @Override
    Tensor[] step(Tensor fromInput, Tensor fromState, Tensor[] state) {
        Tensor sum = fromInput.add(fromState);
        return new Tensor[] {nonlinearity == Nonlinearity.TANH ? sum.tanh() : sum.relu()};
    }
}
