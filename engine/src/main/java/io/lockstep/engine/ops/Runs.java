package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Runs of equal elements. */
final class Runs {
    private Runs() {}

    /** How many elements equal to each one (int64) end with it, along {@code dim} of sorted elements. */
    static Tensor lengths(Tensor sorted, int dim) {
        long size = sorted.size(dim);
        Tensor place = places(sorted, dim);
        Tensor begins = sorted.device().full(DType.BOOL, sorted.shape(), 1);
        if (size > 1) {
            Tensor differs = Kernels.binary(
                    BinaryOp.NOT_EQUAL,
                    Slicing.narrow(sorted, dim, 1, size - 1),
                    Slicing.narrow(sorted, dim, 0, size - 1));
            Tensor later = Slicing.narrow(begins, dim, 1, size - 1);
            sorted.device().backend().copy(differs.array(), later.array());
        }
        Tensor start = Kernels.where(begins, place, Kernels.scalar(place, 0));
        Tensor begin = sorted.device().empty(DType.INT64, sorted.shape());
        sorted.device().backend().scan(Reduction.MAX, dim, start.array(), begin.array());
        return Kernels.binary(BinaryOp.SUBTRACT, place, begin);
    }

    /** The number (int64) of each element along {@code dim}. */
    static Tensor places(Tensor like, int dim) {
        long[] numbers = new long[(int) Dims.size(like.shape(), dim)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        Tensor row = like.device().tensor(numbers, numbers.length);
        if (like.dim() == 0) {
            return row.reshape();
        }
        long[] sizes = new long[like.dim()];
        Arrays.fill(sizes, 1);
        sizes[dim] = numbers.length;
        return UnitDims.expand(row.reshape(sizes), like.shape());
    }
}
