package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.Bfloat16;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Float16;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Kernels of a half precision by oneDNN, native or emulated as the processor has it, against the reference. */
abstract class MixedPrecisionKernels {
    private final Backend reference = new ReferenceBackend();
    private final Backend oneDnn = new OneDnnProvider().create(0);
    private final Arena arena = new Arena();
    private final Random random = new Random(21);
    private final DType half;
    private final DType parameters;
    /** A sum in another order may be rounded to the neighbour, which is at most so far away. */
    private final double neighbour;
    /** Error of sums in float32, and of statistics that are parameters, as a share of the largest result. */
    private final double sums;

    /** @param parameters the type of parameters and their gradients */
    MixedPrecisionKernels(DType half, DType parameters) {
        this.half = half;
        this.parameters = parameters;
        neighbour = half == DType.BFLOAT16 ? 0x1p-7 : 0x1p-10;
        sums = parameters == DType.FLOAT32 ? 2e-5 : 0x1p-11;
    }

    @AfterEach
    void close() {
        oneDnn.close();
        reference.close();
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({
        // N, C, K, H, W, kernel, stride, padding, dilation, groups
        "1, 1, 1, 1, 1, 1, 1, 0, 1, 1",
        "2, 3, 5, 6, 7, 3, 2, 0, 1, 1",
        "7, 16, 8, 5, 5, 1, 1, 0, 1, 1",
        "3, 32, 16, 7, 5, 3, 1, 1, 1, 1",
        "1, 8, 8, 7, 7, 1, 3, 0, 1, 1",
        "2, 16, 32, 12, 10, 5, 1, 2, 1, 1",
        "2, 16, 16, 9, 11, 3, 1, 1, 1, 16",
        "2, 32, 16, 8, 7, 3, 1, 2, 2, 2",
        "1, 6, 9, 10, 9, 2, 3, 1, 4, 3",
    })
    void convolutions(
            int n, int c, int k, int h, int w, int kernel, int stride, int padding, int dilation, int groups) {
        Window window = Window.square(kernel, stride, padding).dilated(dilation);
        long[] ySizes = {n, k, window.outputHeight(h), window.outputWidth(w)};
        NdArray x = narrow(n, c, h, w);
        NdArray weight = wide(k, c / groups, kernel, kernel);
        NdArray bias = wide(k);
        NdArray dy = narrow(ySizes);

        NdArray y = freshNarrow(ySizes);
        NdArray expected = freshNarrow(ySizes);
        oneDnn.convolution(x, weight, bias, window, y);
        reference.convolution(x, weight, bias, window, expected);
        assertClose(y, expected);

        NdArray dx = freshNarrow(n, c, h, w);
        NdArray expectedDx = freshNarrow(n, c, h, w);
        oneDnn.convolutionBackwardData(dy, weight, window, dx);
        reference.convolutionBackwardData(dy, weight, window, expectedDx);
        assertClose(dx, expectedDx);

        NdArray dweight = freshWide(k, c / groups, kernel, kernel);
        NdArray dbias = freshWide(k);
        NdArray expectedDweight = freshWide(k, c / groups, kernel, kernel);
        NdArray expectedDbias = freshWide(k);
        oneDnn.convolutionBackwardWeights(x, dy, window, dweight, dbias);
        reference.convolutionBackwardWeights(x, dy, window, expectedDweight, expectedDbias);
        assertClose(dweight, expectedDweight);
        assertClose(dbias, expectedDbias);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 5, 7", "16, 64, 32", "33, 17, 2"})
    void linearLayers(int n, int in, int out) {
        NdArray x = narrow(n, in);
        NdArray weight = wide(out, in);
        NdArray bias = wide(out);
        NdArray dy = narrow(n, out);

        NdArray y = freshNarrow(n, out);
        NdArray expected = freshNarrow(n, out);
        oneDnn.matmul(x, transposed(weight), bias, y);
        reference.matmul(x, transposed(weight), bias, expected);
        assertClose(y, expected);

        NdArray dx = freshNarrow(n, in);
        NdArray expectedDx = freshNarrow(n, in);
        oneDnn.matmul(dy, weight, null, dx);
        reference.matmul(dy, weight, null, expectedDx);
        assertClose(dx, expectedDx);

        NdArray dweight = freshWide(out, in);
        NdArray expectedDweight = freshWide(out, in);
        oneDnn.matmul(transposed(dy), x, null, dweight);
        reference.matmul(transposed(dy), x, null, expectedDweight);
        assertClose(dweight, expectedDweight);

        NdArray dbias = freshWide(1, out);
        NdArray expectedDbias = freshWide(1, out);
        oneDnn.sum(dy, dbias);
        reference.sum(dy, expectedDbias);
        assertClose(dbias, expectedDbias);
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 3, 5", "5, 16, 7, 7", "4, 19, 2, 3"})
    void batchNormalisation(int n, int c, int h, int w) {
        NdArray x = narrow(n, c, h, w);
        NdArray dy = narrow(n, c, h, w);
        NdArray scale = wide(c);
        NdArray shift = wide(c);
        NdArray[] found = normalised(oneDnn, x, dy, scale, shift);
        NdArray[] expected = normalised(reference, x, dy, scale, shift);
        for (int i = 0; i < found.length; i++) {
            assertClose(found[i], expected[i]);
        }
    }

    private NdArray[] normalised(Backend backend, NdArray x, NdArray dy, NdArray scale, NdArray shift) {
        long c = scale.numel();
        NdArray y = freshNarrow(x.shape().toArray());
        NdArray mean = freshWide(c);
        NdArray variance = freshWide(c);
        RunningStatistics statistics = new RunningStatistics(zeros(c), zeros(c), 0.1);
        backend.batchNormTraining(x, scale, shift, 1e-5, statistics, y, mean, variance);
        NdArray dx = freshNarrow(x.shape().toArray());
        NdArray dscale = freshWide(c);
        NdArray dshift = freshWide(c);
        backend.batchNormBackward(x, dy, scale, mean, variance, 1e-5, dx, dscale, dshift);
        NdArray inferred = freshNarrow(x.shape().toArray());
        backend.batchNormInference(x, scale, shift, mean, variance, 1e-5, inferred);
        return new NdArray[] {y, mean, variance, statistics.mean(), statistics.variance(), dx, dscale, dshift, inferred
        };
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 4, 4, 2, 2, 0", "3, 16, 7, 9, 3, 2, 1", "2, 5, 6, 6, 3, 1, 0"})
    void poolings(int n, int c, int h, int w, int kernel, int stride, int padding) {
        Window window = Window.square(kernel, stride, padding);
        long[] ySizes = {n, c, window.outputHeight(h), window.outputWidth(w)};
        NdArray x = narrow(n, c, h, w);
        NdArray dy = narrow(ySizes);
        NdArray[] found = pooled(oneDnn, x, dy, window, ySizes);
        NdArray[] expected = pooled(reference, x, dy, window, ySizes);
        for (int i = 0; i < found.length; i++) {
            assertClose(found[i], expected[i]);
        }
    }

    private NdArray[] pooled(Backend backend, NdArray x, NdArray dy, Window window, long... ySizes) {
        NdArray largest = freshNarrow(ySizes);
        NdArray workspace = NdArray.deferred(arena, DType.INT64, Shape.of(ySizes));
        backend.maxPool(x, window, largest, workspace);
        NdArray ofLargest = freshNarrow(x.shape().toArray());
        backend.maxPoolBackward(dy, workspace, window, ofLargest);
        NdArray mean = freshNarrow(ySizes);
        backend.averagePool(x, window, mean);
        NdArray ofMean = freshNarrow(x.shape().toArray());
        backend.averagePoolBackward(dy, window, ofMean);
        return new NdArray[] {largest, ofLargest, mean, ofMean};
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "3, 16, 5, 7", "2, 30, 37, 3"})
    void pointwiseFunctions(int n, int c, int h, int w) {
        NdArray a = narrow(n, c, h, w);
        NdArray b = narrow(n, c, h, w);
        NdArray row = narrow(1, c, 1, 1).view(a.shape(), new long[] {0, 1, 0, 0}, 0);
        for (BinaryOp op : EnumSet.range(BinaryOp.ADD, BinaryOp.DIVIDE)) {
            NdArray y = freshNarrow(n, c, h, w);
            NdArray expected = freshNarrow(n, c, h, w);
            oneDnn.binary(op, a, b, y);
            reference.binary(op, a, b, expected);
            assertClose(y, expected);
        }
        NdArray y = freshNarrow(n, c, h, w);
        NdArray expected = freshNarrow(n, c, h, w);
        oneDnn.binary(BinaryOp.ADD, a, row, y);
        reference.binary(BinaryOp.ADD, a, row, expected);
        assertClose(y, expected);
        oneDnn.unary(UnaryOp.RELU, y, y);
        reference.unary(UnaryOp.RELU, expected, expected);
        assertClose(y, expected);
    }

    @Test
    void convertsInBothDirectionsThroughAllLayouts() {
        NdArray x = narrow(2, 16, 5, 5);
        NdArray y = freshNarrow(2, 16, 5, 5);
        oneDnn.convolution(x, wide(16, 16, 3, 3), null, Window.square(3, 1, 1), y);
        NdArray widened = freshWide(2, 16, 5, 5);
        oneDnn.copy(y, widened);
        NdArray again = freshNarrow(2, 16, 5, 5);
        oneDnn.copy(widened, again);
        assertThat(values(again)).containsExactly(values(y));
        NdArray values = wide(10_000);
        NdArray rounded = freshNarrow(10_000);
        oneDnn.copy(values, rounded);
        float[] expected = values(values);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = half == DType.BFLOAT16 ? Bfloat16.round(expected[i]) : Float16.round(expected[i]);
        }
        assertThat(values(rounded)).containsExactly(expected);
    }

    @Test
    void dropsTheSameElementsAsInFloat32() {
        NdArray x = narrow(2, 5000);
        NdArray widened = freshWide(2, 5000);
        reference.copy(x, widened);
        NdArray y = freshNarrow(2, 5000);
        NdArray expected = freshWide(2, 5000);
        RandomKey key = new RandomKey(3, 4, 10);
        oneDnn.dropout(x, 0.3, key, y);
        reference.dropout(widened, 0.3, key, expected);
        NdArray strided = freshNarrow(5000, 2);
        reference.dropout(transposed(x), 0.3, key, strided);
        assertClose(y, expected);
        assertThat(values(strided)).contains(0).doesNotContain(Float.NaN);
    }

    @Test
    void handlesEmptyArrays() {
        NdArray dweight = freshWide(4, 2, 1, 1);
        Window window = Window.square(1, 1, 0);
        oneDnn.convolution(freshNarrow(0, 2, 3, 3), wide(4, 2, 1, 1), null, window, freshNarrow(0, 4, 3, 3));
        oneDnn.convolutionBackwardWeights(freshNarrow(0, 2, 3, 3), freshNarrow(0, 4, 3, 3), window, dweight, null);
        assertThat(values(dweight)).containsOnly(0);
    }

    private static NdArray transposed(NdArray matrix) {
        Shape shape = Shape.of(matrix.shape().size(1), matrix.shape().size(0));
        return matrix.view(shape, new long[] {matrix.stride(1), matrix.stride(0)}, matrix.offset());
    }

    private NdArray freshNarrow(long... sizes) {
        return NdArray.deferred(arena, half, Shape.of(sizes));
    }

    private NdArray freshWide(long... sizes) {
        return NdArray.deferred(arena, parameters, Shape.of(sizes));
    }

    private NdArray zeros(long... sizes) {
        NdArray array = freshWide(sizes);
        reference.fill(array, 0);
        return array;
    }

    private NdArray narrow(long... sizes) {
        NdArray array = freshNarrow(sizes);
        reference.copy(wide(sizes), array);
        return array;
    }

    private NdArray wide(long... sizes) {
        NdArray exact = float32(sizes);
        FloatBuffer elements = exact.contiguousBlock().buffer().asFloatBuffer();
        for (int i = 0; i < elements.capacity(); i++) {
            elements.put(i, (float) random.nextGaussian());
        }
        NdArray array = freshWide(sizes);
        reference.copy(exact, array);
        return array;
    }

    private NdArray float32(long... sizes) {
        return NdArray.deferred(arena, DType.FLOAT32, Shape.of(sizes));
    }

    private float[] values(NdArray array) {
        NdArray copy = float32(array.shape().toArray());
        reference.copy(array, copy);
        float[] values = new float[(int) array.numel()];
        copy.contiguousBlock().buffer().asFloatBuffer().get(values);
        return values;
    }

    private void assertClose(NdArray actual, NdArray expected) {
        float[] found = values(actual);
        float[] wanted = values(expected);
        double largest = 1;
        for (float value : wanted) {
            largest = Math.max(largest, Math.abs(value));
        }
        boolean rounded = actual.dtype().isHalf();
        for (int i = 0; i < wanted.length; i++) {
            double tolerance = sums * largest + (rounded ? neighbour * Math.abs(wanted[i]) : 0);
            assertThat((double) found[i]).as("element %d of %s", i, actual).isCloseTo(wanted[i], within(tolerance));
        }
    }
}
