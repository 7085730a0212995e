package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Shape;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RandomNumbersTest {
    private static final RandomKey KEY = new RandomKey(1, 2, 3);

    private final Backend backend = new ReferenceBackend();
    private final Arena arena = new Arena();

    @AfterEach
    void close() {
        backend.close();
        arena.close();
    }

    @Test
    void eachFloatingTypeHasNumbersOfItsOwn() {
        NdArray floats = NdArray.deferred(arena, DType.FLOAT32, Shape.of(3, 5));
        NdArray doubles = NdArray.deferred(arena, DType.FLOAT64, Shape.of(3, 5));
        backend.normal(KEY, floats);
        backend.normal(KEY, doubles);
        FloatBuffer single = floats.contiguousBlock().buffer().asFloatBuffer();
        DoubleBuffer twice = doubles.contiguousBlock().buffer().asDoubleBuffer();
        for (int i = 0; i < single.capacity(); i++) {
            assertThat(single.get(i)).isEqualTo((float) twice.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INT64", "UINT8"})
    void refusesIntegers(DType dtype) {
        NdArray contiguous = NdArray.deferred(arena, dtype, Shape.of(3, 5));
        NdArray transposed = contiguous.view(Shape.of(5, 3), new long[] {1, 5}, 0);
        for (NdArray y : new NdArray[] {contiguous, transposed}) {
            assertThatThrownBy(() -> backend.uniform(KEY, y))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("random numbers are drawn into a floating array, but this one is " + dtype
                            + "; draw float32 numbers and copy them");
            assertThatThrownBy(() -> backend.normal(KEY, y)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
