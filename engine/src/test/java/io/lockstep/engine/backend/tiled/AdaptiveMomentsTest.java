package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AdaptiveMomentsTest {
    private static final int STEPS = 3;

    private final Sample sample = new Sample();

    @AfterEach
    void close() {
        sample.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void agreesWithTheReferenceToTheBit(DType dtype) {
        for (long elements : new long[] {0, 1, 1024, 2500}) {
            for (boolean amsgrad : new boolean[] {false, true}) {
                compare(dtype, Shape.of(elements), 0, false, amsgrad);
                compare(dtype, Shape.of(elements), 0.01, false, amsgrad);
                compare(dtype, Shape.of(elements), 0.01, true, amsgrad);
                sample.reset();
            }
        }
    }

    /** With special numbers among the parameters, gradients and averages. */
    private void compare(DType dtype, Shape shape, double weightDecay, boolean decoupled, boolean amsgrad) {
        NdArray gradients = sample.contiguous(dtype, shape);
        NdArray[] expected = new NdArray[amsgrad ? 4 : 3];
        NdArray[] found = new NdArray[expected.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = sample.contiguous(dtype, shape);
            found[i] = sample.fresh(dtype, shape);
            sample.reference.copy(expected[i], found[i]);
        }
        for (int step = 1; step <= STEPS; step++) {
            AdamSettings settings = settings(step, weightDecay, decoupled);
            update(sample.reference, gradients, expected, settings);
            update(sample.tiled, gradients, found, settings);
        }
        for (int i = 0; i < expected.length; i++) {
            sample.assertAgree(found[i], expected[i], 0, 0, "array " + i + " of " + dtype + shape);
        }
    }

    private static void update(Backend backend, NdArray gradients, NdArray[] state, AdamSettings settings) {
        NdArray largest = state.length < 4 ? null : state[3];
        backend.adam(state[0], gradients, state[1], state[2], largest, settings);
    }

    private static AdamSettings settings(int step, double weightDecay, boolean decoupled) {
        double correction1 = 1 - Math.pow(0.9, step);
        double correction2 = 1 - Math.pow(0.999, step);
        return new AdamSettings(0.01, 0.9, 0.999, 1e-8, weightDecay, decoupled, correction1, correction2);
    }

    /** Numbers of the first steps, by hand. */
    @ParameterizedTest
    @CsvSource({
        // gradient, weight decay, decoupled, largest before or -1, expected
        "3,   0,   false, -1,   1.988",
        "3,   0.5, false, -1,   1.9866666666666667", // d = 4
        "3,   0.5, true,  -1,   1.978",
        "0.5, 0,   false, 0.04, 1.9975", // sqrt(largest / correction2) = 1
        "3,   0,   false, 0,    1.988",
    })
    void followsTheFormula(double gradient, double weightDecay, boolean decoupled, double largest, double expected) {
        // m = 0.1 d and v = 0.01 d^2, so the step is 0.01 d / (d / 2 + 1).
        AdamSettings settings = new AdamSettings(0.01, 0.9, 0.99, 1, weightDecay, decoupled, 0.1, 0.04);
        for (Backend backend : new Backend[] {sample.reference, sample.tiled}) {
            NdArray w = number(2);
            NdArray most = largest < 0 ? null : number(largest);
            backend.adam(w, number(gradient), number(0), number(0), most, settings);
            assertThat(sample.doubles(w)[0]).isCloseTo(expected, within(1e-14));
        }
    }

    /** 0 times infinity is no part of a gradient that does not decay. */
    @Test
    void withoutDecayAnInfiniteParameterStays() {
        AdamSettings settings = settings(1, 0, false);
        for (Backend backend : new Backend[] {sample.reference, sample.tiled}) {
            NdArray w = number(Double.POSITIVE_INFINITY);
            NdArray average = number(0);
            backend.adam(w, number(1), average, number(0), null, settings);
            assertThat(sample.doubles(w)[0]).isPositive().isInfinite();
            assertThat(sample.doubles(average)[0]).isEqualTo(1 - 0.9);
        }
    }

    private NdArray number(double value) {
        NdArray array = sample.fresh(DType.FLOAT64, Shape.of(1));
        sample.reference.fill(array, value);
        return array;
    }
}
