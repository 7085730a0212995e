package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On the fast backend, which takes float64 and empty batches to the reference backend. */
final class MaxPoolTest {
    private final Device device = new Device(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @CsvSource({
        // N, C, H, W, kernel, stride, padding
        "1, 1, 1, 1, 1, 1, 0",
        "2, 3, 7, 5, 3, 2, 1",
        "1, 5, 2, 3, 4, 3, 2",
        "3, 2, 9, 11, 5, 7, 2",
        "0, 3, 7, 5, 2, 2, 1",
    })
    void float32AndFloat64Agree(int n, int c, int h, int w, int kernel, int stride, int padding) {
        Window window = Window.square(kernel, stride, padding);
        float[] values = new float[n * c * h * w];
        Random random = new Random(7);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Tensor x = device.tensor(values, n, c, h, w).requiresGrad_();
        Tensor wide = x.detach().to(DType.FLOAT64).requiresGrad_();
        Tensor y = MaxPool.apply(x, window);
        Tensor wideY = MaxPool.apply(wide, window);
        y.sum().backward();
        wideY.sum().backward();
        assertThat(y.shape()).isEqualTo(Shape.of(n, c, window.outputHeight(h), window.outputWidth(w)));
        assertThat(y.toDoubleArray()).containsExactly(wideY.toDoubleArray());
        assertThat(gradient(x)).containsExactly(gradient(wide));
    }

    @Test
    void refusesWindowsThatMayLieInThePaddingAlone() {
        Tensor x = device.zeros(DType.FLOAT32, Shape.of(1, 1, 4, 4));
        assertThatThrownBy(() -> MaxPool.apply(x, new Window(3, 2, 1, 1, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxPool2d expects a padding of at most half its window of 3x2 but got 1x2;"
                        + " use a larger window or less padding");
    }

    @Test
    void refusesImagesThatAreTooSmall() {
        Tensor empty = device.zeros(DType.FLOAT32, Shape.of(1, 1, 0, 4));
        assertThatThrownBy(() -> MaxPool.apply(empty, Window.square(2, 2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxPool2d with a window of 2x2 does not fit into images of 0x4;"
                        + " use larger images or a smaller window");
        Tensor small = device.zeros(DType.FLOAT32, Shape.of(1, 1, 2, 4));
        assertThatThrownBy(() -> MaxPool.apply(small, Window.square(3, 1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit into images of 2x4");
    }

    private static double[] gradient(Tensor x) {
        return Objects.requireNonNull(x.grad()).toDoubleArray();
    }
}
