package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {
    private final Sample sample = new Sample();

    @AfterEach
    void close() {
        sample.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 7, 5", "3, 0, 2", "7, 1, 3", "13, 11, 1", "5, 1500, 17", "4, 64, 16", "17, 31, 1100"})
    void agreesWithTheReference(int n, int k, int m) {
        sample.special = false;
        for (DType dtype : DType.values()) {
            for (NdArray a : sample.views(dtype, Shape.of(n, k))) {
                for (NdArray b : sample.views(dtype, Shape.of(k, m))) {
                    compare(a, b, null);
                    if (dtype.isFloating()) {
                        compare(a, b, sample.contiguous(dtype, Shape.of(m)));
                    }
                }
            }
            sample.reset();
        }
    }

    private void compare(NdArray a, NdArray b, @Nullable NdArray bias) {
        Shape shape = Shape.of(a.shape().size(0), b.shape().size(1));
        NdArray expected = sample.fresh(a.dtype(), shape);
        sample.reference.matmul(a, b, bias, expected);
        NdArray y = sample.spaced(a.dtype(), shape);
        sample.tiled.matmul(a, b, bias, y);
        double units = a.dtype().isFloating() ? 2 : 0;
        sample.assertAgree(y, expected, units, a.dtype().isFloating() ? 1e-10 : 0, a + " times " + b);
    }
}
