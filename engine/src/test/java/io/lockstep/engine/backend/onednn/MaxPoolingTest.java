package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MaxPoolingTest {
    private final Comparison comparison = new Comparison();
    private final OwnedAllocator allocator = new OwnedAllocator();

    @AfterEach
    void close() {
        comparison.close();
        allocator.close();
    }

    @ParameterizedTest
    @CsvSource({
        // N, C, H, W, kernel, stride, padding
        "1, 1, 1, 1, 1, 1, 0",
        "7, 3, 7, 5, 2, 2, 0",
        "1, 16, 8, 8, 2, 2, 0",
        "2, 5, 7, 11, 3, 2, 1",
        "2, 16, 9, 9, 3, 1, 1",
        "1, 2, 11, 7, 2, 3, 0",
        "1, 8, 10, 10, 5, 5, 2",
    })
    void agreesWithTheReference(int n, int c, int h, int w, int kernel, int stride, int padding) {
        Window window = Window.square(kernel, stride, padding);
        compare(comparison.random(n, c, h, w), window);
        compare(comparison.convolved(n, 13, h, w), window);
    }

    @ParameterizedTest
    @CsvSource({"2, 5, 11, 9, 3, 2, 1, 2", "1, 16, 9, 9, 2, 1, 0, 3", "1, 3, 13, 12, 3, 4, 1, 4"})
    void dilatedWindowsAgreeWithTheReference(
            int n, int c, int h, int w, int kernel, int stride, int padding, int dilation) {
        Window window = Window.square(kernel, stride, padding).dilated(dilation);
        compare(comparison.random(n, c, h, w), window);
        compare(comparison.convolved(n, 13, h, w), window);
    }

    @ParameterizedTest
    @CsvSource({"2, 5, 8, 6, 3, 2, 0", "1, 16, 10, 9, 3, 2, 1", "1, 3, 7, 8, 2, 3, 0"})
    void windowsBeyondTheImageAgreeWithTheReference(int n, int c, int h, int w, int kernel, int stride, int padding) {
        Window window = Window.square(kernel, stride, padding);
        Shape y = Shape.of(n, c, window.outputHeightByCeil(h), window.outputWidthByCeil(w));
        compare(comparison.random(n, c, h, w), window, y);
    }

    /** Unlike the reference backend; see {@link io.lockstep.engine.backend.Backend#maxPool}. */
    @Test
    void passesOverNaN() {
        float nan = Float.NaN;
        NdArray x = comparison.slot(1, 1, 2, 4);
        x.contiguousBlock().buffer().asFloatBuffer().put(new float[] {nan, 1, nan, nan, 3, 2, nan, nan});
        NdArray y = comparison.fresh(1, 1, 1, 2);
        NdArray workspace = NdArray.deferred(allocator, DType.INT64, y.shape());
        comparison.oneDnn.maxPool(x, Window.square(2, 2, 0), y, workspace);
        assertThat(comparison.values(y)).containsExactly(3, -Float.MAX_VALUE);
    }

    @Test
    void keepsTheWorkspaceToItself() {
        NdArray y = comparison.fresh(1, 1, 2, 2);
        NdArray workspace = NdArray.deferred(allocator, DType.INT64, y.shape());
        comparison.oneDnn.maxPool(comparison.random(1, 1, 4, 4), Window.square(2, 2, 0), y, workspace);
        assertThatThrownBy(workspace::contiguousBlock)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("the workspace of a max-pooling holds positions in oneDNN's own form;"
                        + " only its gradient reads it");
    }

    private void compare(NdArray x, Window window) {
        Shape shape = x.shape();
        Shape y = Shape.of(
                shape.size(0), shape.size(1), window.outputHeight(shape.size(2)), window.outputWidth(shape.size(3)));
        compare(x, window, y);
    }

    private void compare(NdArray x, Window window, Shape y) {
        Shape shape = x.shape();
        NdArray plain = comparison.plain(x);
        NdArray dy = comparison.random(y.toArray());

        NdArray expected = comparison.fresh(y);
        NdArray expectedDx = comparison.fresh(shape);
        NdArray expectedWorkspace = NdArray.deferred(allocator, DType.INT64, y);
        comparison.reference.maxPool(plain, window, expected, expectedWorkspace);
        comparison.reference.maxPoolBackward(dy, expectedWorkspace, window, expectedDx);

        NdArray actual = comparison.fresh(y);
        NdArray dx = comparison.fresh(shape);
        NdArray workspace = NdArray.deferred(allocator, DType.INT64, y);
        comparison.oneDnn.maxPool(x, window, actual, workspace);
        comparison.oneDnn.maxPoolBackward(dy, workspace, window, dx);
        comparison.assertClose(actual, expected);
        comparison.assertClose(dx, expectedDx);
    }
}
