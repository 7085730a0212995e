package io.lockstep.engine.data.mix;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.random.RandomStream;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class MixTest {
    private static final int SAMPLES = 3;
    private static final int CLASSES = 4;
    private static final Shape SHAPE = Shape.of(SAMPLES, 2, 5, 4);
    private static final int LENGTH = 40;

    @Test
    void mixupMixesEachWithTheOneBefore() {
        for (int seed = 0; seed < 20; seed++) {
            Batch mixed = new Mixup(0.7, CLASSES).apply(batch(), new RandomStream(seed, 0));
            double lambda = Beta.draw(0.7, new RandomStream(seed, 0));
            float[] values = floats(mixed, 0);
            for (int i = 0; i < values.length; i++) {
                double before = (i + SHAPE.numel() - LENGTH) % SHAPE.numel();
                assertThat((double) values[i]).isEqualTo(lambda * i + (1 - lambda) * before, Offset.offset(1e-4));
            }
            assertLabels(mixed, lambda);
            assertThat(mixed.indices()).containsExactly(7, 8, 9);
        }
    }

    @Test
    void cutMixPastesOneRectangleAndMixesLabelsByArea() {
        int pasted = 0;
        for (int seed = 0; seed < 50; seed++) {
            Batch mixed = new CutMix(CLASSES).apply(batch(), new RandomStream(seed, 0));
            float[] values = floats(mixed, 0);
            int foreign = 0;
            for (int i = 0; i < values.length; i++) {
                boolean own = values[i] == i;
                assertThat(own || values[i] == (i + SHAPE.numel() - LENGTH) % SHAPE.numel())
                        .isTrue();
                // The same places in all samples and channels.
                assertThat(own).isEqualTo(values[i % 20] == i % 20);
                foreign += own ? 0 : 1;
            }
            assertLabels(mixed, 1 - foreign / (double) SHAPE.numel());
            pasted += foreign > 0 ? 1 : 0;
        }
        assertThat(pasted).isGreaterThan(25);
        MixedBatch mixing = new MixedBatch("CutMix", batch(), CLASSES);
        float[] values = floats(CutMix.paste(mixing, 1, 2, 3, 4), 0);
        assertThat(values[LENGTH + 4 + 1]).isEqualTo(LENGTH + 5);
        assertThat(values[LENGTH + 4 + 2]).isEqualTo(6);
        assertThat(values[LENGTH + 12 + 2]).isEqualTo(LENGTH + 14);
    }

    @Test
    void lambdaIsOfTheBetaDistribution() {
        for (double alpha : new double[] {0.1, 0.5, 1, 3}) {
            RandomStream random = new RandomStream(3, 0);
            double sum = 0;
            double squares = 0;
            int draws = 20_000;
            for (int i = 0; i < draws; i++) {
                double lambda = Beta.draw(alpha, random);
                assertThat(lambda).isBetween(0.0, 1.0);
                sum += lambda;
                squares += (lambda - 0.5) * (lambda - 0.5);
            }
            assertThat(sum / draws).isEqualTo(0.5, Offset.offset(0.015));
            assertThat(squares / draws).isEqualTo(1 / (4 * (2 * alpha + 1)), Offset.offset(0.004));
        }
    }

    @Test
    void mixedLabelsCanBeMixedAgainAndWrongOnesAreNamed() {
        Batch once = new Mixup(CLASSES).apply(batch(), new RandomStream(1, 0));
        float[] labels = floats(new CutMix(CLASSES).apply(once, new RandomStream(2, 0)), 1);
        for (int n = 0; n < SAMPLES; n++) {
            float sum = labels[4 * n] + labels[4 * n + 1] + labels[4 * n + 2] + labels[4 * n + 3];
            assertThat(sum).isEqualTo(1, Offset.offset(1e-6f));
        }
        assertThatThrownBy(() -> new Mixup(2).apply(batch(), new RandomStream(1, 0)))
                .hasMessage("Mixup expects labels of 0 to 1, but that of sample 9 is 3; check numClasses");
        assertThatThrownBy(() -> new Mixup(0, 2)).hasMessageContaining("alpha above 0, but got 0.0");
    }

    private static void assertLabels(Batch mixed, double lambda) {
        int[] classes = {1, 0, 3};
        float[] labels = floats(mixed, 1);
        for (int n = 0; n < SAMPLES; n++) {
            for (int k = 0; k < CLASSES; k++) {
                double expected = (classes[n] == k ? lambda : 0) + (classes[(n + 2) % 3] == k ? 1 - lambda : 0);
                assertThat((double) labels[n * CLASSES + k]).isEqualTo(expected, Offset.offset(1e-6));
            }
        }
    }

    private static Batch batch() {
        float[] values = new float[SAMPLES * LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return new Batch(
                new int[] {7, 8, 9},
                List.of(
                        new Batch.Column("input", HostArray.of(SHAPE, values), List.of()),
                        new Batch.Column("target", HostArray.of(Shape.of(3), 1L, 0L, 3L), List.of())));
    }

    private static float[] floats(Batch batch, int column) {
        float[] values = new float[batch.array(column).floats().remaining()];
        batch.array(column).floats().get(values);
        return values;
    }
}
