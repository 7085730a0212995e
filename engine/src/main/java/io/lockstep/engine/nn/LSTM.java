package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import java.util.List;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000): of the gates i, f, g and
 * o, in this order, c' = sigmoid(f) c + sigmoid(i) tanh(g) and h' = sigmoid(o) tanh(c').
 */
public final class LSTM extends Recurrent {
    public LSTM(Initialisation initialisation, RecurrentOptions options) {
        super(initialisation, options, 4, 2);
    }

    /**
     * Outputs of the last layer and last states.
     *
     * @param output [L, N, D H]
     * @param hidden [layers D, N, H]
     * @param cell [layers D, N, H]
     */
    public record Result(Tensor output, Tensor hidden, Tensor cell) {}

    /** From a state of zeros. */
    public Result forwardWithState(Tensor x) {
        return result(run(x));
    }

    /**
     * @param hidden the state before the first step [layers D, N, H]
     * @param cell the cells before the first step [layers D, N, H]
     */
    public Result forwardWithState(Tensor x, Tensor hidden, Tensor cell) {
        return result(run(x, hidden, cell));
    }

    private static Result result(Run run) {
        return new Result(run.output(), run.state().get(0), run.state().get(1));
    }

    @Override
    Tensor[] step(Tensor fromInput, Tensor fromState, Tensor[] state) {
        List<Tensor> gates = fromInput.add(fromState).chunk(4, 1);
        Tensor kept = gates.get(1).sigmoid().mul(state[1]);
        Tensor cell = kept.add(gates.get(0).sigmoid().mul(gates.get(2).tanh()));
        return new Tensor[] {gates.get(3).sigmoid().mul(cell.tanh()), cell};
    }
}
