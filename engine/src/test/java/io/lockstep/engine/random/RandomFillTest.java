package io.lockstep.engine.random;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class RandomFillTest {
    private static final long KEY = RandomPurpose.USER.key(3, 0);
    private static final int COUNT = 41;

    @Test
    void anySplitGivesTheSameNumbers() {
        float[] uniform = new float[COUNT];
        float[] normal = new float[COUNT];
        double[] uniformDoubles = new double[COUNT];
        double[] normalDoubles = new double[COUNT];
        RandomFill.uniform(KEY, 1, 0, FloatBuffer.wrap(uniform));
        RandomFill.normal(KEY, 1, 0, FloatBuffer.wrap(normal));
        RandomFill.uniform(KEY, 1, 0, DoubleBuffer.wrap(uniformDoubles));
        RandomFill.normal(KEY, 1, 0, DoubleBuffer.wrap(normalDoubles));
        for (int cut = 0; cut <= COUNT; cut++) {
            FloatBuffer floats = FloatBuffer.allocate(COUNT - cut);
            DoubleBuffer doubles = DoubleBuffer.allocate(COUNT - cut);
            RandomFill.uniform(KEY, 1, cut, floats);
            assertThat(floats).isEqualTo(FloatBuffer.wrap(uniform, cut, COUNT - cut));
            RandomFill.normal(KEY, 1, cut, floats);
            assertThat(floats).isEqualTo(FloatBuffer.wrap(normal, cut, COUNT - cut));
            RandomFill.uniform(KEY, 1, cut, doubles);
            assertThat(doubles).isEqualTo(DoubleBuffer.wrap(uniformDoubles, cut, COUNT - cut));
            RandomFill.normal(KEY, 1, cut, doubles);
            assertThat(doubles).isEqualTo(DoubleBuffer.wrap(normalDoubles, cut, COUNT - cut));
        }
    }

    @Test
    void agreesWithTheStream() {
        FloatBuffer floats = FloatBuffer.allocate(COUNT);
        DoubleBuffer doubles = DoubleBuffer.allocate(COUNT);
        RandomFill.uniform(KEY, 2, 0, floats);
        RandomFill.uniform(KEY, 2, 0, doubles);
        RandomStream words = new RandomStream(KEY, 2);
        RandomStream pairs = new RandomStream(KEY, 2);
        for (int i = 0; i < COUNT; i++) {
            assertThat(floats.get(i)).isEqualTo(words.nextFloat());
            assertThat(doubles.get(i)).isEqualTo(pairs.nextDouble());
        }
    }

    @Test
    void fillsOnlyFromPositionToLimit() {
        FloatBuffer floats = FloatBuffer.allocate(5);
        floats.position(1).limit(3);
        RandomFill.uniform(KEY, 0, 0, floats);
        assertThat(floats.position()).isEqualTo(1);
        assertThat(floats.array()[0]).isZero();
        assertThat(floats.array()[1]).isPositive();
        assertThat(floats.array()[3]).isZero();
    }

    @Test
    void normalNumbersAreNormal() {
        int count = 100_000;
        DoubleBuffer values = DoubleBuffer.allocate(count);
        RandomFill.normal(KEY, 0, 0, values);
        double sum = 0;
        double squares = 0;
        double products = 0;
        int within = 0;
        for (int i = 0; i < count; i++) {
            double value = values.get(i);
            sum += value;
            squares += value * value;
            products += value * values.get(i ^ 1);
            within += Math.abs(value) < 1 ? 1 : 0;
        }
        assertThat(Math.abs(sum / count)).isLessThan(0.015);
        assertThat(squares / count).isBetween(0.98, 1.02);
        assertThat(Math.abs(products / count)).isLessThan(0.02);
        assertThat((double) within / count).isBetween(0.6727, 0.6927);
    }
}
