package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import java.util.List;

/**
 * Gated recurrent unit (Cho et al. 2014), as PyTorch has it: of the gates r, z and n, in this order, r = sigmoid(r_x + r_h), z =
 * sigmoid(z_x + z_h), n = tanh(n_x + r n_h), and h' = (1 - z) n + z h.
 */
public final class GRU extends Recurrent {
    public GRU(Initialisation initialisation, RecurrentOptions options) {
        super(initialisation, options, 3, 1);
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
        List<Tensor> x = fromInput.chunk(3, 1);
        List<Tensor> h = fromState.chunk(3, 1);
        Tensor reset = x.get(0).add(h.get(0)).sigmoid();
        Tensor update = x.get(1).add(h.get(1)).sigmoid();
        Tensor candidate = x.get(2).add(reset.mul(h.get(2))).tanh();
        return new Tensor[] {candidate.add(update.mul(state[0].sub(candidate)))};
    }
}
