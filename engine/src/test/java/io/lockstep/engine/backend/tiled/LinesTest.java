package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Kernels along dimensions, of arrays with any strides. */
class LinesTest {
    private static final List<Shape> SHAPES = List.of(
            Shape.SCALAR,
            Shape.of(1),
            Shape.of(3, 0, 2),
            Shape.of(5, 1, 3),
            Shape.of(2311),
            Shape.of(37, 59),
            Shape.of(2, 1201),
            Shape.of(1201, 2),
            Shape.of(3, 203, 5),
            Shape.of(2, 3, 1103),
            Shape.of(4, 3, 5, 7));

    private final Sample sample = new Sample();

    @AfterEach
    void close() {
        sample.close();
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void reducesAlongAnyDimensions(Reduction op) {
        int cases = 0;
        sample.special = op == Reduction.MAX || op == Reduction.MIN;
        for (DType dtype : DType.values()) {
            for (Shape shape : SHAPES) {
                for (NdArray x : sample.views(dtype, shape)) {
                    for (int dims = 0; dims < 1 << shape.dim(); dims++) {
                        reduce(op, x, dims);
                        cases++;
                    }
                }
                sample.reset();
            }
        }
        assertThat(cases).isGreaterThan(2000);
    }

    private void reduce(Reduction op, NdArray x, int dims) {
        long[] sizes = x.shape().toArray();
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = ((dims >> d) & 1) == 1 ? 1 : sizes[d];
        }
        Shape shape = Shape.of(sizes);
        boolean hasElements = x.numel() > 0 || op == Reduction.SUM || op == Reduction.PRODUCT;
        if (!hasElements && shape.numel() > 0) {
            return;
        }
        NdArray expected = sample.spaced(x.dtype(), shape);
        sample.reference.reduce(op, x, expected);
        NdArray y = sample.spaced(x.dtype(), shape);
        sample.tiled.reduce(op, x, y);
        boolean exact = op == Reduction.MAX || op == Reduction.MIN || !x.dtype().isFloating();
        double units = exact ? 0 : x.dtype() == DType.FLOAT64 ? 4000 : 1;
        sample.assertAgree(y, expected, units, exact ? 0 : 1e-10, op + " of " + x + " to " + shape);
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void oneNaNMakesAllNaN(Reduction op) {
        for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64)) {
            for (int place : new int[] {0, 7, 1024, 2310}) {
                NdArray x = sample.fresh(dtype, Shape.of(2311));
                sample.reference.fill(x, 1);
                sample.reference.fill(x.select(0, place), Double.NaN);
                NdArray y = sample.fresh(dtype, Shape.of(1));
                sample.tiled.reduce(op, x, y);
                assertThat(sample.doubles(y)).containsExactly(Double.NaN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void sumsAreExactToTheLastBits(DType dtype) {
        for (Shape shape : SHAPES) {
            NdArray x = sample.fresh(dtype, shape);
            sample.reference.uniform(new RandomKey(1, 2, 3), x);
            for (int dims = 0; dims < 1 << shape.dim(); dims++) {
                long[] sizes = shape.toArray();
                for (int d = 0; d < sizes.length; d++) {
                    sizes[d] = ((dims >> d) & 1) == 1 ? 1 : sizes[d];
                }
                for (Reduction op : List.of(Reduction.SUM, Reduction.PRODUCT)) {
                    NdArray expected = sample.fresh(dtype, Shape.of(sizes));
                    sample.reference.reduce(op, x, expected);
                    NdArray y = sample.fresh(dtype, Shape.of(sizes));
                    sample.tiled.reduce(op, x, y);
                    double units = dtype == DType.FLOAT32 ? 1 : op == Reduction.SUM ? 60 : 2000;
                    sample.assertAgree(y, expected, units, 0, op + " of " + x + " to " + y);
                }
            }
        }
    }

    @Test
    void findsTheFirstExtremeOfEachLine() {
        for (DType dtype : DType.values()) {
            for (Shape shape : SHAPES) {
                for (NdArray x : sample.views(dtype, shape)) {
                    for (int dim = 0; dim < Math.max(1, shape.dim()); dim++) {
                        long[] sizes = shape.toArray();
                        if (sizes.length > 0) {
                            sizes[dim] = 1;
                        }
                        if (x.numel() == 0 && Shape.of(sizes).numel() > 0) {
                            continue;
                        }
                        for (boolean largest : new boolean[] {true, false}) {
                            NdArray expected = sample.fresh(DType.INT64, Shape.of(sizes));
                            sample.reference.argExtreme(largest, dim, x, expected);
                            NdArray y = sample.spaced(DType.INT64, Shape.of(sizes));
                            sample.tiled.argExtreme(largest, dim, x, y);
                            sample.assertAgree(y, expected, 0, 0, "largest " + largest + " of " + x + " in " + dim);
                        }
                    }
                }
                sample.reset();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void scansLines(Reduction op) {
        for (DType dtype : DType.values()) {
            for (Shape shape : SHAPES) {
                for (NdArray x : sample.views(dtype, shape)) {
                    for (int dim = 0; dim < Math.max(1, shape.dim()); dim++) {
                        NdArray expected = sample.fresh(dtype, shape);
                        sample.reference.scan(op, dim, x, expected);
                        NdArray y = sample.spaced(dtype, shape);
                        sample.tiled.scan(op, dim, x, y);
                        sample.assertAgree(y, expected, 0, 0, op + " of " + x + " in " + dim);
                    }
                }
                sample.reset();
            }
        }
    }

    @Test
    void sortsLines() {
        for (DType dtype : DType.values()) {
            for (Shape shape : SHAPES) {
                for (NdArray x : sample.views(dtype, shape)) {
                    for (int dim = 0; dim < Math.max(1, shape.dim()); dim++) {
                        for (boolean descending : new boolean[] {false, true}) {
                            NdArray values = sample.fresh(dtype, shape);
                            NdArray indices = sample.fresh(DType.INT64, shape);
                            sample.reference.sort(x, dim, descending, values, indices);
                            NdArray sorted = sample.spaced(dtype, shape);
                            NdArray places = sample.spaced(DType.INT64, shape);
                            sample.tiled.sort(x, dim, descending, sorted, places);
                            String what = "descending " + descending + " of " + x + " in " + dim;
                            sample.assertAgree(places, indices, 0, 0, what);
                            sample.assertAgree(sorted, values, 0, 0, what);
                        }
                    }
                }
                sample.reset();
            }
        }
    }

    @Test
    void softmaxAgrees() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.FLOAT16)) {
            for (Shape shape : SHAPES) {
                for (NdArray x : sample.views(dtype, shape)) {
                    sample.special = false;
                    NdArray finite = sample.contiguous(dtype, shape);
                    sample.special = true;
                    for (int dim = 0; dim < Math.max(1, shape.dim()); dim++) {
                        softmax(x, dim);
                        softmax(finite, dim);
                    }
                }
                sample.reset();
            }
        }
    }

    private void softmax(NdArray x, int dim) {
        for (boolean logarithm : new boolean[] {false, true}) {
            NdArray expected = sample.fresh(x.dtype(), x.shape());
            sample.reference.softmax(logarithm, dim, x, expected);
            NdArray y = sample.spaced(x.dtype(), x.shape());
            sample.tiled.softmax(logarithm, dim, x, y);
            double units = x.dtype() == DType.FLOAT64 ? 60 : 1;
            sample.assertAgree(y, expected, units, logarithm ? 1e-14 : 0, "softmax of " + x + " in " + dim);
        }
    }
}
