package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Gradients of random graphs, in which results have any number of uses, against forward-mode differentiation of some of
 * their elements. The tensors are large enough that the memory of one gradient serves the next.
 */
final class RandomGraphTest {
    private static final int ROWS = 64;
    private static final int COLUMNS = 1024;
    private static final int SAMPLED = 200;
    private static final int SEEDS = 10;
    private static final int OPERATIONS = 25;

    /** A tensor and the first of its elements. */
    private record Term(Tensor tensor, List<Dual> samples) {}

    @ParameterizedTest
    @CsvSource({"reference, FLOAT64, 1e-12", "onednn, FLOAT32, 1e-4"})
    void gradientsAreThoseOfForwardMode(String backend, DType dtype, double tolerance) {
        try (Device device = new Device(Backends.open("cpu", backend))) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                Term a = leaf(device, dtype, random, true);
                Term b = leaf(device, dtype, random, false);
                try (Device.Scope ignored = device.step()) {
                    Term root = graph(random, a, b);
                    root.tensor.sum().backward();
                    check(seed, root, a, b, tolerance);
                }
            }
        }
    }

    private static void check(int seed, Term root, Term a, Term b, double tolerance) {
        double[] da = Objects.requireNonNull(a.tensor.grad()).toDoubleArray();
        double[] db = Objects.requireNonNull(b.tensor.grad()).toDoubleArray();
        int smooth = 0;
        for (int i = 0; i < SAMPLED; i++) {
            Dual expected = root.samples.get(i);
            if (!expected.atKink()) {
                smooth++;
                double largest = Math.max(1, Math.max(Math.abs(expected.byFirst()), Math.abs(expected.bySecond())));
                assertThat(da[i]).as("da, seed %d", seed).isCloseTo(expected.byFirst(), within(tolerance * largest));
                assertThat(db[i]).as("db, seed %d", seed).isCloseTo(expected.bySecond(), within(tolerance * largest));
            }
        }
        assertThat(smooth).as("elements away from kinks, seed %d", seed).isGreaterThan(SAMPLED / 2);
    }

    private static Term leaf(Device device, DType dtype, Random random, boolean first) {
        double[] values = random.doubles(ROWS * COLUMNS, -1, 1).toArray();
        List<Dual> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLED; i++) {
            samples.add(new Dual(values[i], first ? 1 : 0, first ? 0 : 1, false));
        }
        Tensor tensor = device.tensor(values, ROWS, COLUMNS).to(dtype).detach();
        return new Term(tensor.requiresGrad_(), samples);
    }

    private static Term graph(Random random, Term a, Term b) {
        List<Term> terms = new ArrayList<>(List.of(a, b));
        for (int i = 0; i < OPERATIONS; i++) {
            terms.add(operation(random, pick(random, terms), pick(random, terms)));
        }
        Term root = add(a, b);
        for (Term term : terms.subList(OPERATIONS - 3, OPERATIONS + 2)) {
            root = add(root, term);
        }
        return root;
    }

    /** One of the last few, mostly. */
    private static Term pick(Random random, List<Term> terms) {
        int back = random.nextInt(random.nextInt(4) == 0 ? terms.size() : Math.min(4, terms.size()));
        return terms.get(terms.size() - 1 - back);
    }

    private static Term operation(Random random, Term a, Term b) {
        return switch (random.nextInt(8)) {
            case 0 -> add(a, b);
            case 1 -> add(a, a);
            case 2 -> add(relu(a), a);
            case 3 -> add(scaled(relu(a), -0.5), b);
            case 4 -> scaled(multiply(a, b), 0.5);
            case 5 -> scaled(a, -0.5);
            case 6 -> new Term(a.tensor.t().relu().t(), map(a, Dual::relu));
            default -> new Term(a.tensor.reshape(-1).relu().reshape(ROWS, COLUMNS), map(a, Dual::relu));
        };
    }

    private static Term add(Term a, Term b) {
        return new Term(a.tensor.add(b.tensor), zip(a, b, Dual::add));
    }

    private static Term multiply(Term a, Term b) {
        return new Term(a.tensor.mul(b.tensor), zip(a, b, Dual::multiply));
    }

    private static Term scaled(Term a, double factor) {
        return new Term(a.tensor.mul(factor), map(a, x -> x.multiply(factor)));
    }

    private static Term relu(Term a) {
        return new Term(a.tensor.relu(), map(a, Dual::relu));
    }

    private static List<Dual> map(Term a, UnaryOperator<Dual> function) {
        return a.samples.stream().map(function).toList();
    }

    private static List<Dual> zip(Term a, Term b, BinaryOperator<Dual> function) {
        return IntStream.range(0, SAMPLED)
                .mapToObj(i -> function.apply(a.samples.get(i), b.samples.get(i)))
                .toList();
    }
}
