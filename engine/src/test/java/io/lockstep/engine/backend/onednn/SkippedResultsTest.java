package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What lies between two kernels that ran as one, when what it comes from is overwritten. */
class SkippedResultsTest {
    private static final double EPSILON = 1e-5;

    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @Test
    void aSumIsThatOfTheOldOperands() {
        NdArray a = comparison.random(5, 7);
        NdArray b = comparison.random(5, 7);
        NdArray expected = comparison.fresh(5, 7);
        comparison.reference.binary(BinaryOp.ADD, a, b, expected);
        NdArray sum = comparison.fresh(5, 7);
        comparison.fusing.binary(BinaryOp.ADD, a, b, sum);
        comparison.fusing.unary(UnaryOp.RELU, sum, comparison.fresh(5, 7));

        comparison.fusing.fill(a, 100);

        comparison.assertClose(sum, expected);
    }

    @Test
    void aNormalisationIsThatOfTheOldRunningStatistics() {
        NdArray x = comparison.random(3, 8, 5, 4);
        NdArray weight = comparison.random(16, 8, 1, 1);
        NdArray scale = comparison.random(16);
        NdArray shift = comparison.random(16);
        NdArray mean = comparison.random(16);
        NdArray variance = comparison.fresh(16);
        comparison.fusing.fill(variance, 2);
        Window window = Window.square(1, 1, 0);
        NdArray convolved = comparison.fresh(3, 16, 5, 4);
        comparison.reference.convolution(x, weight, null, window, convolved);
        NdArray expected = comparison.fresh(3, 16, 5, 4);
        comparison.reference.batchNormInference(convolved, scale, shift, mean, variance, EPSILON, expected);

        NdArray y = comparison.fresh(3, 16, 5, 4);
        NdArray normalized = comparison.fresh(3, 16, 5, 4);
        comparison.fusing.convolution(x, weight, null, window, y);
        comparison.fusing.batchNormInference(y, scale, shift, mean, variance, EPSILON, normalized);
        comparison.fusing.unary(UnaryOp.RELU, normalized, comparison.fresh(3, 16, 5, 4));
        comparison.fusing.batchNormTraining(
                y,
                scale,
                shift,
                EPSILON,
                new RunningStatistics(mean, variance, 0.9),
                comparison.fresh(3, 16, 5, 4),
                comparison.fresh(16),
                comparison.fresh(16));

        comparison.assertClose(normalized, expected);
    }

    /** An update of parameters by their gradients, and of what the optimizer remembers. */
    private interface Update {
        void run(Backend backend, NdArray w, NdArray gradients, NdArray first, NdArray second);
    }

    static List<Named<Update>> updates() {
        SgdSettings sgd = new SgdSettings(0.1, 0, 0, 0, false, true);
        AdamSettings adam = new AdamSettings(0.1, 0.9, 0.999, 1e-8, 0, false, 0.1, 0.001);
        LarsSettings lars = new LarsSettings(0.1, 0.9, 0.001, 0, 0, true);
        return List.of(
                Named.of("sgd", (backend, w, g, first, second) -> backend.sgd(w, g, null, sgd)),
                Named.of("adam", (backend, w, g, first, second) -> backend.adam(w, g, first, second, null, adam)),
                Named.of("lars", (backend, w, g, first, second) -> backend.lars(w, g, first, lars)));
    }

    /** Parameters of one layer are updated: what comes from them is lost, what comes from its neighbours is not. */
    @ParameterizedTest
    @MethodSource("updates")
    void anUpdateLosesWhatComesFromItsParametersOnly(Update update) {
        NdArray flat = comparison.random(2 * 2 * 16);
        NdArray gradients = comparison.random(2 * 2 * 16);
        NdArray x = comparison.random(3, 16, 5, 4);
        NdArray[] normalized = new NdArray[2];
        for (int layer = 0; layer < 2; layer++) {
            normalized[layer] = comparison.fresh(3, 16, 5, 4);
            comparison.fusing.batchNormTraining(
                    x,
                    part(flat, 2 * layer),
                    part(flat, 2 * layer + 1),
                    EPSILON,
                    comparison.running(16),
                    normalized[layer],
                    comparison.fresh(16),
                    comparison.fresh(16));
            comparison.fusing.unary(UnaryOp.RELU, normalized[layer], comparison.fresh(3, 16, 5, 4));
        }
        NdArray expected = comparison.fresh(3, 16, 5, 4);
        comparison.reference.batchNormTraining(
                x,
                part(flat, 0),
                part(flat, 1),
                EPSILON,
                comparison.running(16),
                expected,
                comparison.fresh(16),
                comparison.fresh(16));

        NdArray first = comparison.random(16);
        NdArray second = comparison.random(16);
        update.run(comparison.fusing, part(flat, 3), part(gradients, 3), first, second);

        comparison.assertClose(normalized[0], expected);
        assertThatThrownBy(() -> normalized[1].contiguousBlock())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read it before the optimizer changes the parameters");
    }

    private static NdArray part(NdArray flat, int index) {
        return flat.view(Shape.of(16), new long[] {1}, flat.offset() + 16L * index);
    }

    @Test
    void aGradientIsThatOfTheReluAsItIsNow() {
        NdArray x = comparison.random(3, 4, 5, 6);
        NdArray one = comparison.fresh(4);
        comparison.fusing.fill(one, 1);
        NdArray normalized = comparison.fresh(3, 4, 5, 6);
        NdArray z = comparison.fresh(3, 4, 5, 6);
        NdArray mean = comparison.fresh(4);
        NdArray variance = comparison.fresh(4);
        comparison.fusing.batchNormTraining(x, one, one, EPSILON, comparison.running(4), normalized, mean, variance);
        comparison.fusing.unary(UnaryOp.RELU, normalized, z);

        comparison.fusing.fill(z, -1); // nothing passes the relu any more

        NdArray dy = comparison.fresh(3, 4, 5, 6);
        comparison.fusing.binary(BinaryOp.RELU_BACKWARD, comparison.random(3, 4, 5, 6), z, dy);
        NdArray dx = comparison.fresh(3, 4, 5, 6);
        comparison.fusing.batchNormBackward(
                x, dy, one, mean, variance, EPSILON, dx, comparison.fresh(4), comparison.fresh(4));
        NdArray zeros = comparison.fresh(3, 4, 5, 6);
        comparison.fusing.fill(zeros, 0);
        comparison.assertClose(dx, zeros);
    }
}
