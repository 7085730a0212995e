package io.lockstep.worker.overlap;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The course of a step's computing beside that of its gradients. Slices are summed one after the other, each at the
 * earliest when its bucket is ready, while the backward pass goes on and then the next forward pass, which stands still
 * where it needs a bucket that has not arrived. All times are of one unit, from the beginning of the forward pass, and
 * do not count such standstills.
 *
 * @param slices of all buckets
 * @param needed when the forward pass first reads parameters of each bucket
 * @param ready when the backward pass has completed each bucket's gradients
 * @param end of the backward pass, with which the next forward pass begins
 */
public record Overlap(List<Slice> slices, List<Double> needed, List<Double> ready, double end) {
    private static final int MAX_PASSES = 4;

    public Overlap {
        slices = List.copyOf(slices);
        needed = List.copyOf(needed);
        ready = List.copyOf(ready);
    }

    /**
     * An order in which to sum the slices: whenever one is done, the next is that which is needed first of those that are
     * ready; of equals, the first. Then neighbours change places as long as that makes the forward pass stand still for less
     * time, since it may be better to wait for what is about to be ready and urgent.
     *
     * @param seconds an all-reduce of so many bytes takes, in the unit of the times
     * @return indices of {@link #slices()}
     */
    public int[] order(IntToDoubleFunction seconds) {
        int[] byNeed = byNeed(needed);
        int[] order = mostUrgentFirst(seconds);
        double best = standstill(order, byNeed, seconds);
        boolean improved = best > 0;
        for (int pass = 0; improved && pass < MAX_PASSES; pass++) {
            improved = false;
            for (int i = order.length - 1; i > 0; i--) {
                swap(order, i);
                double standstill = standstill(order, byNeed, seconds);
                if (standstill < best) {
                    best = standstill;
                    improved = true;
                } else {
                    swap(order, i);
                }
            }
        }
        return order;
    }

    private static void swap(int[] order, int index) {
        int before = order[index - 1];
        order[index - 1] = order[index];
        order[index] = before;
    }

    private int[] mostUrgentFirst(IntToDoubleFunction seconds) {
        int[] order = new int[slices.size()];
        boolean[] done = new boolean[slices.size()];
        double time = 0;
        for (int i = 0; i < order.length; i++) {
            int next = next(done, Math.max(time, firstReady(done)));
            order[i] = next;
            done[next] = true;
            Slice slice = slices.get(next);
            time = Math.max(time, ready.get(slice.bucket())) + seconds.applyAsDouble(slice.bytes());
        }
        return order;
    }

    private double firstReady(boolean[] done) {
        double first = Double.POSITIVE_INFINITY;
        for (int i = 0; i < done.length; i++) {
            if (!done[i]) {
                first = Math.min(first, ready.get(slices.get(i).bucket()));
            }
        }
        return first;
    }

    private int next(boolean[] done, double time) {
        int next = -1;
        for (int i = 0; i < done.length; i++) {
            int bucket = slices.get(i).bucket();
            boolean isCandidate = !done[i] && ready.get(bucket) <= time;
            if (isCandidate
                    && (next < 0
                            || needed.get(bucket) < needed.get(slices.get(next).bucket()))) {
                next = i;
            }
        }
        return next;
    }

    /**
     * How long forward passes stand still, in each step, if the slices are summed in this order.
     *
     * @param seconds as for {@link #order}
     */
    public double standstill(int[] order, IntToDoubleFunction seconds) {
        return standstill(order, byNeed(needed), seconds);
    }

    private double standstill(int[] order, int[] byNeed, IntToDoubleFunction seconds) {
        double[] arrival = new double[needed.size()];
        double time = 0;
        for (int index : order) {
            Slice slice = slices.get(index);
            time = Math.max(time, ready.get(slice.bucket())) + seconds.applyAsDouble(slice.bytes());
            arrival[slice.bucket()] = time;
        }
        double standstill = 0;
        for (int bucket : byNeed) {
            double reached = end + needed.get(bucket) + standstill;
            standstill += Math.max(0, arrival[bucket] - reached);
        }
        return standstill;
    }

    /** Indices of the buckets in the order in which a forward pass needs them. */
    public static <T extends Comparable<T>> int[] byNeed(List<T> needed) {
        Integer[] buckets = new Integer[needed.size()];
        Arrays.setAll(buckets, i -> i);
        Arrays.sort(buckets, (a, b) -> needed.get(a).compareTo(needed.get(b)));
        return Arrays.stream(buckets).mapToInt(Integer::intValue).toArray();
    }
}
