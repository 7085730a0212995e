package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import org.jspecify.annotations.Nullable;

/** Products of matrices: all types, orders of the operands, odd sizes, batches, and every way to cut them for the GPU. */
final class MatrixProductCases implements ParityCases {
    /** N, K, M. */
    private static final long[][] SIZES = {{1, 1, 1}, {3, 5, 7}, {64, 32, 64}, {37, 130, 71}, {130, 67, 200}, {5, 0, 3}
    };

    @Override
    public String name() {
        return "matrix products";
    }

    @Override
    public void run(Parity parity) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16, DType.FLOAT64, DType.INT32}) {
            for (long[] size : SIZES) {
                orders(parity, dtype, size[0], size[1], size[2]);
            }
            batches(parity, dtype);
            strides(parity, dtype);
        }
        for (DType half : new DType[] {DType.BFLOAT16, DType.FLOAT16}) {
            mixed(parity, half);
        }
        parity.run(side -> side.backend().allowTensorFloat32(true));
        orders(parity, DType.FLOAT32, 37, 130, 71, Tolerance.TENSOR_FLOAT32);
        parity.run(side -> side.backend().allowTensorFloat32(false));
        plans(parity);
    }

    private static void orders(Parity parity, DType dtype, long n, long k, long m) {
        orders(parity, dtype, n, k, m, Tolerance.of(dtype));
    }

    private static void orders(Parity parity, DType dtype, long n, long k, long m, double tolerance) {
        for (int order = 0; order < 4; order++) {
            Twin a = matrix(parity, dtype, n, k, (order & 1) != 0);
            Twin b = matrix(parity, dtype, k, m, (order & 2) != 0);
            Twin bias = order == 0 || order == 3 ? numbers(parity, dtype, m) : null;
            multiply(parity, dtype + " " + n + "x" + k + "x" + m + " order " + order, a, b, bias, dtype, tolerance);
        }
    }

    /** A matrix whose elements lie row by row, or column by column. */
    private static Twin matrix(Parity parity, DType dtype, long rows, long columns, boolean turned) {
        return turned
                ? numbers(parity, dtype, columns, rows).view(Shape.of(rows, columns), new long[] {1, rows}, 0)
                : numbers(parity, dtype, rows, columns);
    }

    private static Twin numbers(Parity parity, DType dtype, long... sizes) {
        return dtype.isFloating() ? parity.normal(dtype, sizes) : parity.whole(dtype, -100, 100, sizes);
    }

    private static void multiply(
            Parity parity, String what, Twin a, Twin b, @Nullable Twin bias, DType result, double tolerance) {
        Twin y = parity.fresh(
                result, a.expected().shape().size(0), b.expected().shape().size(1));
        parity.run(
                side -> side.backend().matmul(side.of(a), side.of(b), bias == null ? null : side.of(bias), side.of(y)));
        parity.compare(what, y, tolerance);
    }

    private static void batches(Parity parity, DType dtype) {
        Twin a = numbers(parity, dtype, 3, 9, 24);
        Twin b = numbers(parity, dtype, 3, 24, 16);
        Twin turned = numbers(parity, dtype, 3, 16, 24).view(Shape.of(3, 24, 16), new long[] {384, 1, 24}, 0);
        Twin repeated = numbers(parity, dtype, 24, 16).view(Shape.of(3, 24, 16), new long[] {0, 16, 1}, 0);
        Twin heads = numbers(parity, dtype, 9, 3, 24).view(Shape.of(3, 9, 24), new long[] {24, 72, 1}, 0);
        for (Twin left : new Twin[] {a, heads}) {
            for (Twin right : new Twin[] {b, turned, repeated}) {
                Twin y = parity.fresh(dtype, 3, 9, 16);
                parity.run(side -> side.backend().batchMatmul(side.of(left), side.of(right), side.of(y)));
                parity.compare(dtype + " batch", y, Tolerance.of(dtype));
            }
        }
        Twin empty = parity.fresh(dtype, 0, 9, 16);
        parity.run(side -> side.backend()
                .batchMatmul(
                        side.of(a).view(Shape.of(0, 9, 24), new long[] {216, 24, 1}, 0),
                        side.of(b).view(Shape.of(0, 24, 16), new long[] {384, 16, 1}, 0),
                        side.of(empty)));
        parity.compare(dtype + " empty batch", empty, 0);
    }

    /** Operands that no kernel reads as they lie, and a result among other elements. */
    private static void strides(Parity parity, DType dtype) {
        Twin a = numbers(parity, dtype, 2000).view(Shape.of(19, 21), new long[] {60, 3}, 5);
        Twin repeated = numbers(parity, dtype, 40).view(Shape.of(21, 17), new long[] {0, 2}, 1);
        Twin bias = numbers(parity, dtype, 60).view(Shape.of(17), new long[] {3}, 2);
        multiply(parity, dtype + " strided", a, repeated, bias, dtype, Tolerance.of(dtype));
        Twin all = numbers(parity, dtype, 19, 40);
        Twin part = all.view(Shape.of(19, 17), new long[] {40, 2}, 3);
        Twin b = numbers(parity, dtype, 21, 17);
        parity.run(side -> side.backend().matmul(side.of(a), side.of(b), null, side.of(part)));
        parity.compare(dtype + " into a part", all, Tolerance.of(dtype));
    }

    private static void mixed(Parity parity, DType half) {
        for (DType result : new DType[] {half, DType.FLOAT32}) {
            Twin a = parity.normal(half, 33, 40);
            Twin b = matrix(parity, DType.FLOAT32, 40, 24, true);
            Twin bias = parity.normal(DType.FLOAT32, 24);
            multiply(parity, half + " by float32", a, b, bias, result, Tolerance.of(result));
        }
    }

    /** Every tile and split, of whole numbers whose sums are exact, for factors in every order. */
    private static void plans(Parity parity) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16}) {
            for (boolean tensorFloat32 : dtype == DType.FLOAT32 ? new boolean[] {false, true} : new boolean[] {false}) {
                Twin a = parity.whole(dtype, -8, 9, 70, 600);
                Twin b = parity.whole(dtype, -8, 9, 600, 137);
                Twin bias = parity.whole(DType.FLOAT32, -8, 9, 137);
                parity.run(side -> side.backend().allowTensorFloat32(tensorFloat32));
                Plans.over(parity, rank -> {
                    Twin y = parity.fresh(DType.FLOAT32, 70, 137);
                    parity.run(side -> side.backend().matmul(side.of(a), side.of(b), side.of(bias), side.of(y)));
                    parity.compare(dtype + " plan " + rank, y, 0);
                });
                turnedPlans(parity, dtype);
            }
        }
        parity.run(side -> side.backend().allowTensorFloat32(false));
    }

    /** Sizes that leave room for 16 bytes at once, so that factors are read as they lie, row by row or column by column. */
    private static void turnedPlans(Parity parity, DType dtype) {
        for (int order = 0; order < 4; order++) {
            boolean turnA = (order & 1) != 0;
            boolean turnB = (order & 2) != 0;
            Twin a = whole(parity, dtype, 72, 160, turnA);
            Twin b = whole(parity, dtype, 160, 136, turnB);
            String what = dtype + (turnA ? " turned" : "") + " by" + (turnB ? " turned" : "") + " plan ";
            Plans.over(parity, rank -> {
                Twin y = parity.fresh(DType.FLOAT32, 72, 136);
                parity.run(side -> side.backend().matmul(side.of(a), side.of(b), null, side.of(y)));
                parity.compare(what + rank, y, 0);
            });
        }
    }

    private static Twin whole(Parity parity, DType dtype, long rows, long columns, boolean turned) {
        return turned
                ? parity.whole(dtype, -8, 9, columns, rows).view(Shape.of(rows, columns), new long[] {1, rows}, 0)
                : parity.whole(dtype, -8, 9, rows, columns);
    }
}
