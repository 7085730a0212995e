package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {
    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 7, 5", "7, 1, 3", "13, 11, 1", "64, 100, 10", "17, 31, 257"})
    void agreesWithTheReference(int n, int k, int m) {
        NdArray a = comparison.random(n, k);
        NdArray b = comparison.random(k, m);
        NdArray bias = comparison.random(m);
        NdArray fromColumns = transposed(comparison.random(k, n));
        NdArray columns = transposed(comparison.random(m, k));
        compare(a, b, null);
        compare(a, b, bias);
        compare(fromColumns, columns, null);
        compare(a, columns, bias);
        compare(fromColumns, b, null);
    }

    @Test
    void copiesOperandsWithGapsInBothDirections() {
        NdArray wide = comparison.random(10, 12);
        NdArray everySecond = wide.view(Shape.of(5, 6), new long[] {24, 2}, wide.offset());
        compare(everySecond, comparison.random(6, 7), null);
        compare(comparison.random(3, 5), everySecond, null);
    }

    @Test
    void readsRepeatedElements() {
        NdArray row = comparison.random(1, 6);
        NdArray repeated = row.view(Shape.of(4, 6), new long[] {0, 1}, row.offset());
        compare(repeated, comparison.random(6, 7), null);
        NdArray one = comparison.random(1);
        compare(one.view(Shape.of(4, 6), new long[] {0, 0}, one.offset()), comparison.random(6, 7), null);
    }

    @Test
    void writesIntoColumns() {
        NdArray a = comparison.random(5, 3);
        NdArray b = comparison.random(3, 4);
        NdArray expected = comparison.fresh(5, 4);
        comparison.reference.matmul(a, b, null, expected);
        NdArray y = transposed(comparison.random(4, 5));
        comparison.oneDnn.matmul(a, b, null, y);
        comparison.assertClose(y, expected);
    }

    private void compare(NdArray a, NdArray b, @Nullable NdArray bias) {
        long[] y = {a.shape().size(0), b.shape().size(1)};
        NdArray expected = comparison.fresh(y);
        comparison.reference.matmul(a, b, bias, expected);
        NdArray fresh = comparison.fresh(y);
        comparison.oneDnn.matmul(a, b, bias, fresh);
        comparison.assertClose(fresh, expected);
        NdArray slot = comparison.slot(y);
        comparison.oneDnn.matmul(a, b, bias, slot);
        comparison.assertClose(slot, expected);
        comparison.assertNeighboursUntouched(slot);
    }

    private static NdArray transposed(NdArray x) {
        return x.view(
                Shape.of(x.shape().size(1), x.shape().size(0)), new long[] {x.stride(1), x.stride(0)}, x.offset());
    }
}
