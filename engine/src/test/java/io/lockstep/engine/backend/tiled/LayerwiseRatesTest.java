package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LayerwiseRatesTest {
    private static final int STEPS = 3;

    private final Sample sample = new Sample();

    @AfterEach
    void close() {
        sample.close();
    }

    /** But for the order in which norms are summed. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void agreesWithTheReference(DType dtype) {
        sample.special = false;
        for (long elements : new long[] {0, 1, 1023, 2501}) {
            for (double weightDecay : new double[] {0, 0.01}) {
                compare(dtype, Shape.of(elements), new LarsSettings(0.5, 0.9, 0.02, 1e-9, weightDecay, true));
                compare(dtype, Shape.of(elements), new LarsSettings(0.5, 0.9, 0.02, 1e-9, weightDecay, false));
                sample.reset();
            }
        }
    }

    private void compare(DType dtype, Shape shape, LarsSettings settings) {
        NdArray gradients = sample.contiguous(dtype, shape);
        NdArray w = sample.contiguous(dtype, shape);
        NdArray buffer = sample.contiguous(dtype, shape);
        NdArray foundW = copy(w);
        NdArray foundBuffer = copy(buffer);
        for (int step = 0; step < STEPS; step++) {
            sample.reference.lars(w, gradients, buffer, settings);
            sample.tiled.lars(foundW, gradients, foundBuffer, settings);
        }
        String what = dtype + "" + shape + " by " + settings;
        sample.assertAgree(foundBuffer, buffer, 1, 1e-13, "buffer " + what);
        sample.assertAgree(foundW, w, 1, 1e-13, "parameters " + what);
    }

    private NdArray copy(NdArray x) {
        NdArray copy = sample.fresh(x.dtype(), x.shape());
        sample.reference.copy(x, copy);
        return copy;
    }

    @ParameterizedTest
    @CsvSource({
        // |w| = 5 w, |g| = 5 g; adaptive, expected buffer for g[0] = 3 g
        "2, 4, true, 6.35", // rate 0.5 * 10 / (20 + 0.25 * 10 + 2.5) = 0.2, buffer 0.5 * 10 + 0.5 * 0.2 * (12 + 1.5)
        "2, 0, true, 5.75",
        "0, 4, true, 11",
        "2, 4, false, 11.75",
    })
    void followsTheFormula(double w, double g, boolean adaptive, double expected) {
        LarsSettings settings = new LarsSettings(0.5, 0.5, 0.5, 2.5, 0.25, adaptive);
        for (Backend backend : new Backend[] {sample.reference, sample.tiled}) {
            NdArray parameters = numbers(3 * w, 4 * w);
            NdArray buffer = numbers(10, 0);
            backend.lars(parameters, numbers(3 * g, 4 * g), buffer, settings);
            assertThat(sample.doubles(buffer)[0]).isCloseTo(expected, within(1e-14));
            assertThat(sample.doubles(parameters)[0]).isCloseTo(3 * w - expected, within(1e-14));
        }
    }

    @Test
    void ofNaNComesNaN() {
        LarsSettings settings = new LarsSettings(0.5, 0.9, 0.02, 0, 0, true);
        for (Backend backend : new Backend[] {sample.reference, sample.tiled}) {
            NdArray w = numbers(1, 2);
            backend.lars(w, numbers(Double.NaN, 1), numbers(0, 0), settings);
            assertThat(sample.doubles(w)).containsExactly(Double.NaN, Double.NaN);
        }
    }

    private NdArray numbers(double first, double second) {
        NdArray array = sample.fresh(DType.FLOAT64, Shape.of(2));
        array.contiguousBlock().buffer().asDoubleBuffer().put(0, first).put(1, second);
        return array;
    }
}
