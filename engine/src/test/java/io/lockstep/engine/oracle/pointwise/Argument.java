package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoublePredicate;

/**
 * An argument for both sides.
 *
 * @param sizes as they lie in memory
 * @param transposed whether both sides see it with the first and the last dimension swapped
 */
record Argument(DType dtype, double[] values, long[] sizes, boolean transposed) {
    /** Numbers around the places where functions change: kinks, bounds, overflow, and what is no number. */
    private static final double[] EDGES = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        2,
        -2,
        3,
        -3,
        6,
        20,
        20.5,
        1e-3,
        -1e-3,
        1.5,
        2.5,
        -2.5,
        0.25,
        10,
        -10,
        88,
        -88,
        120,
        -120,
        1e-20,
        -1e-20,
        1e-40,
        1e-310,
        1e4,
        -1e4,
        1e30,
        -1e30,
        1e300,
        Float.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    static Argument of(DType dtype, double[] values, long... sizes) {
        return new Argument(dtype, values, sizes, false);
    }

    /** Normal numbers; whole ones of a few units for integral types, not below 0 if they have no sign. */
    static Argument random(Random random, DType dtype, long... sizes) {
        int count = 1;
        for (long size : sizes) {
            count *= (int) size;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double normal = 1.5 * random.nextGaussian();
            values[i] = dtype.isFloating() ? normal : fit(dtype, Math.rint(3 * normal));
        }
        return of(dtype, values, sizes);
    }

    /** All edges that the type holds. */
    static Argument edges(DType dtype) {
        return of(dtype, edgeValues(dtype), edgeValues(dtype).length);
    }

    /** All pairs of those edges of which {@code compared} holds, as two arguments. */
    static Argument[] edgePairs(DType dtype, DoublePredicate compared) {
        double[] a = Arrays.stream(edgeValues(dtype)).filter(compared).toArray();
        double[] b = a;
        double[] left = new double[a.length * b.length];
        double[] right = new double[a.length * b.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = a[i / b.length];
            right[i] = b[i % b.length];
        }
        return new Argument[] {of(dtype, left, left.length), of(dtype, right, right.length)};
    }

    private static double[] edgeValues(DType dtype) {
        if (dtype.isFloating()) {
            return EDGES;
        }
        List<Double> whole = new ArrayList<>();
        for (double edge : EDGES) {
            if (edge == Math.rint(edge) && Math.abs(edge) <= 1e4 && fit(dtype, edge) == edge) {
                whole.add(edge);
            }
        }
        return whole.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double fit(DType dtype, double value) {
        return switch (dtype) {
            case BOOL -> value == 0 ? 0 : 1;
            case UINT8 -> Math.min(Math.abs(value), 255);
            case INT8 -> Math.max(-128, Math.min(value, 127));
            default -> value;
        };
    }

    Argument transpose() {
        return new Argument(dtype, values, sizes, true);
    }

    /** A leaf that requires grad if it is floating. */
    Tensor engineLeaf(Device device) {
        Tensor leaf = device.tensor(values, sizes).to(dtype);
        return dtype.isFloating() ? leaf.requiresGrad_() : leaf;
    }

    Tensor seen(Tensor leaf) {
        if (!transposed) {
            return leaf;
        }
        int[] order = new int[leaf.dim()];
        Arrays.setAll(order, d -> d);
        order[0] = leaf.dim() - 1;
        order[leaf.dim() - 1] = 0;
        return leaf.permute(order);
    }

    org.bytedeco.pytorch.Tensor torchLeaf() {
        return TorchTensors.of(dtype, values, sizes).set_requires_grad(dtype.isFloating());
    }

    org.bytedeco.pytorch.Tensor seen(org.bytedeco.pytorch.Tensor leaf) {
        return transposed ? leaf.transpose(0, -1) : leaf;
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(sizes) + (transposed ? "^T" : "");
    }
}
