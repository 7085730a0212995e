package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Convolution run as one with normalisation by given statistics, sum and relu. */
class FusedConvolutionTest {
    private static final Window SAME = Window.square(3, 1, 1);

    private final Comparison comparison = new Comparison();
    /** What the results come from. */
    private final CountedMemory memory = new CountedMemory();

    @AfterEach
    void close() {
        comparison.close();
        memory.close();
    }

    /** What may come after a convolution. */
    private enum Step {
        NORMALIZE,
        /** Result and addend. */
        ADD,
        /** Addend and result. */
        ADD_TO,
        RELU
    }

    /** Of a convolution and all that may come after it. */
    private record Inputs(
            NdArray x,
            NdArray weight,
            @Nullable NdArray bias,
            Window window,
            NdArray scale,
            NdArray shift,
            NdArray mean,
            NdArray variance,
            NdArray addend) {}

    @ParameterizedTest
    @CsvSource({
        // N, C, H, W, K, kernel, stride, padding
        "1, 1, 1, 1, 1, 1, 1, 0",
        "2, 3, 7, 5, 13, 3, 2, 1",
        "3, 16, 5, 4, 16, 3, 1, 1",
        "2, 13, 8, 7, 32, 1, 1, 0",
        "1, 5, 6, 9, 7, 2, 3, 0",
        "2, 32, 9, 8, 24, 3, 2, 1",
    })
    void agreesWithTheReference(int n, int c, int h, int w, int k, int kernel, int stride, int padding) {
        Window window = Window.square(kernel, stride, padding);
        Shape y = Shape.of(n, k, window.outputHeight(h), window.outputWidth(w));
        NdArray weight = comparison.random(k, c, kernel, kernel);
        for (NdArray x : List.of(comparison.random(n, c, h, w), comparison.blocked(comparison.random(n, c, h, w)))) {
            for (NdArray bias : new NdArray[] {null, comparison.random(k)}) {
                NdArray addend = comparison.random(y.toArray());
                Inputs inputs = inputs(x, weight, bias, window, addend);
                compareFused(inputs);
                compareFused(inputs, Step.NORMALIZE);
                compareFused(inputs, Step.ADD);
                compareFused(inputs, Step.ADD_TO);
                compareFused(inputs, Step.RELU);
                compareFused(inputs, Step.NORMALIZE, Step.ADD);
                compareFused(inputs, Step.NORMALIZE, Step.ADD_TO);
                compareFused(inputs, Step.NORMALIZE, Step.RELU);
                compareFused(inputs, Step.ADD, Step.RELU);
                compareFused(inputs, Step.ADD_TO, Step.RELU);
                compareFused(inputs, Step.NORMALIZE, Step.ADD, Step.RELU);
                compareFused(inputs, Step.NORMALIZE, Step.ADD_TO, Step.RELU);
            }
        }
    }

    @Test
    void takesAnAddendInAnyOrder() {
        Shape shape = Shape.of(2, 16, 5, 4);
        NdArray plain = comparison.random(2, 16, 5, 4);
        NdArray blocked = comparison.convolved(2, 16, 5, 4);
        NdArray channelsLast = comparison.random(2, 5, 4, 16).view(shape, new long[] {320, 1, 64, 16}, 3);
        NdArray repeated = comparison.random(16).view(shape, new long[] {0, 1, 0, 0}, 3);
        for (NdArray x : List.of(plain, blocked)) {
            // Among these is x itself, as in a residual block.
            for (NdArray addend : List.of(plain, blocked, channelsLast, repeated)) {
                Inputs inputs = inputs(x, comparison.random(16, 16, 3, 3), null, SAME, addend);
                compareFused(inputs, Step.NORMALIZE, Step.ADD, Step.RELU);
                compareFused(inputs, Step.ADD_TO);
            }
        }
    }

    /** The chain is only a part of most of these. */
    @Test
    void anyOrderOfThreeAgreesWithTheReference() {
        Inputs inputs = residual(comparison.convolved(2, 13, 5, 4));
        for (Step first : Step.values()) {
            for (Step second : Step.values()) {
                for (Step third : Step.values()) {
                    assertClose(
                            run(comparison.fusing, inputs, first, second, third),
                            run(comparison.reference, plain(inputs), first, second, third));
                }
            }
        }
    }

    @Test
    void somethingBetweenBreaksTheChain() {
        Inputs inputs = residual(comparison.convolved(2, 13, 5, 4));
        NdArray other = comparison.fresh(7);
        List<NdArray> expected = run(comparison.reference, plain(inputs), whole());
        int before = memory.blocks();
        List<NdArray> results = interrupted(comparison.fusing, inputs, () -> comparison.fusing.fill(other, 1), whole());
        assertThat(memory.blocks() - before).as("blocks of the results").isEqualTo(results.size());
        assertClose(results, expected);

        assertClose(interrupted(comparison.fusing, inputs, () -> comparison.values(inputs.weight), whole()), expected);
        assertClose(interrupted(comparison.fusing, inputs, () -> comparison.values(inputs.addend), whole()), expected);
    }

