package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;

/** Sorts lines by merging; equal elements keep their order. */
final class Sorting {
    private long[] order = new long[0];
    private long[] merged = new long[0];

    void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        Elements from = Elements.of(x);
        Elements to = Elements.of(values);
        Elements numbers = Elements.of(indices);
        boolean floating = x.dtype().isFloating();
        for (Lines lines = new Lines(dim, x, values, indices); lines.next(); ) {
            int length = Math.toIntExact(lines.length());
            sortLine(new Line(from, floating, lines, length, descending));
            for (int i = 0; i < length; i++) {
                if (floating) {
                    to.set(lines.at(1, i), from.get(lines.at(0, order[i])));
                } else {
                    to.setLong(lines.at(1, i), from.getLong(lines.at(0, order[i])));
                }
                numbers.setLong(lines.at(2, i), order[i]);
            }
        }
    }

    /** Fills {@link #order} with the numbers of the elements, in their order: merges runs of 1, 2, 4, ... elements. */
    private void sortLine(Line line) {
        int length = line.length();
        if (order.length < length) {
            order = new long[length];
            merged = new long[length];
        }
        for (int i = 0; i < length; i++) {
            order[i] = i;
        }
        for (long run = 1; run < length; run *= 2) {
            for (long start = 0; start < length; start += 2 * run) {
                merge(line, (int) start, (int) Math.min(start + run, length), (int) Math.min(start + 2 * run, length));
            }
            long[] sorted = merged;
            merged = order;
            order = sorted;
        }
    }

    private void merge(Line line, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takesRight = left == middle || (right < end && line.isBefore(order[right], order[left]));
            merged[i] = takesRight ? order[right++] : order[left++];
        }
    }

    private record Line(Elements elements, boolean floating, Lines lines, int length, boolean descending) {
        boolean isBefore(long a, long b) {
            int order = floating
                    ? Ordering.compare(elements.get(lines.at(0, a)), elements.get(lines.at(0, b)))
                    : Long.compare(elements.getLong(lines.at(0, a)), elements.getLong(lines.at(0, b)));
            return descending ? order > 0 : order < 0;
        }
    }
}
