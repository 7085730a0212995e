package io.lockstep.engine.nn;

/**
 * What {@link RNN}, {@link LSTM} and {@link GRU} have in common, with PyTorch's defaults.
 *
 * @param inputSize features of an input
 * @param hiddenSize features of the hidden state
 * @param layers stacked on one another
 * @param bias whether gates have biases
 * @param batchFirst whether sequences are [N, L, features] instead of [L, N, features]
 * @param dropout probability between the layers in training
 * @param bidirectional whether a second cell per layer goes through the sequence from its end
 */
public record RecurrentOptions(
        int inputSize,
        int hiddenSize,
        int layers,
        boolean bias,
        boolean batchFirst,
        double dropout,
        boolean bidirectional) {
    public RecurrentOptions {
        if (inputSize < 1 || hiddenSize < 1 || layers < 1) {
            throw new IllegalArgumentException("inputSize, hiddenSize and layers are 1 or more, but got " + inputSize
                    + ", " + hiddenSize + " and " + layers);
        }
        if (!(dropout >= 0 && dropout <= 1)) {
            throw new IllegalArgumentException("dropout is a probability from 0 to 1, but got " + dropout);
        }
    }

    /** One layer, one direction, with biases, for sequences [L, N, inputSize]. */
    public static RecurrentOptions of(int inputSize, int hiddenSize) {
        return new RecurrentOptions(inputSize, hiddenSize, 1, true, false, 0, false);
    }

    public RecurrentOptions withLayers(int layers) {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, batchFirst, dropout, bidirectional);
    }

    public RecurrentOptions withoutBias() {
        return new RecurrentOptions(inputSize, hiddenSize, layers, false, batchFirst, dropout, bidirectional);
    }

    public RecurrentOptions withBatchFirst() {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, true, dropout, bidirectional);
    }

    public RecurrentOptions withDropout(double dropout) {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, batchFirst, dropout, bidirectional);
    }

    public RecurrentOptions withBidirectional() {
        return new RecurrentOptions(inputSize, hiddenSize, layers, bias, batchFirst, dropout, true);
    }

    int directions() {
        return bidirectional ? 2 : 1;
    }
}
