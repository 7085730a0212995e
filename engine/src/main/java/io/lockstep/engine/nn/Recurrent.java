package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell unrolled over time, in layers and one or two directions. Parameters, for layer k: weight_ih_lk [G H, in], weight_hh_lk
 * [G H, H], bias_ih_lk and bias_hh_lk [G H], with the suffix _reverse for the second direction; all uniform in
 * [-1 / sqrt(H), 1 / sqrt(H)).
 *
 * <p>Legend: L steps, N batch, H hidden size, G gates of the cell, D directions. What the inputs give to the gates is one
 * product for all steps; what the state gives is one per step.
 */
abstract class Recurrent extends Module {
    private final RecurrentOptions options;
    private final int states;
    /** One behind each layer but the last. */
    private final List<Dropout> dropouts = new ArrayList<>();

    /**
     * @param gates of the cell, G
     * @param states tensors that a cell hands from step to step, of which the first is its output
     */
    Recurrent(Initialisation initialisation, RecurrentOptions options, int gates, int states) {
        this.options = options;
        this.states = states;
        for (int layer = 0; layer < options.layers() - 1 && options.dropout() > 0; layer++) {
            dropouts.add(addModule("dropout" + layer, new Dropout(options.dropout(), layer)));
        }
        long rows = (long) gates * options.hiddenSize();
        for (int layer = 0; layer < options.layers(); layer++) {
            long inputs = layer == 0 ? options.inputSize() : (long) options.hiddenSize() * options.directions();
            for (int direction = 0; direction < options.directions(); direction++) {
                String suffix = suffix(layer, direction);
                registerParameter("weight_ih" + suffix, uniform(initialisation, rows, inputs));
                registerParameter("weight_hh" + suffix, uniform(initialisation, rows, options.hiddenSize()));
                if (options.bias()) {
                    registerParameter("bias_ih" + suffix, uniform(initialisation, rows));
                    registerParameter("bias_hh" + suffix, uniform(initialisation, rows));
                }
            }
        }
    }

    /**
     * One step of the cell.
     *
     * @param fromInput what the input gives to the gates [N, G H]
     * @param fromState what the hidden state gives to the gates [N, G H]
     * @param state [N, H] each
     * @return the next state [N, H] each
     */
    abstract Tensor[] step(Tensor fromInput, Tensor fromState, Tensor[] state);

    final RecurrentOptions options() {
        return options;
    }

    /** The outputs of the last layer, from a state of zeros. */
    @Override
    public Tensor forward(Tensor x) {
        return run(x).output();
    }

    /**
     * What {@link #run} gives.
     *
     * @param output of the last layer [L, N, D H]
     * @param state after the last step [layers D, N, H] each
     */
    record Run(Tensor output, List<Tensor> state) {}

    /** @param initial [layers D, N, H] each, or [layers D, H] for a sequence without batch; none for zeros */
    final Run run(Tensor x, Tensor... initial) {
        boolean unbatched = x.dim() == 2;
        requireFits(x);
        Tensor sequence = unbatched ? x.unsqueeze(1) : options.batchFirst() ? x.transpose(0, 1) : x;
        Tensor[] begin = initial.length == 0 ? zeros(sequence) : initial.clone();
        for (int s = 0; s < initial.length; s++) {
            begin[s] = unbatched && initial[s].dim() == 2 ? initial[s].unsqueeze(1) : initial[s];
            requireFits(begin[s], sequence, unbatched);
        }
        List<List<Tensor>> last = new ArrayList<>();
        Tensor output = sequence;
        for (int layer = 0; layer < options.layers(); layer++) {
            List<Tensor> outputs = new ArrayList<>();
            for (int direction = 0; direction < options.directions(); direction++) {
                int at = layer * options.directions() + direction;
                Tensor[] state = new Tensor[states];
                Arrays.setAll(state, s -> begin[s].select(0, at));
                outputs.add(unroll(output, suffix(layer, direction), direction == 1, state));
                last.add(List.of(state));
            }
            output = outputs.size() == 1 ? outputs.get(0) : Joining.cat(2, outputs);
            if (layer < dropouts.size()) {
                output = dropouts.get(layer).forward(output);
            }
        }
        List<Tensor> state = new ArrayList<>();
        for (int s = 0; s < states; s++) {
            int index = s;
            Tensor all =
                    Joining.stack(0, last.stream().map(each -> each.get(index)).toList());
            state.add(unbatched ? all.squeeze(1) : all);
        }
        Tensor result = unbatched ? output.squeeze(1) : options.batchFirst() ? output.transpose(0, 1) : output;
        return new Run(result, state);
    }

    /** Goes through the sequence [L, N, in]; {@code state} is that after the last step then. */
    private Tensor unroll(Tensor sequence, String suffix, boolean backwards, Tensor[] state) {
        Tensor inputs = io.lockstep.engine.ops.Linear.apply(
                sequence, parameter("weight_ih" + suffix), bias("bias_ih" + suffix));
        Tensor weight = parameter("weight_hh" + suffix);
        Tensor shift = bias("bias_hh" + suffix);
        int steps = Math.toIntExact(sequence.size(0));
        Tensor[] outputs = new Tensor[steps];
        Tensor[] current = state.clone();
        for (int i = 0; i < steps; i++) {
            int t = backwards ? steps - 1 - i : i;
            current =
                    step(inputs.select(0, t), io.lockstep.engine.ops.Linear.apply(current[0], weight, shift), current);
            outputs[t] = current[0];
        }
        System.arraycopy(current, 0, state, 0, state.length);
        return Joining.stack(0, outputs);
    }

    private @Nullable Tensor bias(String name) {
        return options.bias() ? parameter(name) : null;
    }

    private Tensor[] zeros(Tensor sequence) {
        Tensor[] zeros = new Tensor[states];
        long cells = (long) options.layers() * options.directions();
        Arrays.setAll(
                zeros, s -> sequence.device().zeros(sequence.dtype(), cells, sequence.size(1), options.hiddenSize()));
        return zeros;
    }

    private void requireFits(Tensor x) {
        if (x.dim() < 2 || x.dim() > 3 || x.size(-1) != options.inputSize() || x.size(0) == 0) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " expects "
                    + (options.batchFirst() ? "[N, L, " : "[L, N, ") + options.inputSize() + "] or [L, "
                    + options.inputSize() + "] with L of 1 or more but got " + x.shape());
        }
    }

    private void requireFits(Tensor state, Tensor sequence, boolean unbatched) {
        long cells = (long) options.layers() * options.directions();
        Shape expected = Shape.of(cells, sequence.size(1), options.hiddenSize());
        if (!state.shape().equals(expected) || state.dtype() != sequence.dtype()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " expects an initial state "
                    + sequence.dtype() + (unbatched ? Shape.of(cells, options.hiddenSize()) : expected)
                    + " of [layers directions, N, H] but got " + state.dtype() + state.shape());
        }
    }

    private static String suffix(int layer, int direction) {
        return "_l" + layer + (direction == 1 ? "_reverse" : "");
    }

    private Tensor uniform(Initialisation initialisation, long... sizes) {
        return initialisation.uniformByFanIn(options.hiddenSize(), sizes);
    }
}
