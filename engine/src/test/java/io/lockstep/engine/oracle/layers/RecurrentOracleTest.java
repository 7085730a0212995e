package io.lockstep.engine.oracle.layers;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.GRU;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.LSTM;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.RNN;
import io.lockstep.engine.nn.RecurrentOptions;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.linalg.BothSides;
import io.lockstep.engine.oracle.linalg.HostTensor;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Outputs, last states, and the gradients of input, first states and parameters. */
final class RecurrentOracleTest {
    private static final int INPUTS = 3;
    private static final int HIDDEN = 2;
    private static final int STEPS = 3;
    private static final int BATCH = 2;

    private final Random random = new Random(11);

    private enum Cell {
        TANH,
        RELU,
        GRU,
        LSTM;

        int states() {
            return this == LSTM ? 2 : 1;
        }
    }

    @Test
    void computesAsLibtorch() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            for (Cell cell : Cell.values()) {
                for (int kind = 0; kind < 64; kind++) {
                    RecurrentOptions options = new RecurrentOptions(
                            INPUTS, HIDDEN, 1 + (kind & 1), (kind & 2) == 0, (kind & 4) != 0, 0, (kind & 8) != 0);
                    DType dtype = (kind & 32) == 0 ? DType.FLOAT64 : DType.FLOAT32;
                    compare(sides, cell, options, dtype, (kind & 16) != 0);
                }
            }
            assertThat(OracleCases.counted("E1.4", sides.compared())).isEqualTo(2 * 4 * 64);
        }
    }

    /** From given states and from zeros. */
    private void compare(BothSides sides, Cell cell, RecurrentOptions options, DType dtype, boolean unbatched) {
        Module module = module(sides, cell, options, dtype);
        int cells = options.layers() * (options.bidirectional() ? 2 : 1);
        long[] state = unbatched ? new long[] {cells, HIDDEN} : new long[] {cells, BATCH, HIDDEN};
        long[] sizes = unbatched
                ? new long[] {STEPS, INPUTS}
                : options.batchFirst() ? new long[] {BATCH, STEPS, INPUTS} : new long[] {STEPS, BATCH, INPUTS};
        for (boolean given : new boolean[] {true, false}) {
            List<HostTensor> arguments = new ArrayList<>();
            arguments.add(HostTensor.random(random, dtype, sizes));
            for (int s = 0; s < cell.states(); s++) {
                arguments.add(
                        given
                                ? HostTensor.random(random, dtype, state)
                                : HostTensor.of(dtype, new double[cells * HIDDEN * (unbatched ? 1 : BATCH)], state)
                                        .constant());
            }
            for (Tensor parameter : module.parameters()) {
                arguments.add(HostTensor.random(random, dtype, parameter.shape().toArray()));
            }
            sides.compare(
                    cell + " " + options + (given ? "" : " from zeros"),
                    BothSides.rounding(dtype),
                    dtype == DType.FLOAT64 && options.layers() == 1,
                    t -> engine(module, cell, given, t),
                    t -> torch(cell, options, unbatched, t),
                    arguments.toArray(new HostTensor[0]));
        }
    }

    private static Module module(BothSides sides, Cell cell, RecurrentOptions options, DType dtype) {
        Initialisation initial = new Initialisation(sides.device(), dtype, 1);
        return switch (cell) {
            case TANH -> new RNN(initial, options);
            case RELU -> new RNN(initial, options, RNN.Nonlinearity.RELU);
            case GRU -> new GRU(initial, options);
            case LSTM -> new LSTM(initial, options);
        };
    }

    private static Tensor[] engine(Module module, Cell cell, boolean given, Tensor... t) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (String name : module.namedParameters().keySet()) {
            parameters.put(name, t[1 + cell.states() + parameters.size()]);
        }
        module.replaceParameters(parameters);
        if (module instanceof LSTM lstm) {
            LSTM.Result y = given ? lstm.forwardWithState(t[0], t[1], t[2]) : lstm.forwardWithState(t[0]);
            return new Tensor[] {y.output(), y.hidden(), y.cell()};
        }
        if (module instanceof GRU gru) {
            GRU.Result y = given ? gru.forwardWithState(t[0], t[1]) : gru.forwardWithState(t[0]);
            return new Tensor[] {y.output(), y.hidden()};
        }
        RNN rnn = (RNN) module;
        RNN.Result y = given ? rnn.forwardWithState(t[0], t[1]) : rnn.forwardWithState(t[0]);
        return new Tensor[] {y.output(), y.hidden()};
    }

    private static org.bytedeco.pytorch.Tensor[] torch(
            Cell cell, RecurrentOptions o, boolean unbatched, org.bytedeco.pytorch.Tensor... t) {
        int batch = o.batchFirst() ? 0 : 1;
        org.bytedeco.pytorch.Tensor x = unbatched ? t[0].unsqueeze(batch) : t[0];
        TensorVector states = new TensorVector();
        for (int s = 0; s < cell.states(); s++) {
            states.push_back(unbatched ? t[1 + s].unsqueeze(1) : t[1 + s]);
        }
        TensorVector p = new TensorVector(Arrays.copyOfRange(t, 1 + cell.states(), t.length));
        if (cell == Cell.LSTM) {
            T_TensorTensorTensor_T y =
                    torch.lstm(x, states, p, o.bias(), o.layers(), 0, false, o.bidirectional(), o.batchFirst());
            return unbatched
                    ? results(
                            y.get0().squeeze(batch),
                            y.get1().squeeze(1),
                            y.get2().squeeze(1))
                    : results(y.get0(), y.get1(), y.get2());
        }
        org.bytedeco.pytorch.Tensor h = states.get(0);
        T_TensorTensor_T y = switch (cell) {
            case TANH -> torch.rnn_tanh(x, h, p, o.bias(), o.layers(), 0, false, o.bidirectional(), o.batchFirst());
            case RELU -> torch.rnn_relu(x, h, p, o.bias(), o.layers(), 0, false, o.bidirectional(), o.batchFirst());
            default -> torch.gru(x, h, p, o.bias(), o.layers(), 0, false, o.bidirectional(), o.batchFirst());
        };
        return unbatched ? results(y.get0().squeeze(batch), y.get1().squeeze(1)) : results(y.get0(), y.get1());
    }

    private static org.bytedeco.pytorch.Tensor[] results(org.bytedeco.pytorch.Tensor... results) {
        return results;
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            GRU gru = (GRU) module(sides, Cell.GRU, RecurrentOptions.of(INPUTS, HIDDEN), DType.FLOAT32);
            Tensor x = sides.device().zeros(STEPS, BATCH, INPUTS);
            assertThatThrownBy(() -> gru.forwardWithState(x, sides.device().zeros(1, 1, HIDDEN)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("GRU expects an initial state")
                    .hasMessageContaining("[1, 1, 2]");
            assertThatThrownBy(() -> gru.forward(sides.device().zeros(STEPS, BATCH, INPUTS + 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("GRU expects [L, N, 3] or [L, 3]");
        }
    }

    /** In evaluation twice the same, in training another result; dropout adds no parameters. */
    @Test
    void dropsBetweenTheLayersInTrainingOnly() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            RecurrentOptions options =
                    RecurrentOptions.of(INPUTS, HIDDEN).withLayers(2).withDropout(0.5);
            Module module = module(sides, Cell.TANH, options, DType.FLOAT32);
            Tensor x = sides.device().randn(STEPS, BATCH, INPUTS);
            double[] whole = module.eval().forward(x).toDoubleArray();
            assertThat(module.forward(x).toDoubleArray()).isEqualTo(whole);
            module.train();
            assertThat(module.forward(x).toDoubleArray()).isNotEqualTo(whole);
            assertThat(module.namedParameters())
                    .containsOnlyKeys(
                            "weight_ih_l0",
                            "weight_hh_l0",
                            "bias_ih_l0",
                            "bias_hh_l0",
                            "weight_ih_l1",
                            "weight_hh_l1",
                            "bias_ih_l1",
                            "bias_hh_l1");
        }
    }
}
