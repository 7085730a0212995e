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

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "3, 7, 5, 2", "2, 1, 9, 1", "6, 17, 31, 65", "4, 64, 16, 64"})
    void multipliesMatrixByMatrix(int batch, int n, int k, int m) {
        NdArray a = comparison.random(batch, n, k);
        NdArray b = comparison.random(batch, k, m);
        NdArray aOfColumns = swapped(comparison.random(batch, k, n), 1, 2);
        NdArray bOfColumns = swapped(comparison.random(batch, m, k), 1, 2);
        NdArray ofHeads = swapped(comparison.random(n, batch, k), 0, 1);
        NdArray same = comparison.random(1, k, m);
        NdArray repeated = same.view(Shape.of(batch, k, m), new long[] {0, m, 1}, same.offset());
        NdArray everyOther = comparison.random(batch, n, 2L * k);
        NdArray gaps = everyOther.view(Shape.of(batch, n, k), new long[] {2L * n * k, 2L * k, 2}, everyOther.offset());
        for (NdArray left : new NdArray[] {a, aOfColumns, ofHeads, gaps}) {
            for (NdArray right : new NdArray[] {b, bOfColumns, repeated}) {
                compareBatch(left, right);
            }
        }
    }

    private void compareBatch(NdArray a, NdArray b) {
        long[] sizes = {a.shape().size(0), a.shape().size(1), b.shape().size(2)};
        NdArray expected = comparison.fresh(sizes);
        comparison.reference.batchMatmul(a, b, expected);
        NdArray fresh = comparison.fresh(sizes);
        comparison.oneDnn.batchMatmul(a, b, fresh);
        comparison.assertClose(fresh, expected);
        NdArray slot = comparison.slot(sizes);
        comparison.oneDnn.batchMatmul(a, b, slot);
        comparison.assertClose(slot, expected);
        comparison.assertNeighboursUntouched(slot);
        NdArray columns = swapped(comparison.fresh(sizes[0], sizes[2], sizes[1]), 1, 2);
        comparison.oneDnn.batchMatmul(a, b, columns);
        comparison.assertClose(columns, expected);
    }

    private static NdArray swapped(NdArray x, int d, int e) {
        long[] sizes = x.shape().toArray();
        long[] strides = x.strides();
        sizes[d] = x.shape().size(e);
        sizes[e] = x.shape().size(d);
        strides[d] = x.stride(e);
        strides[e] = x.stride(d);
        return x.view(Shape.of(sizes), strides, x.offset());
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
