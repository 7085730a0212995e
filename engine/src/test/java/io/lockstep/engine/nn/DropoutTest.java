package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A sample's features are no multiple of a block of random numbers, so that workers' parts begin within blocks. */
final class DropoutTest {
    private static final int GLOBAL_BATCH = 7;
    private static final int CHANNELS = 3;
    private static final int WIDTH = 5;
    private static final int FEATURES = CHANNELS * WIDTH;
    private static final double PROBABILITY = 0.4;

    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void masksASampleAlikeHoweverTheGlobalBatchIsSplit(DType dtype) {
        float[] whole = mask(dtype, 0, 0, GLOBAL_BATCH);
        for (int workers = 2; workers <= GLOBAL_BATCH; workers++) {
            int first = 0;
            for (int rank = 0; rank < workers; rank++) {
                int end = (rank + 1) * GLOBAL_BATCH / workers;
                assertThat(mask(dtype, 0, first, end - first))
                        .as("rank %d of %d", rank, workers)
                        .containsExactly(Arrays.copyOfRange(whole, first * FEATURES, end * FEATURES));
                first = end;
            }
        }
    }

    @Test
    void masksEverySampleStepAndLayerInItsOwnWay() {
        float[] mask = mask(DType.FLOAT32, 0, 0, GLOBAL_BATCH);
        for (int sample = 1; sample < GLOBAL_BATCH; sample++) {
            assertThat(Arrays.copyOfRange(mask, sample * FEATURES, (sample + 1) * FEATURES))
                    .isNotEqualTo(Arrays.copyOf(mask, FEATURES));
        }
        assertThat(mask(DType.FLOAT32, 1, 0, GLOBAL_BATCH)).isNotEqualTo(mask);
        assertThat(mask(new Dropout(PROBABILITY, 1), DType.FLOAT32, 0, 0, GLOBAL_BATCH))
                .isNotEqualTo(mask);
    }

    private float[] mask(DType dtype, long step, int firstSample, int samples) {
        return mask(new Dropout(PROBABILITY, 0), dtype, step, firstSample, samples);
    }

    private float[] mask(Dropout dropout, DType dtype, long step, int firstSample, int samples) {
        dropout.randomAt(new RandomPosition(11, step, firstSample));
        return dropout.forward(device.ones(dtype, Shape.of(samples, CHANNELS, 1, WIDTH)))
                .toFloatArray();
    }
}
