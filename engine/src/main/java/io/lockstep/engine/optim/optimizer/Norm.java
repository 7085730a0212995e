package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Device;
import java.util.Arrays;

/** Norms of arrays, read by the host. */
final class Norm {
    private static final UnaryOp ABS = UnaryOp.of(UnaryOp.Function.ABS);
    private static final UnaryOp SQUARE = UnaryOp.of(UnaryOp.Function.SQUARE);

    private final Device device;
    private final NdArray result;
    private final NdArray exact;

    /** For arrays of one device and element type; takes memory for a few numbers. */
    Norm(Device device, DType dtype) {
        this.device = device;
        exact = device.empty(DType.FLOAT64, Shape.SCALAR).array();
        result = device.empty(dtype, Shape.SCALAR).array();
    }

    /**
     * (sum of |x|^p)^(1/p); for p infinite the largest |x|, or the smallest if p is negative; for p = 0 the number of
     * elements that are not 0. 0 for no elements.
     *
     * @param scratch of x's shape
     */
    double of(NdArray x, double p, NdArray scratch) {
        Backend backend = device.backend();
        if (x.numel() == 0) {
            return 0;
        }
        if (Double.isInfinite(p)) {
            backend.unary(ABS, x, scratch);
            return reduced(p > 0 ? Reduction.MAX : Reduction.MIN, scratch);
        }
        if (p == 0) {
            NdArray zero = result.view(x.shape(), new long[x.shape().dim()], 0);
            backend.fill(result, 0);
            NdArray flags = device.empty(DType.BOOL, x.shape()).array();
            backend.binary(BinaryOp.NOT_EQUAL, x, zero, flags);
            backend.copy(flags, scratch);
            return reduced(Reduction.SUM, scratch);
        }
        if (p == 2) {
            backend.unary(SQUARE, x, scratch);
            return Math.sqrt(reduced(Reduction.SUM, scratch));
        }
        backend.unary(ABS, x, scratch);
        backend.unary(UnaryOp.of(UnaryOp.Function.POWER, p), scratch, scratch);
        return Math.pow(reduced(Reduction.SUM, scratch), 1 / p);
    }

    /** The norm of norms. */
    static double of(double[] norms, double p) {
        if (norms.length == 0) {
            return 0;
        }
        if (Double.isInfinite(p)) {
            double extreme = norms[0];
            for (double norm : norms) {
                extreme = p > 0 ? Math.max(extreme, norm) : Math.min(extreme, norm);
            }
            return extreme;
        }
        double sum = 0;
        for (double norm : norms) {
            sum += p == 0 ? (norm == 0 ? 0 : 1) : Math.pow(norm, p);
        }
        return p == 0 ? sum : Math.pow(sum, 1 / p);
    }

    private double reduced(Reduction op, NdArray x) {
        long[] ones = new long[x.shape().dim()];
        Arrays.fill(ones, 1);
        Shape one = Shape.of(ones);
        device.backend().reduce(op, x, result.view(one, one.contiguousStrides(), 0));
        device.backend().copy(result, exact);
        return exact.contiguousBlock().read().getDouble(0);
    }
}
