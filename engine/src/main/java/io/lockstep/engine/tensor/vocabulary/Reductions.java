package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.Counting;
import io.lockstep.engine.ops.Extremes;
import io.lockstep.engine.ops.LogSumExp;
import io.lockstep.engine.ops.Norms;
import io.lockstep.engine.ops.Prod;
import io.lockstep.engine.ops.Summation;
import io.lockstep.engine.ops.ValuesAndIndices;
import io.lockstep.engine.tensor.Tensor;

/**
 * Sums, means, products, norms and extremes. A dimension that is reduced keeps size 1 with {@code keepdim} and else
 * vanishes; an empty list of dimensions means all.
 */
public interface Reductions {
    Tensor self();

    /** Sum of all elements, a scalar. */
    default Tensor sum() {
        return Summation.sum(self());
    }

    /** Sum of all elements after a conversion to {@code dtype}. */
    default Tensor sum(DType dtype) {
        return Summation.sum(self().to(dtype));
    }

    default Tensor sum(int... dims) {
        return sum(dims, false);
    }

    /** Sum over one dimension, which keeps size 1 with {@code keepdim} and else vanishes. */
    default Tensor sum(int dim, boolean keepdim) {
        return sum(new int[] {dim}, keepdim);
    }

    default Tensor sum(int[] dims, boolean keepdim) {
        return Summation.sum(self(), dims, keepdim);
    }

    /** Sum over {@code dims} after a conversion to {@code dtype}. */
    default Tensor sum(int[] dims, boolean keepdim, DType dtype) {
        return Summation.sum(self().to(dtype), dims, keepdim);
    }

    /** Sum over {@code dims} of the elements that are not NaN. */
    default Tensor nansum(int... dims) {
        return Summation.nansum(self(), dims, false);
    }

    /** Mean of all elements, a scalar. */
    default Tensor mean() {
        return mean(new int[0], false);
    }

    default Tensor mean(int... dims) {
        return mean(dims, false);
    }

    default Tensor mean(int dim, boolean keepdim) {
        return mean(new int[] {dim}, keepdim);
    }

    default Tensor mean(int[] dims, boolean keepdim) {
        return Summation.mean(self(), dims, keepdim);
    }

    /** Mean over {@code dims} of the elements that are not NaN. */
    default Tensor nanmean(int... dims) {
        return Summation.nanmean(self(), dims, false);
    }

    /** Product of all elements, a scalar. */
    default Tensor prod() {
        return Prod.prod(self());
    }

    default Tensor prod(int dim) {
        return prod(dim, false);
    }

    default Tensor prod(int dim, boolean keepdim) {
        return Prod.prod(self(), dim, keepdim);
    }

    /** The largest element, a scalar; equal ones share the gradient. */
    default Tensor max() {
        return Extremes.extreme(true, self());
    }

    /** The largest elements along {@code dim} and their places. */
    default ValuesAndIndices max(int dim) {
        return max(dim, false);
    }

    default ValuesAndIndices max(int dim, boolean keepdim) {
        return Extremes.along(true, self(), dim, keepdim);
    }

    /** The smallest element, a scalar; equal ones share the gradient. */
    default Tensor min() {
        return Extremes.extreme(false, self());
    }

    /** The smallest elements along {@code dim} and their places. */
    default ValuesAndIndices min(int dim) {
        return min(dim, false);
    }

    default ValuesAndIndices min(int dim, boolean keepdim) {
        return Extremes.along(false, self(), dim, keepdim);
    }

    /** The largest elements over {@code dims}; equal ones share the gradient. */
    default Tensor amax(int... dims) {
        return amax(dims, false);
    }

    default Tensor amax(int[] dims, boolean keepdim) {
        return Extremes.extreme(true, self(), dims, keepdim);
    }

    /** The smallest elements over {@code dims}; equal ones share the gradient. */
    default Tensor amin(int... dims) {
        return amin(dims, false);
    }

    default Tensor amin(int[] dims, boolean keepdim) {
        return Extremes.extreme(false, self(), dims, keepdim);
    }

    /** Number (int64) of the first largest element in row-major order. */
    default Tensor argmax() {
        return Extremes.argument(true, self());
    }

    /** Place (int64) along {@code dim} of the first largest element. */
    default Tensor argmax(int dim) {
        return argmax(dim, false);
    }

    default Tensor argmax(int dim, boolean keepdim) {
        return Extremes.argument(true, self(), dim, keepdim);
    }

    /** Number (int64) of the first smallest element in row-major order. */
    default Tensor argmin() {
        return Extremes.argument(false, self());
    }

    /** Place (int64) along {@code dim} of the first smallest element. */
    default Tensor argmin(int dim) {
        return argmin(dim, false);
    }

    default Tensor argmin(int dim, boolean keepdim) {
        return Extremes.argument(false, self(), dim, keepdim);
    }

    /** Whether any element is not 0. */
    default Tensor any(int... dims) {
        return any(dims, false);
    }

    default Tensor any(int[] dims, boolean keepdim) {
        return Counting.any(self(), dims, keepdim);
    }

    /** Whether no element is 0. */
    default Tensor all(int... dims) {
        return all(dims, false);
    }

    default Tensor all(int[] dims, boolean keepdim) {
        return Counting.all(self(), dims, keepdim);
    }

    /** The Euclidean norm of all elements, a scalar. */
    default Tensor norm() {
        return norm(2);
    }

    /** (sum |x|^p)^(1/p) of all elements, a scalar. */
    default Tensor norm(double p) {
        return norm(p, new int[0], false);
    }

    default Tensor norm(double p, int dim) {
        return norm(p, new int[] {dim}, false);
    }

    default Tensor norm(double p, int[] dims, boolean keepdim) {
        return Norms.norm(self(), p, dims, keepdim);
    }

    /** ln sum e^x over {@code dims}. */
    default Tensor logsumexp(int... dims) {
        return logsumexp(dims, false);
    }

    default Tensor logsumexp(int[] dims, boolean keepdim) {
        return LogSumExp.logsumexp(self(), dims, keepdim);
    }
}
