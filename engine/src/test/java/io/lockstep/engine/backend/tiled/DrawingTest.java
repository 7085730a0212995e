package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrawingTest {
    /** From numbers in the midst of a block of random words on, too. */
    private static final List<RandomKey> KEYS = List.of(
            new RandomKey(1, 2, 0), new RandomKey(7, 3, 1), new RandomKey(7, 3, 2), new RandomKey(-5, 0, 1_000_003));

    private final Sample sample = new Sample();

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void drawsWhatTheReferenceDoes() {
        for (Shape shape : Sample.SHAPES) {
            for (RandomKey key : KEYS) {
                for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                    NdArray expected = sample.fresh(dtype, shape);
                    NdArray found = sample.fresh(dtype, shape);
                    sample.reference.uniform(key, expected);
                    sample.tiled.uniform(key, found);
                    compare(expected, found);
                    sample.reference.normal(key, expected);
                    sample.tiled.normal(key, found);
                    compare(expected, found);
                }
                NdArray expected = sample.fresh(DType.INT64, shape);
                NdArray found = sample.fresh(DType.INT64, shape);
                sample.reference.integers(key, -3, 90, expected);
                sample.tiled.integers(key, -3, 90, found);
                compare(expected, found);
                sample.reference.integers(key, Long.MIN_VALUE, Long.MAX_VALUE, expected);
                sample.tiled.integers(key, Long.MIN_VALUE, Long.MAX_VALUE, found);
                compare(expected, found);
            }
        }
    }

    @Test
    void dropsWhatTheReferenceDoes() {
        for (Shape shape : Sample.SHAPES) {
            for (NdArray x : sample.views(DType.FLOAT32, shape)) {
                for (RandomKey key : KEYS) {
                    NdArray expected = sample.fresh(DType.FLOAT32, shape);
                    NdArray found = sample.fresh(DType.FLOAT32, shape);
                    sample.reference.dropout(x, 0.3, key, expected);
                    sample.tiled.dropout(x, 0.3, key, found);
                    compare(expected, found);
                }
            }
        }
    }

    private static void compare(NdArray expected, NdArray found) {
        assertThat(found.contiguousBlock().buffer())
                .isEqualTo(expected.contiguousBlock().buffer());
    }
}
