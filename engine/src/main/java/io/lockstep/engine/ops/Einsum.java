package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Sums of products in Einstein's notation, as {@code torch.einsum}. Operands are contracted from left to right, two at a
 * time: labels that both have and that are needed later are the batch of a product of matrices, those that are needed no
 * more its inner dimension, and all others its rows and columns. So every sum of products is one batch of products of
 * matrices, and gradients come from the operations that it consists of.
 */
public final class Einsum {
    private Einsum() {}

    /**
     * @param equation such as {@code "bij,bjk->bik"}: letters, {@code ...} for dimensions that are not named and are
     *     broadcast, and repeated letters for diagonals; without an arrow the result has the letters that occur once, in the
     *     order of the alphabet
     * @throws IllegalArgumentException if the equation is not well-formed, or does not fit the operands
     */
    public static Tensor apply(String equation, Tensor... operands) {
        if (operands.length == 0) {
            throw new IllegalArgumentException("einsum \"" + equation + "\" expects at least one operand but got none");
        }
        int[] dims = Arrays.stream(operands).mapToInt(Tensor::dim).toArray();
        EinsumEquation parsed = EinsumEquation.parse(equation, dims);
        int[] output = parsed.output();
        List<Labelled> waiting = new ArrayList<>();
        for (int i = 0; i < operands.length; i++) {
            waiting.add(withoutRepeats(
                    equation, i, new Labelled(operands[i], parsed.operands().get(i))));
        }
        requireSizes(equation, waiting);
        Labelled done = waiting.remove(0);
        while (!waiting.isEmpty()) {
            Labelled next = waiting.remove(0);
            done = contract(
                    done,
                    next,
                    label -> EinsumEquation.contains(output, label)
                            || waiting.stream().anyMatch(later -> later.has(label)));
        }
        return done.summed(label -> !EinsumEquation.contains(output, label)).ordered(output);
    }

    /** The diagonals that repeated letters mean. */
    private static Labelled withoutRepeats(String equation, int operand, Labelled x) {
        for (int second = 1; second < x.labels.length; second++) {
            int label = x.labels[second];
            int first = x.indexOf(label);
            if (first < second) {
                if (x.tensor.size(first) != x.tensor.size(second)) {
                    throw new IllegalArgumentException("einsum \"" + equation + "\" repeats '"
                            + EinsumEquation.letter(label) + "' for operand " + operand + " with sizes "
                            + x.tensor.size(first) + " and " + x.tensor.size(second)
                            + "; a diagonal needs the same sizes");
                }
                int[] labels = new int[x.labels.length - 1];
                int kept = 0;
                for (int d = 0; d < x.labels.length; d++) {
                    if (d != first && d != second) {
                        labels[kept++] = x.labels[d];
                    }
                }
                labels[kept] = label;
                return withoutRepeats(equation, operand, new Labelled(x.tensor.diagonal(0, first, second), labels));
            }
        }
        return x;
    }

    /** Sizes of one label are the same everywhere, or 1. */
    private static void requireSizes(String equation, List<Labelled> operands) {
        for (Labelled a : operands) {
            for (Labelled b : operands) {
                for (int label : a.labels) {
                    if (b.has(label) && a.size(label) != b.size(label) && a.size(label) != 1 && b.size(label) != 1) {
                        throw new IllegalArgumentException("einsum \"" + equation + "\" got sizes " + a.size(label)
                                + " and " + b.size(label) + " for '" + EinsumEquation.letter(label)
                                + "', which differ and neither is 1");
                    }
                }
            }
        }
    }

    private static Labelled contract(Labelled a, Labelled b, IntPredicate needed) {
        // What only one of both has and nobody needs is summed before it is multiplied.
        Labelled left = a.summed(label -> !b.has(label) && !needed.test(label)).broadcast(b);
        Labelled right = b.summed(label -> !a.has(label) && !needed.test(label)).broadcast(a);
        int[] batch = left.labels(label -> right.has(label) && needed.test(label));
        int[] inner = left.labels(label -> right.has(label) && !needed.test(label));
        int[] rows = left.labels(label -> !right.has(label));
        int[] columns = right.labels(label -> !left.has(label));
        Tensor product =
                MatrixProduct.batched(left.matrices(batch, rows, inner), right.matrices(batch, inner, columns));
        int[] labels = concatenated(batch, rows, columns);
        long[] sizes = new long[labels.length];
        for (int d = 0; d < labels.length; d++) {
            sizes[d] = (left.has(labels[d]) ? left : right).size(labels[d]);
        }
        return new Labelled(product.reshape(sizes), labels);
    }

    private static int[] concatenated(int[] a, int[] b, int[] c) {
        int[] all = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        System.arraycopy(c, 0, all, a.length + b.length, c.length);
        return all;
    }

    /** A tensor with a label for each dimension, no two the same. */
    private record Labelled(Tensor tensor, int[] labels) {
        int indexOf(int label) {
            for (int d = 0; d < labels.length; d++) {
                if (labels[d] == label) {
                    return d;
                }
            }
            return -1;
        }

        boolean has(int label) {
            return indexOf(label) >= 0;
        }

        long size(int label) {
            return tensor.size(indexOf(label));
        }

        int[] labels(IntPredicate which) {
            return Arrays.stream(labels).filter(which).toArray();
        }

        /** Without the dimensions of these labels. */
        Labelled summed(IntPredicate which) {
            Tensor sum = tensor;
            for (int d = labels.length - 1; d >= 0; d--) {
                if (which.test(labels[d])) {
                    sum = sum.sum(d, false);
                }
            }
            return new Labelled(sum, labels(which.negate()));
        }

        /** With sizes of 1 repeated where {@code other} has more. */
        Labelled broadcast(Labelled other) {
            long[] sizes = tensor.shape().toArray();
            for (int d = 0; d < sizes.length; d++) {
                if (sizes[d] == 1 && other.has(labels[d])) {
                    sizes[d] = other.size(labels[d]);
                }
            }
            return new Labelled(tensor.expand(sizes), labels);
        }

        Tensor ordered(int[] order) {
            int[] dims = Arrays.stream(order).map(this::indexOf).toArray();
            return Arrays.equals(order, labels) ? tensor : tensor.permute(dims);
        }

        /** As [batch, rows, columns], each of the sizes of its labels together. */
        Tensor matrices(int[] batch, int[] rows, int[] columns) {
            return ordered(concatenated(batch, rows, columns)).reshape(numel(batch), numel(rows), numel(columns));
        }

        private long numel(int[] group) {
            long numel = 1;
            for (int label : group) {
                numel *= size(label);
            }
            return numel;
        }
    }
}
