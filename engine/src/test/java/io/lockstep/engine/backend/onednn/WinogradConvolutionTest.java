package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WinogradConvolutionTest {
    private static final Window THREE = Window.square(3, 1, 1);

    private final Comparison comparison = new Comparison();
    private final NativeEngine engine = new NativeEngine();
    private final WinogradConvolution winograd = new WinogradConvolution(engine);

    @AfterEach
    void close() {
        winograd.close();
        engine.close();
        comparison.close();
    }

    @ParameterizedTest
    @CsvSource({
        // N, C, K, H, W, padding
        "1, 16, 16, 4, 4, 1", // one tile: fewer than threads
        "2, 32, 48, 7, 9, 1",
        "3, 16, 80, 6, 6, 0",
        "2, 48, 16, 5, 12, 2",
        "40, 64, 32, 14, 14, 1", // several chunks for each thread
        "2, 320, 256, 4, 4, 1", // sums too large for each thread to have its own
    })
    void agreesWithTheReference(int n, int c, int k, int h, int w, int padding) {
        Window window = Window.square(3, 1, padding);
        long[] y = {n, k, window.outputHeight(h), window.outputWidth(w)};
        NdArray x = comparison.random(n, c, h, w);
        NdArray weight = comparison.random(k, c, 3, 3);
        NdArray bias = comparison.random(k);
        NdArray dy = comparison.random(y);
        assertThat(winograd.isKnown(geometry(x, weight, window, y))).isTrue();

        NdArray expected = comparison.fresh(y);
        comparison.reference.convolution(x, weight, bias, window, expected);
        NdArray fresh = comparison.fresh(y);
        winograd.forward(x, weight, window, Epilogues.bias(bias), fresh);
        comparison.assertClose(plain(fresh), expected);
        NdArray inPlace = comparison.slot(y);
        winograd.forward(x, weight, window, Epilogues.bias(bias), inPlace);
        comparison.assertClose(inPlace, expected);
        comparison.assertNeighboursUntouched(inPlace);

        NdArray expectedDx = comparison.fresh(x.shape());
        comparison.reference.convolutionBackwardData(dy, weight, window, expectedDx);
        NdArray dx = comparison.slot(x.shape().toArray());
        winograd.backwardData(dy, weight, window, dx);
        comparison.assertClose(dx, expectedDx);

        NdArray expectedDweight = comparison.fresh(weight.shape());
        NdArray expectedDbias = comparison.fresh(bias.shape());
        comparison.reference.convolutionBackwardWeights(x, dy, window, expectedDweight, expectedDbias);
        NdArray dweight = comparison.slot(weight.shape().toArray());
        NdArray dbias = comparison.slot(bias.shape().toArray());
        winograd.backwardWeights(x, dy, window, dweight, dbias);
        comparison.assertClose(dweight, expectedDweight);
        comparison.assertClose(dbias, expectedDbias);
        comparison.assertNeighboursUntouched(dweight);
        comparison.assertNeighboursUntouched(dbias);
    }

    /** Threads take chunks as they come, which must not show in the results. */
    @Test
    void givesTheSameBitsAgain() {
        NdArray x = comparison.random(40, 32, 13, 13);
        NdArray weight = comparison.random(32, 32, 3, 3);
        NdArray dy = comparison.random(40, 32, 13, 13);
        float[][] first = results(x, weight, dy);
        for (int i = 0; i < 5; i++) {
            assertThat(Arrays.deepEquals(results(x, weight, dy), first)).isTrue();
        }
    }

    private float[][] results(NdArray x, NdArray weight, NdArray dy) {
        NdArray y = comparison.slot(dy.shape().toArray());
        NdArray dx = comparison.slot(x.shape().toArray());
        NdArray dweight = comparison.slot(weight.shape().toArray());
        winograd.forward(x, weight, THREE, Epilogues.bias(null), y);
        winograd.backwardData(dy, weight, THREE, dx);
        winograd.backwardWeights(x, dy, THREE, dweight, null);
        return new float[][] {comparison.values(y), comparison.values(dx), comparison.values(dweight)};
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, true, true",
        "true, false, true, false",
        "false, true, false, true",
        "false, false, true, true"
    })
    void appliesWhatComesAfter(boolean bias, boolean normalization, boolean addend, boolean relu) {
        NdArray x = comparison.random(3, 16, 9, 10);
        NdArray weight = comparison.random(32, 16, 3, 3);
        NdArray offset = bias ? comparison.random(32) : null;
        Normalization statistics = new Normalization(
                comparison.random(32), comparison.random(32), comparison.random(32), positive(32), 1e-5);
        NdArray other = comparison.random(3, 32, 9, 10);
        AfterConvolution after = new AfterConvolution(normalization ? statistics : null, addend ? other : null, relu);

        NdArray expected = comparison.fresh(3, 32, 9, 10);
        try (FusedConvolution direct = new FusedConvolution(engine);
                Epilogues epilogues = new Epilogues(winograd.images())) {
            direct.forward(x, weight, offset, THREE, after, expected);
            NdArray actual = comparison.fresh(3, 32, 9, 10);
            winograd.forward(x, weight, THREE, epilogues.of(offset, after, 32), actual);
            comparison.assertClose(plain(actual), plain(expected));
        }
    }

    private NdArray positive(int count) {
        NdArray values = comparison.random(count);
        comparison.reference.binary(BinaryOp.MULTIPLY, values, values, values);
        return values;
    }

    @Test
    void makesNotFiniteInputNotFinite() {
        NdArray x = comparison.random(1, 16, 8, 8);
        NdArray weight = comparison.random(16, 16, 3, 3);
        x.contiguousBlock().buffer().putFloat(0, Float.NaN);
        NdArray y = comparison.slot(1, 16, 8, 8);
        winograd.forward(x, weight, THREE, Epilogues.bias(null), y);
        float[] values = comparison.values(y);
        assertThat(values[0]).isNaN();
        assertThat(values[1]).isNaN();
        assertThat(values[7]).as("in another tile").isFinite();
    }

    @ParameterizedTest
    @CsvSource({
        // C, K, size, kernel, stride, whether it is known, whether it is faster
        "64, 64, 32, 3, 1, true, true",
        "16, 16, 32, 3, 1, true, false", // the transforms cost more than they save
        "64, 64, 2, 3, 1, true, false", // the tiles hang over by three quarters
        "64, 64, 32, 3, 2, false, false",
        "64, 64, 32, 1, 1, false, false",
        "64, 64, 32, 5, 1, false, false",
        "3, 64, 32, 3, 1, false, false",
        "64, 10, 32, 3, 1, false, false",
        "2048, 2048, 8, 3, 1, false, false", // transformed weights take too much memory
    })
    void knowsWhatItIsFor(long c, long k, int size, int kernel, int stride, boolean known, boolean faster) {
        Window window = Window.square(kernel, stride, 1);
        Convolution.Geometry geometry = new Convolution.Geometry(
                DType.FLOAT32,
                Shape.of(64, c, size, size),
                Shape.of(k, c, kernel, kernel),
                Shape.of(64, k, window.outputHeight(size), window.outputWidth(size)),
                window);
        assertThat(winograd.isKnown(geometry)).isEqualTo(known);
        assertThat(winograd.suits(geometry)).isEqualTo(faster);
    }

    /** Every part has at least one unit, and all units are in one. */
    @Test
    void cutsWorkForAnyNumberOfThreads() {
        for (int units = 1; units < 70; units++) {
            for (int threads = 1; threads < 20; threads++) {
                int share = WinogradConvolution.share(units, threads);
                int parts = (units + share - 1) / share;
                assertThat(parts).isBetween(1, threads);
                assertThat(units - (parts - 1) * share).isBetween(1, share);
                int chunk = WinogradConvolution.chunk(units, 4096, threads);
                assertThat(chunk).isBetween(1, units);
            }
        }
    }

    private static Convolution.Geometry geometry(NdArray x, NdArray weight, Window window, long[] y) {
        return new Convolution.Geometry(x.dtype(), x.shape(), weight.shape(), Shape.of(y), window);
    }

    /** In plain order: the engine of this test is not that of the comparison. */
    private static NdArray plain(NdArray array) {
        array.storage().plain();
        return array;
    }
}
