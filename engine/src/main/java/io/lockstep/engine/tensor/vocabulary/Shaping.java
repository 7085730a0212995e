package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Permutation;
import io.lockstep.engine.ops.Reshaping;
import io.lockstep.engine.ops.Slicing;
import io.lockstep.engine.ops.UnitDims;
import io.lockstep.engine.ops.Windowing;
import io.lockstep.engine.tensor.Tensor;

/**
 * Other shapes and parts of the same elements: views, which share them, save where {@link #reshape} must
 * copy.
 */
public interface Shaping {
    Tensor self();

    /** The elements in row-major order in another shape, one size of which may be -1; copied only if it must be. */
    default Tensor reshape(long... sizes) {
        return Reshaping.reshape(self(), sizes);
    }

    /** As {@link #reshape}, without ever copying; an error where that cannot be. */
    default Tensor view(long... sizes) {
        return Reshaping.view(self(), sizes);
    }

    /** All dimensions as one. */
    default Tensor flatten() {
        return flatten(0);
    }

    /** Dimensions from {@code startDim} on as one. */
    default Tensor flatten(int startDim) {
        return flatten(startDim, -1);
    }

    /** Dimensions {@code startDim} to {@code endDim}, both included, as one. */
    default Tensor flatten(int startDim, int endDim) {
        return Reshaping.flatten(self(), startDim, endDim);
    }

    /** Dimension {@code dim} as several, one size of which may be -1. */
    default Tensor unflatten(int dim, long... sizes) {
        return Reshaping.unflatten(self(), dim, sizes);
    }

    /** Dimension d of the result is dimension {@code order[d]} of this tensor. */
    default Tensor permute(int... order) {
        return Permutation.permute(self(), order);
    }

    /** Dimensions {@code dim0} and {@code dim1} swapped. */
    default Tensor transpose(int dim0, int dim1) {
        return Permutation.transpose(self(), dim0, dim1);
    }

    /** {@link #transpose} by NumPy's name. */
    default Tensor swapaxes(int axis0, int axis1) {
        return transpose(axis0, axis1);
    }

    /** The transpose of a matrix. */
    default Tensor t() {
        return Permutation.t(self());
    }

    /** Dimension {@code source} moved to the place {@code destination}. */
    default Tensor movedim(int source, int destination) {
        return movedim(new int[] {source}, new int[] {destination});
    }

    default Tensor movedim(int[] source, int[] destination) {
        return Permutation.movedim(self(), source, destination);
    }

    /** Dimensions of size 1 repeated without copies, and new ones in front; -1 leaves a size as it is. */
    default Tensor expand(long... sizes) {
        return UnitDims.expand(self(), sizes);
    }

    /** {@link #expand} to the shape of {@code other}. */
    default Tensor expandAs(Tensor other) {
        return expand(other.shape().toArray());
    }

    /** A new dimension of size 1 at {@code dim}. */
    default Tensor unsqueeze(int dim) {
        return UnitDims.unsqueeze(self(), dim);
    }

    /** Without the dimensions of size 1: all, or those among {@code dims}. */
    default Tensor squeeze(int... dims) {
        return UnitDims.squeeze(self(), dims);
    }

    /** {@code length} elements of dimension {@code dim} from {@code start} on. */
    default Tensor narrow(int dim, long start, long length) {
        return Slicing.narrow(self(), dim, start, length);
    }

    /** The part at {@code index} of dimension {@code dim}, without that dimension. */
    default Tensor select(int dim, long index) {
        return Slicing.select(self(), dim, index);
    }

    default Tensor slice(int dim, long start, long end) {
        return slice(dim, start, end, 1);
    }

    /** Elements start, start + step, ... before {@code end} of dimension {@code dim}. */
    default Tensor slice(int dim, long start, long end, long step) {
        return Slicing.slice(self(), dim, start, end, step);
    }

    /** The diagonal of a matrix. */
    default Tensor diagonal() {
        return diagonal(0, 0, 1);
    }

    /** The diagonal of two dimensions as the last one, moved to the right by {@code offset}. */
    default Tensor diagonal(long offset, int dim1, int dim2) {
        return Slicing.diagonal(self(), offset, dim1, dim2);
    }

    /** Windows of {@code size} elements, {@code step} apart, of dimension {@code dim}; a new last dimension runs in them. */
    default Tensor unfold(int dim, long size, long step) {
        return Windowing.unfold(self(), dim, size, step);
    }

    /** The storage's elements at {@code offset} plus multiples of {@code strides}. */
    default Tensor asStrided(long[] sizes, long[] strides, long offset) {
        return Windowing.asStrided(self(), sizes, strides, offset);
    }
}
