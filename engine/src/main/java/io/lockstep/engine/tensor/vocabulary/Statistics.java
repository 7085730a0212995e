package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Counting;
import io.lockstep.engine.ops.Cumulation;
import io.lockstep.engine.ops.MeanAndSpread;
import io.lockstep.engine.ops.Sorting;
import io.lockstep.engine.ops.Spread;
import io.lockstep.engine.ops.UniqueValues;
import io.lockstep.engine.ops.ValuesAndIndices;
import io.lockstep.engine.tensor.Tensor;

/** Spread, order, running sums and counts. An empty list of dimensions means all. */
public interface Statistics {
    Tensor self();

    // Spread

    /** The unbiased variance of all elements, a scalar. */
    default Tensor var() {
        return var(new int[0], 1, false);
    }

    default Tensor var(int dim) {
        return var(new int[] {dim}, 1, false);
    }

    /** sum (x - mean)^2 / (n - correction) over {@code dims}. */
    default Tensor var(int[] dims, double correction, boolean keepdim) {
        return Spread.var(self(), dims, correction, keepdim);
    }

    /** The unbiased standard deviation of all elements, a scalar. */
    default Tensor std() {
        return std(new int[0], 1, false);
    }

    default Tensor std(int dim) {
        return std(new int[] {dim}, 1, false);
    }

    /** The root of {@link #var(int[], double, boolean)}. */
    default Tensor std(int[] dims, double correction, boolean keepdim) {
        return Spread.std(self(), dims, correction, keepdim);
    }

    /** Variance and mean over {@code dims}. */
    default MeanAndSpread varMean(int[] dims, double correction, boolean keepdim) {
        return new MeanAndSpread(var(dims, correction, keepdim), self().mean(dims, keepdim));
    }

    /** Standard deviation and mean over {@code dims}. */
    default MeanAndSpread stdMean(int[] dims, double correction, boolean keepdim) {
        return new MeanAndSpread(std(dims, correction, keepdim), self().mean(dims, keepdim));
    }

    // Order

    /** The elements in ascending order along the last dimension. */
    default ValuesAndIndices sort() {
        return sort(-1, false);
    }

    default ValuesAndIndices sort(int dim, boolean descending) {
        return Sorting.sort(self(), dim, descending);
    }

    /** The places of the elements in ascending order along the last dimension. */
    default Tensor argsort() {
        return argsort(-1, false);
    }

    default Tensor argsort(int dim, boolean descending) {
        return Sorting.argsort(self(), dim, descending);
    }

    /** The k largest elements along the last dimension, the largest first. */
    default ValuesAndIndices topk(long k) {
        return topk(k, -1, true);
    }

    default ValuesAndIndices topk(long k, int dim) {
        return topk(k, dim, true);
    }

    /** The k largest or smallest elements along {@code dim}, in their order. */
    default ValuesAndIndices topk(long k, int dim, boolean largest) {
        return Sorting.topk(self(), k, dim, largest);
    }

    /** The k-th smallest element along the last dimension, counted from 1. */
    default ValuesAndIndices kthvalue(long k) {
        return kthvalue(k, -1, false);
    }

    default ValuesAndIndices kthvalue(long k, int dim, boolean keepdim) {
        return Sorting.kthvalue(self(), k, dim, keepdim);
    }

    /** The median of all elements, a scalar; of two the lower one. */
    default Tensor median() {
        return Sorting.median(self());
    }

    default ValuesAndIndices median(int dim) {
        return median(dim, false);
    }

    default ValuesAndIndices median(int dim, boolean keepdim) {
        return Sorting.median(self(), dim, keepdim);
    }

    /** The most frequent element along {@code dim}, of equally frequent ones the smallest. */
    default ValuesAndIndices mode(int dim, boolean keepdim) {
        return Sorting.mode(self(), dim, keepdim);
    }

    // Along a dimension up to each element

    default Tensor cumsum(int dim) {
        return Cumulation.cumsum(self(), dim);
    }

    default Tensor cumprod(int dim) {
        return Cumulation.cumprod(self(), dim);
    }

    default ValuesAndIndices cummax(int dim) {
        return Cumulation.cumulativeExtreme(true, self(), dim);
    }

    default ValuesAndIndices cummin(int dim) {
        return Cumulation.cumulativeExtreme(false, self(), dim);
    }

    /** The differences of neighbours along {@code dim}, taken {@code n} times. */
    default Tensor diff(int n, int dim) {
        return Cumulation.diff(self(), n, dim);
    }

    // Counts

    /** The different elements in ascending order, which of them each element is, and how often each occurs. */
    default UniqueValues unique() {
        return UniqueValues.of(self());
    }

    /** How often each whole number from 0 on occurs among the elements [n]. */
    default Tensor bincount() {
        return Counting.bincount(self(), 0);
    }

    default Tensor bincount(long minlength) {
        return Counting.bincount(self(), minlength);
    }

    default Tensor bincount(Tensor weights, long minlength) {
        return Counting.bincount(self(), weights, minlength);
    }

    /** How many elements lie in each of 100 equal parts of their range. */
    default Tensor histc() {
        return histc(100, 0, 0);
    }

    /** How many elements lie in each of {@code bins} equal parts of the range; 0 to 0 stands for that of the elements. */
    default Tensor histc(int bins, double min, double max) {
        return Counting.histc(self(), bins, min, max);
    }

    default Tensor countNonzero(int... dims) {
        return Counting.countNonzero(self(), dims);
    }
}
