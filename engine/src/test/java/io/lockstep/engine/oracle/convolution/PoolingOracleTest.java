package io.lockstep.engine.oracle.convolution;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.AdaptiveAveragePool;
import io.lockstep.engine.ops.AveragePool;
import io.lockstep.engine.ops.MaxPool;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.convolution.Sides.Pair;
import java.util.Random;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Poolings of random geometry, their gradients and those of the gradients. */
final class PoolingOracleTest {
    private static final int ROUNDS = 60;

    private final Sides sides = new Sides();
    private final Random random = new Random(6);

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void maxPool2d() {
        for (int i = 0; i < ROUNDS; i++) {
            Window shape = window(false);
            // Padding and gaps together may make windows without elements, which are an error here.
            Window window = shape.paddingHeight() + shape.paddingWidth() > 0
                    ? shape
                    : shape.dilated(between(1, 3), between(1, 3));
            boolean ceilMode = random.nextBoolean();
            sides.compareTwice(
                    "maxPool2d " + window + (ceilMode ? " up" : ""),
                    new Pair(
                            t -> MaxPool.apply(t[0], window, ceilMode),
                            t -> torch.max_pool2d(
                                    t[0],
                                    kernel(window),
                                    strides(window),
                                    padding(window),
                                    new long[] {window.dilationHeight(), window.dilationWidth()},
                                    ceilMode)),
                    images(window));
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(8 * ROUNDS);
    }

    @Test
    void avgPool2d() {
        int compared = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Window window = window(true);
            boolean ceilMode = random.nextBoolean();
            boolean countIncludePad = random.nextBoolean();
            Integer divisor = random.nextInt(4) == 0 ? between(1, 9) : null;
            Pair pair = avgPool2d(window, ceilMode, countIncludePad, divisor);
            String name = "avgPool2d " + window + " " + ceilMode + " " + countIncludePad + " " + divisor;
            sides.compareTwice(name, pair, images(window));

            compared += 2;
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(4 * compared);
    }

    private static Pair avgPool2d(Window window, boolean ceilMode, boolean countIncludePad, @Nullable Integer divisor) {
        return new Pair(
                t -> AveragePool.apply(t[0], window, ceilMode, countIncludePad, divisor),
                t -> torch.avg_pool2d(
                        t[0],
                        kernel(window),
                        strides(window),
                        padding(window),
                        ceilMode,
                        countIncludePad,
                        divisor == null ? new LongOptional() : new LongOptional(divisor)));
    }

    @Test
    void adaptiveAvgPool2d() {
        for (int i = 0; i < ROUNDS; i++) {
            long height = between(1, 9);
            long width = between(1, 9);
            sides.compareTwice(
                    "adaptiveAvgPool2d " + height + "x" + width,
                    new Pair(
                            t -> AdaptiveAveragePool.apply(t[0], height, width),
                            t -> torch.adaptive_avg_pool2d(t[0], height, width)),
                    new long[] {between(1, 3), between(1, 4), between(1, 13), between(1, 13)});
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(8 * ROUNDS);
    }

    private long[] images(Window window) {
        return new long[] {
            between(1, 3), between(1, 5), window.extentHeight() + between(0, 7), window.extentWidth() + between(0, 7)
        };
    }

    private Window window(boolean average) {
        int height = between(1, 4);
        int width = between(1, average ? 5 : 4);
        return new Window(height, width, between(1, 5), between(1, 5), between(0, height / 2), between(0, width / 2));
    }

    private int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    private static long[] kernel(Window window) {
        return new long[] {window.kernelHeight(), window.kernelWidth()};
    }

    private static long[] strides(Window window) {
        return new long[] {window.strideHeight(), window.strideWidth()};
    }

    private static long[] padding(Window window) {
        return new long[] {window.paddingHeight(), window.paddingWidth()};
    }
}
