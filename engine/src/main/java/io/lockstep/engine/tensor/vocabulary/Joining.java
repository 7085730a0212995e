package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Rearranging;
import io.lockstep.engine.ops.Splitting;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;

/** Splitting into parts, and repeating, turning and cutting; tensors are joined by {@code ops.Joining}. */
public interface Joining {
    Tensor self();

    /** The parts at each place of the first dimension, without it. */
    default List<Tensor> unbind() {
        return unbind(0);
    }

    default List<Tensor> unbind(int dim) {
        return Splitting.unbind(self(), dim);
    }

    /** Parts of {@code size} elements of the first dimension, the last of which may be smaller. */
    default List<Tensor> split(long size) {
        return split(size, 0);
    }

    default List<Tensor> split(long size, int dim) {
        return Splitting.split(self(), size, dim);
    }

    /** Parts of the given sizes of dimension {@code dim}. */
    default List<Tensor> split(long[] sizes, int dim) {
        return Splitting.split(self(), sizes, dim);
    }

    /** At most {@code chunks} parts of the first dimension, of equal sizes but for the last. */
    default List<Tensor> chunk(int chunks) {
        return chunk(chunks, 0);
    }

    default List<Tensor> chunk(int chunks, int dim) {
        return Splitting.chunk(self(), chunks, dim);
    }

    /** Repeated {@code times[d]} times along each dimension. */
    default Tensor repeat(long... times) {
        return Rearranging.repeat(self(), times);
    }

    /** As {@link #repeat}, where missing numbers in front are 1. */
    default Tensor tile(long... times) {
        return Rearranging.tile(self(), times);
    }

    /** Each element of the flattened tensor {@code times} times in a row. */
    default Tensor repeatInterleave(long times) {
        return Rearranging.repeatInterleave(self().reshape(-1), times, 0);
    }

    /** Each part along dimension {@code dim} {@code times} times in a row. */
    default Tensor repeatInterleave(long times, int dim) {
        return Rearranging.repeatInterleave(self(), times, dim);
    }

    default Tensor repeatInterleave(Tensor times, int dim) {
        return Rearranging.repeatInterleave(self(), times, dim);
    }

    /** The order of elements turned round along {@code dims}. */
    default Tensor flip(int... dims) {
        return Rearranging.flip(self(), dims);
    }

    /** The flattened elements moved on by {@code shift} places, round the end. */
    default Tensor roll(long shift) {
        return roll(new long[] {shift});
    }

    default Tensor roll(long shift, int dim) {
        return Rearranging.roll(self(), shift, dim);
    }

    default Tensor roll(long[] shifts, int... dims) {
        return Rearranging.roll(self(), shifts, dims);
    }

    /** With zeros above the diagonal. */
    default Tensor tril() {
        return tril(0);
    }

    default Tensor tril(long diagonal) {
        return Rearranging.tril(self(), diagonal);
    }

    /** With zeros below the diagonal. */
    default Tensor triu() {
        return triu(0);
    }

    default Tensor triu(long diagonal) {
        return Rearranging.triu(self(), diagonal);
    }
}
