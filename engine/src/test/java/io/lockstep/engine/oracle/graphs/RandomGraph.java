package io.lockstep.engine.oracle.graphs;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A program over matrices [n, n], drawn at random: each step applies one function to values that earlier steps made, so that
 * values are used once, several times or never. The same drawing can be run on any kind of tensor.
 */
final class RandomGraph {
    private static final int UNARY = 6;
    private static final int BINARY = 5;

    /** One side's functions, in the order of this class's numbers. */
    record Words<T>(List<UnaryOperator<T>> unary, List<BinaryOperator<T>> binary, UnaryOperator<T> sum) {
        Words {
            if (unary.size() != UNARY || binary.size() != BINARY) {
                throw new IllegalArgumentException("a side needs " + UNARY + " and " + BINARY + " functions");
            }
        }
    }

    /** Function {@code word} of one value, or of two where {@code second} is not negative, {@code times} times over. */
    private record Step(int word, int first, int second, int times) {}

    private final List<Step> steps = new ArrayList<>();

    /** @param inputs how many values are there at the start */
    RandomGraph(Random random, int inputs, int length) {
        for (int i = 0; i < length; i++) {
            int known = inputs + i;
            // Late values are taken more often, so that chains are long.
            int first = known - 1 - random.nextInt(Math.min(known, 4));
            if (random.nextInt(3) == 0) {
                steps.add(new Step(random.nextInt(UNARY), first, -1, 1 + random.nextInt(3)));
            } else {
                steps.add(new Step(random.nextInt(BINARY), first, random.nextInt(known), 1 + random.nextInt(2)));
            }
        }
    }

    /** The sum of all elements of the last value, after the inputs and the steps between were computed. */
    <T> T run(Words<T> words, List<T> inputs) {
        List<T> values = new ArrayList<>(inputs);
        for (Step step : steps) {
            T value = values.get(step.first());
            for (int i = 0; i < step.times(); i++) {
                value = step.second() < 0
                        ? words.unary().get(step.word()).apply(value)
                        : words.binary().get(step.word()).apply(value, values.get(step.second()));
            }
            values.add(value);
        }
        return words.sum().apply(values.get(values.size() - 1));
    }
}
