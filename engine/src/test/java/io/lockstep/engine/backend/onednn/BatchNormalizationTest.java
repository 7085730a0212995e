package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BatchNormalizationTest {
    private static final double EPSILON = 1e-5;

    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 1, 1", "1, 3, 5, 7", "7, 16, 4, 4", "3, 13, 6, 5", "64, 32, 3, 3"})
    void agreesWithTheReference(int n, int c, int h, int w) {
        compare(comparison.random(n, c, h, w));
        compare(comparison.convolved(n, 13, h, w));
    }

    @Test
    void givesTheBiasedVariance() {
        NdArray x = comparison.slot(2, 1, 1, 2);
        x.contiguousBlock().buffer().asFloatBuffer().put(new float[] {1, 2, 3, 6});
        NdArray mean = comparison.fresh(1);
        NdArray variance = comparison.fresh(1);
        NdArray one = comparison.random(1);
        comparison.oneDnn.batchNormTraining(
                x, one, one, EPSILON, comparison.running(1), comparison.fresh(x.shape()), mean, variance);
        assertThat(comparison.values(mean)[0]).isCloseTo(3, within(1e-6f));
        assertThat(comparison.values(variance)[0]).isCloseTo(3.5f, within(1e-6f));
    }

    private void compare(NdArray x) {
        Shape shape = x.shape();
        long channels = shape.size(1);
        NdArray plain = comparison.plain(x);
        NdArray scale = comparison.random(channels);
        NdArray shift = comparison.random(channels);
        NdArray dy = comparison.random(shape.toArray());

        NdArray expected = comparison.fresh(shape);
        NdArray mean = comparison.fresh(channels);
        NdArray variance = comparison.fresh(channels);
        RunningStatistics expectedRunning = running(mean.shape());
        comparison.reference.batchNormTraining(plain, scale, shift, EPSILON, expectedRunning, expected, mean, variance);
        NdArray y = comparison.fresh(shape);
        NdArray actualMean = comparison.fresh(channels);
        NdArray actualVariance = comparison.fresh(channels);
        RunningStatistics running = running(mean.shape());
        comparison.oneDnn.batchNormTraining(x, scale, shift, EPSILON, running, y, actualMean, actualVariance);
        comparison.assertClose(y, expected);
        comparison.assertClose(actualMean, mean);
        comparison.assertClose(actualVariance, variance);
        comparison.assertClose(running.mean(), expectedRunning.mean());
        comparison.assertClose(running.variance(), expectedRunning.variance());

        NdArray inferred = comparison.fresh(shape);
        comparison.oneDnn.batchNormInference(x, scale, shift, mean, variance, EPSILON, inferred);
        comparison.assertClose(inferred, expected);

        backward(x, plain, dy, scale, mean, variance);
    }

    private RunningStatistics running(Shape channels) {
        RunningStatistics running = comparison.running(channels.size(0));
        comparison.oneDnn.fill(running.mean(), 3);
        comparison.oneDnn.fill(running.variance(), 2);
        return running;
    }

    private void backward(NdArray x, NdArray plain, NdArray dy, NdArray scale, NdArray mean, NdArray variance) {
        NdArray expectedDx = comparison.fresh(x.shape());
        NdArray expectedDscale = comparison.fresh(scale.shape());
        NdArray expectedDshift = comparison.fresh(scale.shape());
        comparison.reference.batchNormBackward(
                plain, dy, scale, mean, variance, EPSILON, expectedDx, expectedDscale, expectedDshift);
        NdArray dx = comparison.fresh(x.shape());
        NdArray dscale = comparison.slot(scale.numel());
        NdArray dshift = comparison.slot(scale.numel());
        comparison.oneDnn.batchNormBackward(x, dy, scale, mean, variance, EPSILON, dx, dscale, dshift);
        comparison.assertClose(dx, expectedDx);
        comparison.assertClose(dscale, expectedDscale);
        comparison.assertClose(dshift, expectedDshift);
        comparison.assertNeighboursUntouched(dscale);
        comparison.assertNeighboursUntouched(dshift);
    }
}
