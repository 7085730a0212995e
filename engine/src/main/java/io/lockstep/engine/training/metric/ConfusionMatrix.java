package io.lockstep.engine.training.metric;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How often samples of a class [row] were taken for a class [column]. Takes scores [N, C, d1, ..] or class indices
 * [N, d1, ..], and class indices [N, d1, ..]; of equal scores the class with the smallest index is taken. Its number is the
 * share of the samples on the diagonal, the accuracy, which is NaN without samples.
 */
public final class ConfusionMatrix implements Metric {
    private static final String COUNTS = "counts";

    private final List<String> names;
    private final long ignoreIndex;
    private final long[][] counts;

    /** What the sum of normalised counts is 1 of. */
    public enum Normalize {
        /** Each row: the shares in which samples of a class were taken for each. */
        TRUE,
        /** Each column: the shares in which what was taken for a class is of each. */
        PRED,
        /** All of them. */
        ALL
    }

    /** Classes are named by their indices. */
    public ConfusionMatrix(int classes) {
        this(numbers(classes));
    }

    /** One class for each name. */
    public ConfusionMatrix(List<String> names) {
        this(names, Labels.NONE_IGNORED);
    }

    /**
     * @param names of the classes
     * @param ignoreIndex targets of this value do not count
     * @throws IllegalArgumentException if there are no classes
     */
    public ConfusionMatrix(List<String> names, long ignoreIndex) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("ConfusionMatrix expects 1 class or more but got none");
        }
        this.names = List.copyOf(names);
        this.ignoreIndex = ignoreIndex;
        counts = new long[names.size()][names.size()];
    }

    static List<String> numbers(int classes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            names.add(Integer.toString(i));
        }
        return names;
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        long[] decided = Labels.decided("ConfusionMatrix", predictions, targets, counts.length);
        long[] expected = Labels.values(targets);
        Labels.requireRange("ConfusionMatrix", "target", expected, counts.length, ignoreIndex);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != ignoreIndex) {
                counts[(int) expected[i]][(int) decided[i]]++;
            }
        }
    }

    @Override
    public double compute() {
        long correct = 0;
        for (int c = 0; c < counts.length; c++) {
            correct += counts[c][c];
        }
        return (double) correct / total();
    }

    /** How many samples of class {@code target} were taken for class {@code predicted}. */
    public long count(int target, int predicted) {
        return counts[target][predicted];
    }

    /** A copy of all counts: a row for each class of the targets. */
    public long[][] counts() {
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** How many samples were seen. */
    public long total() {
        long total = 0;
        for (long[] row : counts) {
            total += Arrays.stream(row).sum();
        }
        return total;
    }

    /** The counts as shares; rows or columns without samples stay 0. */
    public double[][] normalized(Normalize normalize) {
        double[][] shares = new double[counts.length][counts.length];
        for (int row = 0; row < counts.length; row++) {
            for (int column = 0; column < counts.length; column++) {
                long of = switch (normalize) {
                    case TRUE -> samples(row);
                    case PRED -> taken(column);
                    case ALL -> total();
                };
                shares[row][column] = of == 0 ? 0 : (double) counts[row][column] / of;
            }
        }
        return shares;
    }

    /** Precision, recall and F1 of each class, and their averages. */
    public ClassificationReport report() {
        return ClassificationReport.of(this);
    }

    public List<String> names() {
        return names;
    }

    /** How many samples are of a class. */
    long samples(int target) {
        return Arrays.stream(counts[target]).sum();
    }

    /** How many samples were taken for a class. */
    long taken(int predicted) {
        long taken = 0;
        for (long[] row : counts) {
            taken += row[predicted];
        }
        return taken;
    }

    @Override
    public void reset() {
        for (long[] row : counts) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public void merge(Metric other) {
        if (!(other instanceof ConfusionMatrix matrix)
                || !matrix.names.equals(names)
                || matrix.ignoreIndex != ignoreIndex) {
            throw MetricState.unmergeable(this, other, " of the classes " + names);
        }
        for (int row = 0; row < counts.length; row++) {
            for (int column = 0; column < counts.length; column++) {
                counts[row][column] += matrix.counts[row][column];
            }
        }
    }

    @Override
    public Map<String, HostArray> stateDict() {
        long[] flat = Arrays.stream(counts).flatMapToLong(Arrays::stream).toArray();
        return Map.of(COUNTS, HostArray.of(Shape.of(counts.length, counts.length), flat));
    }

    @Override
    public void loadStateDict(Map<String, HostArray> state) {
        Shape shape = Shape.of(counts.length, counts.length);
        HostArray saved = MetricState.require(this, state, COUNTS, DType.INT64, shape);
        for (int row = 0; row < counts.length; row++) {
            saved.longs().get(row * counts.length, counts[row]);
        }
    }

    /** A table with a row for each class of the targets and a column for each class of the predictions. */
    @Override
    public String toString() {
        TextTable table = new TextTable();
        List<String> header = new ArrayList<>(List.of("target \\ predicted"));
        header.addAll(names);
        table.row(header);
        for (int row = 0; row < counts.length; row++) {
            List<String> cells = new ArrayList<>(List.of(names.get(row)));
            for (long count : counts[row]) {
                cells.add(Long.toString(count));
            }
            table.row(cells);
        }
        return table.toString();
    }
}
