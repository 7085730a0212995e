package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientDescentTest {
    private static final int STEPS = 3;

    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @ParameterizedTest
    @CsvSource({
        // momentum, dampening, weight decay, Nesterov
        "0, 0, 0, false",
        "0, 0, 0.1, false",
        "0.9, 0, 0, false",
        "0.9, 0.2, 0.1, false",
        "0.9, 0, 0, true",
        "0.9, 0, 0.1, true",
    })
    void agreesWithTheReference(double momentum, double dampening, double weightDecay, boolean nesterov) {
        NdArray initial = comparison.random(1003);
        NdArray gradients = comparison.random(1003);
        NdArray expected = comparison.plain(initial);
        NdArray actual = comparison.slot(1003);
        comparison.oneDnn.copy(initial, actual);
        NdArray expectedBuffer = momentum == 0 ? null : comparison.random(1003);
        NdArray actualBuffer = momentum == 0 ? null : comparison.random(1003);
        for (int step = 0; step < STEPS; step++) {
            SgdSettings settings =
                    new SgdSettings(0.1 / (step + 1), momentum, dampening, weightDecay, nesterov, step == 0);
            update(comparison.reference, expected, gradients, expectedBuffer, settings);
            update(comparison.oneDnn, actual, gradients, actualBuffer, settings);
            comparison.assertClose(actual, expected);
        }
        comparison.assertNeighboursUntouched(actual);
        if (expectedBuffer != null && actualBuffer != null) {
            comparison.assertClose(actualBuffer, expectedBuffer);
            comparison.assertNeighboursUntouched(actualBuffer);
        }
    }

    private static void update(
            Backend backend, NdArray parameters, NdArray gradients, @Nullable NdArray buffer, SgdSettings settings) {
        backend.sgd(parameters, gradients, buffer, settings);
    }
}
