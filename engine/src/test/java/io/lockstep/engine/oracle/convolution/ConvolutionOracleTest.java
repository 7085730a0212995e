package io.lockstep.engine.oracle.convolution;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.Convolution;
import io.lockstep.engine.ops.TransposedConvolution;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.convolution.Sides.Pair;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Convolutions of random geometry, their gradients and those of the gradients. */
final class ConvolutionOracleTest {
    private static final int ROUNDS = 40;

    private final Sides sides = new Sides();
    private final Random random = new Random(5);

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void conv2d() {
        for (int i = 0; i < ROUNDS; i++) {
            Window window = window();
            long groups = groups(i);
            long channels = groups * between(1, 3);
            long filters = groups * between(1, 3);
            long height = window.extentHeight() + between(0, 5);
            long width = window.extentWidth() + between(0, 5);
            long[] x = {between(1, 3), channels, height, width};
            long[] weight = {filters, channels / groups, window.kernelHeight(), window.kernelWidth()};
            String name = "conv2d " + window + " in " + groups + " groups, round " + i;
            sides.compareTwice(name, conv2d(window, groups, true), x, weight, new long[] {filters});
            sides.compare(name, conv2d(window, groups, false), x, weight);
        }
        sides.compare(
                "conv2d of one sample", conv2d(Window.square(3, 1, 1), 1, false), new long[] {2, 5, 4}, new long[] {
                    3, 2, 3, 3
                });
        sides.compare("conv2d of none", conv2d(Window.square(3, 1, 1), 1, false), new long[] {0, 2, 5, 4}, new long[] {
            3, 2, 3, 3
        });
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(4 * (3 * ROUNDS + 2));
    }

    private static Pair conv2d(Window window, long groups, boolean bias) {
        return new Pair(
                t -> Convolution.apply(t[0], t[1], bias ? t[2] : null, window, groups),
                t -> torch.conv2d(
                        t[0],
                        t[1],
                        bias ? new TensorOptional(t[2]) : new TensorOptional(),
                        strides(window),
                        padding(window),
                        dilation(window),
                        groups));
    }

    @Test
    void conv1d() {
        for (int i = 0; i < ROUNDS; i++) {
            int kernel = between(1, 5);
            int dilation = between(1, 3);
            Window window = Window.line(kernel, between(1, 4), between(0, 3)).dilated(1, dilation);
            long groups = groups(i);
            long channels = groups * between(1, 3);
            long filters = groups * between(1, 3);
            long[] x = {between(1, 3), channels, window.extentWidth() + between(0, 6)};
            long[] weight = {filters, channels / groups, kernel};
            sides.compare(
                    "conv1d " + window + " in " + groups + " groups",
                    new Pair(
                            t -> Convolution.apply1d(t[0], t[1], t[2], window, groups),
                            t -> torch.conv1d(
                                    t[0],
                                    t[1],
                                    new TensorOptional(t[2]),
                                    new long[] {window.strideWidth()},
                                    new long[] {window.paddingWidth()},
                                    new long[] {window.dilationWidth()},
                                    groups)),
                    x,
                    weight,
                    new long[] {filters});
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(4 * ROUNDS);
    }

    @Test
    void convTranspose2d() {
        int compared = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Window window = window();
            long groups = groups(i);
            long channels = groups * between(1, 3);
            long outputs = groups * between(1, 3);
            int paddingHeight = between(0, window.strideHeight() - 1);
            int paddingWidth = between(0, window.strideWidth() - 1);
            // Large enough for the padding, which is taken from the result.
            long[] x = {between(1, 3), channels, between(1, 4) + 3, between(1, 4) + 3};
            long[] weight = {channels, outputs / groups, window.kernelHeight(), window.kernelWidth()};
            String name = "convTranspose2d " + window + " in " + groups + " groups";
            sides.compareTwice(
                    name, transposed(window, groups, paddingHeight, paddingWidth, true), x, weight, new long[] {outputs
                    });
            sides.compareTwice(name, transposed(window, groups, paddingHeight, paddingWidth, false), x, weight);
            compared += 4;
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(4 * compared);
    }

    private static Pair transposed(Window window, long groups, int paddingHeight, int paddingWidth, boolean bias) {
        return new Pair(
                t -> TransposedConvolution.apply(
                        t[0], t[1], bias ? t[2] : null, window, paddingHeight, paddingWidth, groups),
                t -> torch.conv_transpose2d(
                        t[0],
                        t[1],
                        bias ? new TensorOptional(t[2]) : new TensorOptional(),
                        strides(window),
                        padding(window),
                        new long[] {paddingHeight, paddingWidth},
                        groups,
                        dilation(window)));
    }

    /** The gradient with respect to the weight is an operation that can be differentiated twice, too. */
    @Test
    void weightGradients() {
        for (int i = 0; i < 10; i++) {
            Window window = window();
            long groups = groups(i);
            long[] x = {2, groups * 2, window.extentHeight() + between(0, 3), window.extentWidth() + between(0, 3)};
            long[] weight = {groups * 2, 2, window.kernelHeight(), window.kernelWidth()};
            long[] y = {2, groups * 2, window.outputHeight(x[2]), window.outputWidth(x[3])};
            Shape filters = Shape.of(weight);
            sides.compareTwice(
                    "weight gradient " + window,
                    new Pair(
                            t -> {
                                var zeros = t[0].device()
                                        .zeros(t[0].dtype(), filters)
                                        .requiresGrad_();
                                var forward = Convolution.apply(t[0], zeros, null, window, groups);
                                return Sides.differentiable(forward, t[1], List.of(zeros))
                                        .get(0);
                            },
                            t -> {
                                var zeros = torch.zeros(weight)
                                        .to(torch.ScalarType.Double)
                                        .requires_grad_(true);
                                var forward = torch.conv2d(
                                        t[0],
                                        zeros,
                                        new TensorOptional(),
                                        strides(window),
                                        padding(window),
                                        dilation(window),
                                        groups);
                                return Sides.gradient(forward, t[1], zeros);
                            }),
                    x,
                    y);
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(80);
    }

    private Window window() {
        return new Window(
                between(1, 4),
                between(1, 4),
                between(1, 5),
                between(1, 5),
                between(0, 2),
                between(0, 2),
                between(1, 3),
                between(1, 3));
    }

    /** One group, several, or one per channel. */
    private long groups(int round) {
        return round % 3 == 0 ? 1 : between(2, 5);
    }

    private int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    private static long[] strides(Window window) {
        return new long[] {window.strideHeight(), window.strideWidth()};
    }

    private static long[] padding(Window window) {
        return new long[] {window.paddingHeight(), window.paddingWidth()};
    }

    private static long[] dilation(Window window) {
        return new long[] {window.dilationHeight(), window.dilationWidth()};
    }
}
