package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AveragePoolingTest {
    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @ParameterizedTest
    @CsvSource({
        // N, H, W, kernel height and width, stride, padding
        "1, 1, 1, 1, 1, 1, 0",
        "7, 7, 5, 2, 2, 2, 0",
        "2, 7, 11, 3, 2, 2, 1",
        "2, 9, 9, 3, 3, 1, 1",
        "1, 11, 7, 2, 2, 3, 0",
        "1, 10, 10, 5, 5, 5, 2",
        "3, 7, 5, 7, 5, 1, 0",
    })
    void agreesWithTheReference(int n, int h, int w, int kernelHeight, int kernelWidth, int stride, int padding) {
        Window window = new Window(kernelHeight, kernelWidth, stride, stride, padding, padding);
        for (int channels : new int[] {1, 13, 16}) {
            compare(comparison.random(n, channels, h, w), window);
        }
        NdArray blocked = comparison.convolved(n, 13, h, w);
        compare(blocked, window);
        assertThat(blocked.storage().layout()).isNotNull();
    }

    private void compare(NdArray x, Window window) {
        Shape shape = x.shape();
        long height = window.outputHeight(shape.size(2));
        long width = window.outputWidth(shape.size(3));
        Shape y = Shape.of(shape.size(0), shape.size(1), height, width);
        NdArray expected = comparison.fresh(y);
        NdArray actual = comparison.fresh(y);
        comparison.reference.averagePool(comparison.plain(x), window, expected);
        comparison.oneDnn.averagePool(x, window, actual);
        comparison.assertClose(actual, expected);

        compareGradients(comparison.random(y.toArray()), window, shape);
        compareGradients(comparison.convolved(shape.size(0), shape.size(1), height, width), window, shape);
    }

    private void compareGradients(NdArray dy, Window window, Shape shape) {
        NdArray expected = comparison.fresh(shape);
        NdArray actual = comparison.fresh(shape);
        NdArray inPlace = comparison.slot(shape.toArray());
        comparison.reference.averagePoolBackward(comparison.plain(dy), window, expected);
        comparison.oneDnn.averagePoolBackward(dy, window, actual);
        comparison.oneDnn.averagePoolBackward(dy, window, inPlace);
        comparison.assertClose(actual, expected);
        comparison.assertClose(inPlace, expected);
        comparison.assertNeighboursUntouched(inPlace);
    }
}
