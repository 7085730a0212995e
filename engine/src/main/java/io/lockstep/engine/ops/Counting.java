package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.nio.LongBuffer;

/** How many elements there are of what kind. None of it has gradients. */
public final class Counting {
    private Counting() {}

    /** Whether any element is not 0, over {@code dims}, all if none is given; bool, or uint8 for uint8. */
    public static Tensor any(Tensor x, int[] dims, boolean keepdim) {
        return truth("any", Reduction.MAX, x, dims, keepdim);
    }

    /** Whether no element is 0, over {@code dims}, all if none is given; bool, or uint8 for uint8. */
    public static Tensor all(Tensor x, int[] dims, boolean keepdim) {
        return truth("all", Reduction.MIN, x, dims, keepdim);
    }

    private static Tensor truth(String name, Reduction op, Tensor x, int[] dims, boolean keepdim) {
        boolean[] marked = Dims.marked(name, x.shape(), dims);
        Shape kept = Dims.kept(x.shape(), marked);
        DType type = x.dtype() == DType.UINT8 ? DType.UINT8 : DType.BOOL;
        Tensor y = x.device().empty(DType.BOOL, kept);
        if (Dims.count(x.shape(), marked) == 0) {
            x.device().backend().fill(y.array(), op == Reduction.MIN ? 1 : 0);
        } else {
            x.device().backend().reduce(op, Kernels.isNonzero(x.detach()).array(), y.array());
        }
        return (keepdim ? y : y.reshape(Dims.dropped(x.shape(), marked).toArray())).to(type);
    }

    /** Number (int64) of elements that are not 0, over {@code dims}, all if none is given. */
    public static Tensor countNonzero(Tensor x, int... dims) {
        return Summation.sum(Kernels.isNonzero(x.detach()), dims, false);
    }

    static boolean hasZero(Tensor x) {
        return countNonzero(x).item() < x.numel();
    }

    /** How often each number from 0 to the largest one occurs in x [n], at least {@code minlength} counts (int64). */
    public static Tensor bincount(Tensor x, long minlength) {
        Tensor ones = x.device().ones(DType.INT64, x.shape());
        return counted(x, ones, minlength);
    }

    /** The sum of the {@code weights} of each number from 0 to the largest one in x [n]; float64 unless they are float32. */
    public static Tensor bincount(Tensor x, Tensor weights, long minlength) {
        if (!weights.shape().equals(x.shape())) {
            throw new IllegalArgumentException(
                    "bincount expects a weight for each element " + x.shape() + " but got " + weights.shape());
        }
        DType type = weights.dtype() == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
        return counted(x, weights.detach().to(type), minlength);
    }

    private static Tensor counted(Tensor x, Tensor weights, long minlength) {
        if (x.dim() != 1 || !x.dtype().isIntegral() || minlength < 0) {
            throw new IllegalArgumentException(
                    "bincount expects whole numbers [n] and a minlength of 0 or more but got " + x.dtype() + x.shape()
                            + " and " + minlength);
        }
        long length = minlength;
        LongBuffer values = IndexValues.read(x);
        for (int i = 0; i < values.limit(); i++) {
            if (values.get(i) < 0) {
                throw new IllegalArgumentException("bincount expects numbers of 0 or more but got " + values.get(i));
            }
            length = Math.max(length, values.get(i) + 1);
        }
        Tensor zeros = x.device().zeros(weights.dtype(), Shape.of(length));
        return Gathering.add("bincount", zeros, 0, x.detach().to(DType.INT64), weights);
    }

    /**
     * How many elements lie in each of {@code bins} equal parts of the range from {@code min} to {@code max}, in x's type;
     * where both are equal the range is that of the elements. Others do not count.
     */
    public static Tensor histc(Tensor x, int bins, double min, double max) {
        if (bins < 1 || !x.dtype().isFloating() || min > max) {
            throw new IllegalArgumentException(
                    "histc expects a floating tensor, 1 bin or more and min up to max but got " + x.dtype() + ", "
                            + bins + ", " + min + " and " + max);
        }
        double[] values = x.detach().toDoubleArray();
        double low = min;
        double high = max;
        if (low == high && values.length > 0) {
            low = Extremes.extreme(false, x.detach()).item();
            high = Extremes.extreme(true, x.detach()).item();
        }
        if (low == high) {
            low -= 1;
            high += 1;
        }
        if (!(Double.isFinite(low) && Double.isFinite(high))) {
            throw new IllegalArgumentException("histc expects a finite range but got " + low + " to " + high);
        }
        double[] counts = new double[bins];
        for (double value : values) {
            if (value >= low && value <= high) {
                int bin = (int) ((value - low) / (high - low) * bins);
                counts[Math.min(bin, bins - 1)]++;
            }
        }
        return x.device().tensor(counts, bins).to(x.dtype());
    }
}
