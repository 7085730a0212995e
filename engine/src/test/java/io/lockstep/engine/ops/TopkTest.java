package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The largest elements of rows so long that not all of them are sorted. */
final class TopkTest {
    private static final int SIZE = 20_011;

    private final Device device = Device.open("cpu");
    private final Random random = new Random(5);

    @AfterEach
    void close() {
        device.close();
    }

    /** Many equal elements, among them NaN, infinities and zeros of both signs; few different ones mean ties at the end. */
    @ParameterizedTest
    @ValueSource(ints = {2, 40, 3_000_000})
    void equalsTheStartOfTheSortedRow(int different) {
        double[] values = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            int drawn = random.nextInt(different);
            values[i] = drawn == 1 && different == 40
                    ? Double.NaN
                    : drawn == 2 ? Double.NEGATIVE_INFINITY : drawn % 2 == 0 ? drawn : -drawn;
        }
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32, DType.INT64, DType.INT16}) {
            Tensor row = device.tensor(values, SIZE).to(dtype);
            for (int k : new int[] {1, 7, 19}) {
                ValuesAndIndices found = row.topk(k);
                ValuesAndIndices sorted = row.sort(0, true);
                assertThat(found.indices().toDoubleArray())
                        .isEqualTo(sorted.indices().narrow(0, 0, k).toDoubleArray());
                assertThat(found.values().toDoubleArray())
                        .isEqualTo(sorted.values().narrow(0, 0, k).toDoubleArray());
            }
        }
    }

    @Test
    void gradientsGoToTheirPlaces() {
        Tensor row = device.randn(DType.FLOAT64, SIZE).requiresGrad_();
        ValuesAndIndices top = row.topk(3);
        top.values().mul(device.tensor(new double[] {1, 2, 3})).sum().backward();
        Tensor expected =
                device.zeros(DType.FLOAT64, SIZE).scatter(0, top.indices(), device.tensor(new double[] {1, 2, 3}));
        assertThat(row.grad()).isNotNull().matches(grad -> grad.equal(expected));
    }
}
