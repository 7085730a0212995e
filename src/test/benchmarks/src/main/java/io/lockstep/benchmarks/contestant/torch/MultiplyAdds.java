package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.task.Mode;

/**
 * Counts the floating-point operations of convolutions and linear layers, two for a multiplication with its addition.
 * Backward does the work of forward twice, for the gradients of the weights and of the input; the first layer's input
 * wants none.
 */
final class MultiplyAdds {
    private double first;
    private double total;

    /** The next layer of a forward pass: each of {@code outputs} elements is a sum of {@code depth} products. */
    void add(long outputs, long depth) {
        double count = (double) outputs * depth;
        if (total == 0) {
            first = count;
        }
        total += count;
    }

    double flops(Mode mode) {
        return switch (mode) {
            case TRAINING -> 2 * (3 * total - first);
            case INFERENCE -> 2 * total;
        };
    }
}
