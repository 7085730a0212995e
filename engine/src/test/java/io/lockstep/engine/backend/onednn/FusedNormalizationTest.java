package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Batch normalisation and relu, and their gradients, run as one. */
class FusedNormalizationTest {
    private static final double EPSILON = 1e-5;

    private final Comparison comparison = new Comparison();
    /** What the results come from that are skipped. */
    private final CountedMemory skipped = new CountedMemory();

    @AfterEach
    void close() {
        comparison.close();
        skipped.close();
    }

    /** x [N, C, H, W], parameters of its channels, and the gradient dz of the relu's result. */
    private record Inputs(NdArray x, NdArray scale, NdArray shift, NdArray dz) {}

    /** y is the normalisation's result, z the relu's. */
    private record Forward(NdArray y, NdArray z, NdArray mean, NdArray variance, RunningStatistics running) {}

    private record Backward(NdArray dy, NdArray dx, NdArray dscale, NdArray dshift) {}

    @ParameterizedTest
    @CsvSource({"2, 1, 1, 1", "1, 5, 1, 1", "1, 3, 5, 7", "7, 16, 4, 4", "3, 13, 6, 5", "64, 32, 3, 3"})
    void agreesWithTheReference(int n, int c, int h, int w) {
        compare(inputs(comparison.random(n, c, h, w)));
        compare(inputs(comparison.convolved(n, 13, h, w)));
        NdArray channelsLast = comparison.random(n, h, w, c);
        long[] strides = {(long) h * w * c, 1, (long) w * c, c};
        compare(inputs(channelsLast.view(Shape.of(n, c, h, w), strides, channelsLast.offset())));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void keepsWhatIsNotFinite(float value) {
        NdArray x = comparison.random(2, 13, 4, 5);
        put(x, 40, value);
        compareNotFinite(inputs(x));
        compareNotFinite(inputs(comparison.blocked(x)));
        for (NdArray finite : List.of(comparison.random(2, 13, 4, 5), comparison.convolved(2, 13, 4, 5))) {
            Inputs scaled = inputs(finite);
            put(scaled.scale, 2, value);
            compareForward(scaled);
            Inputs shifted = inputs(finite);
            put(shifted.shift, 2, value);
            compareForward(shifted);
        }
    }

    private void compareNotFinite(Inputs inputs) {
        Forward expected = forward(comparison.reference, plain(inputs));
        Forward forward = compareForward(inputs);
        NdArray dx = backward(comparison.fusing, inputs, forward).dx;
        comparison.assertClose(dx, backward(comparison.reference, plain(inputs), expected).dx);
        assertThat(comparison.values(dx)).contains(Float.NaN);
    }

    private Forward compareForward(Inputs inputs) {
        Forward expected = forward(comparison.reference, plain(inputs));
        int before = skipped.blocks();
        Forward forward = forward(comparison.fusing, inputs);
        assertThat(skipped.blocks() - before).as("blocks of the skipped result").isZero();
        assertAgree(forward, expected);
        comparison.assertClose(forward.y, expected.y);
        return forward;
    }

    @Test
    void computesASkippedResultForWhateverReadsIt() {
        Inputs inputs = inputs(comparison.convolved(3, 13, 4, 5));
        Forward expected = forward(comparison.reference, plain(inputs));
        Shape shape = inputs.x.shape();

        NdArray square = comparison.fresh(shape);
        NdArray y = forward(comparison.fusing, inputs).y;
        comparison.fusing.binary(BinaryOp.MULTIPLY, y, y, square);
        NdArray expectedSquare = comparison.fresh(shape);
        comparison.reference.binary(BinaryOp.MULTIPLY, expected.y, expected.y, expectedSquare);
        comparison.assertClose(square, expectedSquare);

        NdArray z = comparison.fresh(shape);
        comparison.fusing.unary(UnaryOp.RELU, forward(comparison.fusing, inputs).y, z);
        comparison.assertClose(z, expected.z);

        NdArray viewed = forward(comparison.fusing, inputs).y;
        comparison.assertClose(viewed.view(shape, shape.contiguousStrides(), 0), expected.y);
    }

    @Test
    void refusesToComputeASkippedResultAfterAnUpdate() {
        Inputs inputs = inputs(comparison.random(2, 3, 4, 5));
        Backward expected = backward(comparison.reference, inputs, forward(comparison.reference, inputs));
        Forward forward = forward(comparison.fusing, inputs);
        Backward backward = backward(comparison.fusing, inputs, forward);
        update(inputs.scale);
        for (int look = 0; look < 2; look++) {
            assertThatThrownBy(() -> comparison.values(forward.y))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("an inner result [2, 3, 4, 5] was run as one with the next operation and never stored;"
                            + " read it before the optimizer changes the parameters");
            // The gradient of the relu comes from no parameter.
            comparison.assertClose(backward.dy, expected.dy);
        }
    }

    @Test
    void anUpdateLeavesWhatIsStored() {
        Inputs inputs = inputs(comparison.random(2, 3, 4, 5));
        Forward expected = forward(comparison.reference, plain(inputs));
        Forward read = forward(comparison.fusing, inputs);
        comparison.assertClose(read.y, expected.y);
        NdArray held = normalized(comparison.fusing, inputs).y;
        update(inputs.scale);
        comparison.assertClose(read.y, expected.y);
        comparison.assertClose(read.z, expected.z);
        comparison.assertClose(held, expected.y);
    }

    private void update(NdArray parameters) {
        NdArray gradients = comparison.random(parameters.numel());
        comparison.fusing.sgd(parameters, gradients, null, new SgdSettings(0.1, 0, 0, 0, false, true));
    }

    @Test
    void anotherKernelBetweenSeparatesThem() {
        Inputs inputs = inputs(comparison.convolved(3, 13, 4, 5));
        Forward expected = forward(comparison.reference, plain(inputs));
        Backward expectedBackward = backward(comparison.reference, plain(inputs), expected);

        int before = skipped.blocks();
        Forward normalized = normalized(comparison.fusing, inputs);
        comparison.fusing.fill(comparison.fresh(7), 1);
        comparison.fusing.unary(UnaryOp.RELU, normalized.y, normalized.z);
        assertThat(skipped.blocks() - before).as("blocks of y").isEqualTo(1);
        assertAgree(normalized, expected);

        Forward forward = forward(comparison.fusing, inputs);
        NdArray dy = skipped.fresh(inputs.x.shape());
        comparison.fusing.binary(BinaryOp.RELU_BACKWARD, inputs.dz, forward.z, dy);
        comparison.fusing.fill(comparison.fresh(7), 1);
        Backward backward = normalizationBackward(comparison.fusing, inputs, forward, dy);
        assertThat(skipped.blocks() - before).as("blocks of y and dy").isEqualTo(2);
        assertAgree(backward, expectedBackward);
        comparison.assertClose(backward.dy, expectedBackward.dy);
    }

    @Test
    void reluMayOverwriteTheNormalised() {
        Inputs inputs = inputs(comparison.convolved(3, 13, 4, 5));
        NdArray y = normalized(comparison.fusing, inputs).y;
        comparison.fusing.unary(UnaryOp.RELU, y, y);
        comparison.assertClose(y, forward(comparison.reference, plain(inputs)).z);
    }

    @Test
    void gradientOfAnotherNormalisationIsNotMixedUp() {
        Inputs inputs = inputs(comparison.convolved(3, 13, 4, 5));
        Inputs others = inputs(comparison.random(3, 13, 4, 5)); // in another layout, and so what its relu notes
        Forward forward = forward(comparison.fusing, inputs);
        Forward other = forward(comparison.fusing, others);
        NdArray dy = comparison.fresh(inputs.x.shape());
        comparison.fusing.binary(BinaryOp.RELU_BACKWARD, inputs.dz, forward.z, dy);
        Backward backward = normalizationBackward(comparison.fusing, others, other, dy);

        Forward expected = forward(comparison.reference, plain(inputs));
        Forward expectedOther = forward(comparison.reference, plain(others));
        NdArray expectedDy = comparison.fresh(inputs.x.shape());
        comparison.reference.binary(BinaryOp.RELU_BACKWARD, comparison.plain(inputs.dz), expected.z, expectedDy);
        assertAgree(backward, normalizationBackward(comparison.reference, plain(others), expectedOther, expectedDy));
        comparison.assertClose(dy, expectedDy);
    }

    @Test
    void gradientMayOverwriteThatOfTheResult() {
        for (NdArray x : List.of(comparison.random(3, 13, 4, 5), comparison.convolved(3, 13, 4, 5))) {
            Inputs inputs = inputs(x);
            Forward expected = forward(comparison.reference, plain(inputs));
            Backward expectedBackward = backward(comparison.reference, plain(inputs), expected);
            Forward forward = fresh(inputs);
            NdArray workspace = NdArray.deferred(skipped, DType.UINT8, x.shape());
            comparison.oneDnn.batchNormReluTraining(
                    x,
                    inputs.scale,
                    inputs.shift,
                    EPSILON,
                    forward.running,
                    forward.z,
                    forward.mean,
                    forward.variance,
                    workspace);
            Backward backward = new Backward(inputs.dz, inputs.dz, comparison.slot(13), comparison.slot(13));
            comparison.oneDnn.batchNormReluBackward(
                    x,
                    inputs.dz,
                    workspace,
                    inputs.scale,
                    forward.mean,
                    forward.variance,
                    EPSILON,
                    backward.dx,
                    backward.dscale,
                    backward.dshift);
            assertAgree(backward, expectedBackward);
            assertThatThrownBy(workspace::contiguousBlock)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("the workspace of a fused relu holds bits in oneDNN's own form;"
                            + " only its gradient reads it");
        }
    }

    private void compare(Inputs inputs) {
        Forward expected = forward(comparison.reference, plain(inputs));
        Backward expectedBackward = backward(comparison.reference, plain(inputs), expected);
        int before = skipped.blocks();
        Forward forward = forward(comparison.fusing, inputs);
        Backward backward = backward(comparison.fusing, inputs, forward);
        assertAgree(forward, expected);
        assertAgree(backward, expectedBackward);
        assertThat(skipped.blocks() - before).as("blocks of skipped results").isZero();
        comparison.assertClose(forward.y, expected.y);
        comparison.assertClose(backward.dy, expectedBackward.dy);
        assertThat(skipped.blocks() - before).as("blocks once they were read").isEqualTo(2);
    }

    private void assertAgree(Forward actual, Forward expected) {
        comparison.assertClose(actual.z, expected.z);
        comparison.assertClose(actual.mean, expected.mean);
        comparison.assertClose(actual.variance, expected.variance);
        comparison.assertClose(actual.running.mean(), expected.running.mean());
        comparison.assertClose(actual.running.variance(), expected.running.variance());
    }

    private void assertAgree(Backward actual, Backward expected) {
        comparison.assertClose(actual.dx, expected.dx);
        comparison.assertClose(actual.dscale, expected.dscale);
        comparison.assertClose(actual.dshift, expected.dshift);
        comparison.assertNeighboursUntouched(actual.dscale);
        comparison.assertNeighboursUntouched(actual.dshift);
    }

    private Inputs inputs(NdArray x) {
        long channels = x.shape().size(1);
        return new Inputs(
                x,
                comparison.random(channels),
                comparison.random(channels),
                comparison.random(x.shape().toArray()));
    }

    private Inputs plain(Inputs inputs) {
        return new Inputs(
                comparison.plain(inputs.x),
                comparison.plain(inputs.scale),
                comparison.plain(inputs.shift),
                comparison.plain(inputs.dz));
    }

    private Forward fresh(Inputs inputs) {
        long channels = inputs.scale.numel();
        RunningStatistics running = comparison.running(channels);
        comparison.oneDnn.fill(running.mean(), 3);
        comparison.oneDnn.fill(running.variance(), 2);
        NdArray y = skipped.fresh(inputs.x.shape());
        return new Forward(
                y, comparison.fresh(y.shape()), comparison.fresh(channels), comparison.fresh(channels), running);
    }

    private Forward normalized(Backend backend, Inputs inputs) {
        Forward forward = fresh(inputs);
        backend.batchNormTraining(
                inputs.x,
                inputs.scale,
                inputs.shift,
                EPSILON,
                forward.running,
                forward.y,
                forward.mean,
                forward.variance);
        return forward;
    }

    private Forward forward(Backend backend, Inputs inputs) {
        Forward forward = normalized(backend, inputs);
        backend.unary(UnaryOp.RELU, forward.y, forward.z);
        return forward;
    }

    private Backward backward(Backend backend, Inputs inputs, Forward forward) {
        NdArray dy = skipped.fresh(inputs.x.shape());
        backend.binary(BinaryOp.RELU_BACKWARD, inputs.dz, forward.z, dy);
        return normalizationBackward(backend, inputs, forward, dy);
    }

    private Backward normalizationBackward(Backend backend, Inputs inputs, Forward forward, NdArray dy) {
        long channels = inputs.scale.numel();
        NdArray dx = comparison.fresh(inputs.x.shape());
        Backward backward = new Backward(dy, dx, comparison.slot(channels), comparison.slot(channels));
        backend.batchNormBackward(
                inputs.x,
                dy,
                inputs.scale,
                forward.mean,
                forward.variance,
                EPSILON,
                dx,
                backward.dscale,
                backward.dshift);
        return backward;
    }

    private static void put(NdArray array, int index, float value) {
        array.contiguousBlock().buffer().asFloatBuffer().put(index, value);
    }
}
