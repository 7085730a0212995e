package io.lockstep.engine.optim;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FloatTile;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class UnscalingTest {
    private static final int[] COUNTS = {1, 2, 7, 1000, FloatTile.SIZE, FloatTile.SIZE + 1, 2 * FloatTile.SIZE + 5};
    private static final double[] STRAYS = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    private final Device device = new Device(Backends.open("cpu", "onednn"));
    private final Unscaling unscaling = new Unscaling();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "BFLOAT16"})
    void findsWhatIsNotFiniteWhereverItIs(DType dtype) {
        int found = 0;
        for (int count : COUNTS) {
            for (double stray : STRAYS) {
                for (int place : new int[] {0, count / 2, count - 1}) {
                    double[] values = numbers(count);
                    values[place] = stray;
                    Tensor gradient = device.tensor(values, count).to(dtype);
                    assertThat(unscaling.multiply(gradient, 0.25f)).isFalse();
                    assertThat(Double.compare(gradient.toDoubleArray()[place], stray))
                            .isZero();
                    Tensor finite = device.tensor(numbers(count), count).to(dtype);
                    assertThat(unscaling.multiply(finite, 0.25f)).isTrue();
                    found++;
                }
            }
        }
        assertThat(found).isEqualTo(COUNTS.length * STRAYS.length * 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "BFLOAT16"})
    void multipliesInPlaceWhateverTheStrides(DType dtype) {
        for (int columns : new int[] {1, 3, 2000}) {
            Tensor gradient = device.tensor(numbers(5 * columns), 5, columns).to(dtype);
            double[] expected = gradient.t().toDoubleArray();
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= 0.25;
            }
            assertThat(unscaling.multiply(gradient.t(), 0.25f)).isTrue();
            assertThat(gradient.t().toDoubleArray()).containsExactly(expected);
        }
    }

    @Test
    void takesTheLargestNumbersAndNone() {
        Tensor largest = device.tensor(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f}, 4);
        assertThat(unscaling.multiply(largest, 1)).isTrue();
        assertThat(unscaling.multiply(device.tensor(new float[0], 0, 3), 2)).isTrue();
    }

    /** Exact in all types, after a division by 4 as well. */
    private double[] numbers(int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> random.nextInt(256) - 128);
        return values;
    }
}