    @Test
    void computesWithWhatTheInputsWere() {
        for (int changed = 0; changed < 8; changed++) {
            Inputs inputs = inputs(
                    comparison.random(2, 3, 5, 4),
                    comparison.random(3, 3, 3, 3),
                    comparison.random(3),
                    SAME,
                    comparison.random(2, 3, 5, 4));
            List<NdArray> expected = run(comparison.reference, plain(inputs), Step.NORMALIZE, Step.ADD);
            List<NdArray> results = run(comparison.fusing, inputs, Step.NORMALIZE, Step.ADD);
            List<NdArray> all = List.of(
                    inputs.x,
                    inputs.weight,
                    inputs.bias,
                    inputs.scale,
                    inputs.shift,
                    inputs.mean,
                    inputs.variance,
                    inputs.addend);
            all.get(changed).contiguousBlock().buffer().asFloatBuffer().put(1, 100);
            comparison.assertClose(results.get(2), expected.get(2));
        }
    }

    /** As {@link io.lockstep.engine.backend.FusedKernels.AfterConvolution} says, minus infinity becomes NaN. */
    @Test
    void keepsWhatIsNotFinite() {
        float nan = Float.NaN;
        float infinity = Float.POSITIVE_INFINITY;
        float largest = Float.MAX_VALUE;
        NdArray x = column(nan, 1, infinity, -5, -infinity, largest, 3, -3);
        NdArray addend = column(1, nan, 1, infinity, 1, largest, -1, 1);
        Inputs inputs = inputs(x, column(1), null, Window.square(1, 1, 0), addend);
        NdArray relu = run(comparison.fusing, inputs, Step.ADD, Step.RELU).get(2);
        comparison.assertClose(relu, column(nan, nan, infinity, infinity, nan, infinity, 2, 0));
    }

    private NdArray column(float... values) {
        NdArray array = comparison.slot(values.length, 1, 1, 1);
        array.contiguousBlock().buffer().asFloatBuffer().put(values);
        return array;
    }

    private static Step[] whole() {
        return new Step[] {Step.NORMALIZE, Step.ADD, Step.RELU};
    }

    /** Only the last result takes memory before the others are looked at, in whatever order. */
    private void compareFused(Inputs inputs, Step... steps) {
        List<NdArray> expected = run(comparison.reference, plain(inputs), steps);
        int before = memory.blocks();
        List<NdArray> results = run(comparison.fusing, inputs, steps);
        int last = steps.length;
        comparison.assertClose(results.get(last), expected.get(last));
        assertThat(memory.blocks() - before).as("blocks of the last result").isEqualTo(1);
        assertClose(results, expected);
        List<NdArray> more = run(comparison.fusing, inputs, steps);
        for (int i = last; i >= 0; i--) {
            comparison.assertClose(more.get(i), expected.get(i));
        }
    }

    private void assertClose(List<NdArray> actual, List<NdArray> expected) {
        for (int i = 0; i < expected.size(); i++) {
            comparison.assertClose(actual.get(i), expected.get(i));
        }
    }

    private Inputs residual(NdArray x) {
        long channels = x.shape().size(1);
        return inputs(x, comparison.random(channels, channels, 3, 3), comparison.random(channels), SAME, x);
    }

    private Inputs inputs(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray addend) {
        long channels = weight.shape().size(0);
        NdArray deviation = comparison.random(channels);
        NdArray variance = comparison.slot(channels);
        comparison.oneDnn.binary(BinaryOp.MULTIPLY, deviation, deviation, variance);
        return new Inputs(
                x,
                weight,
                bias,
                window,
                comparison.random(channels),
                comparison.random(channels),
                comparison.random(channels),
                variance,
                addend);
    }

    /** The same inputs in plain order, for the reference. */
    private Inputs plain(Inputs inputs) {
        return new Inputs(
                comparison.plain(inputs.x),
                comparison.plain(inputs.weight),
                inputs.bias == null ? null : comparison.plain(inputs.bias),
                inputs.window,
                comparison.plain(inputs.scale),
                comparison.plain(inputs.shift),
                comparison.plain(inputs.mean),
                comparison.plain(inputs.variance),
                comparison.plain(inputs.addend));
    }

    /** The results of the convolution and of each step. */
    private List<NdArray> run(Backend backend, Inputs inputs, Step... steps) {
        return interrupted(backend, inputs, () -> {}, steps);
    }

    private List<NdArray> interrupted(Backend backend, Inputs inputs, Runnable between, Step... steps) {
        List<NdArray> results = new ArrayList<>();
        Window window = inputs.window;
        Shape x = inputs.x.shape();
        NdArray last = memory.fresh(Shape.of(
                x.size(0),
                inputs.weight.shape().size(0),
                window.outputHeight(x.size(2)),
                window.outputWidth(x.size(3))));
        backend.convolution(inputs.x, inputs.weight, inputs.bias, window, last);
        results.add(last);
        for (Step step : steps) {
            between.run();
            NdArray y = memory.fresh(last.shape());
            apply(backend, step, inputs, last, y);
            results.add(y);
            last = y;
        }
        return results;
    }

    private static void apply(Backend backend, Step step, Inputs inputs, NdArray last, NdArray y) {
        switch (step) {
            case NORMALIZE ->
                backend.batchNormInference(last, inputs.scale, inputs.shift, inputs.mean, inputs.variance, 1e-5, y);
            case ADD -> backend.binary(BinaryOp.ADD, last, inputs.addend, y);
            case ADD_TO -> backend.binary(BinaryOp.ADD, inputs.addend, last, y);
            case RELU -> backend.unary(UnaryOp.RELU, last, y);
        }
    }
}
