package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.Init.Mode;
import io.lockstep.engine.nn.Init.Nonlinearity;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class InitTest {
    private final Device device = new Device(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        device.close();
    }

    /** A weight of a convolution: fan-in 40 x 9 = 360, fan-out 80 x 9 = 720, 28800 numbers, which requires grad. */
    private Tensor weight() {
        return device.zeros(80, 40, 3, 3).requiresGrad_();
    }

    @Test
    void drawsUniformNumbersInTheirBounds() {
        assertUniform(Init.uniform_(weight()), 0, 1);
        assertUniform(Init.uniform_(weight(), -2, 3), -2, 3);
        assertUniform(Init.xavierUniform_(weight()), Math.sqrt(6.0 / 1080));
        assertUniform(Init.xavierUniform_(weight(), 2), 2 * Math.sqrt(6.0 / 1080));
        assertUniform(Init.kaimingUniform_(weight()), Math.sqrt(6.0 / 360));
        assertUniform(
                Init.kaimingUniform_(weight(), Math.sqrt(5), Mode.FAN_IN, Nonlinearity.LEAKY_RELU), 1 / Math.sqrt(360));
        assertUniform(
                Init.kaimingUniform_(weight(), 0, Mode.FAN_OUT, Nonlinearity.TANH), 5.0 / 3 * Math.sqrt(3.0 / 720));
    }

    @Test
    void drawsNormalNumbersOfTheirVariance() {
        assertNormal(Init.normal_(weight()), 0, 1);
        assertNormal(Init.normal_(weight(), 3, 0.5), 3, 0.5);
        assertNormal(Init.xavierNormal_(weight()), 0, Math.sqrt(2.0 / 1080));
        assertNormal(Init.xavierNormal_(weight(), 3), 0, 3 * Math.sqrt(2.0 / 1080));
        assertNormal(Init.kaimingNormal_(weight()), 0, Math.sqrt(2.0 / 360));
        assertNormal(Init.kaimingNormal_(weight(), 0, Mode.FAN_OUT, Nonlinearity.SELU), 0, 0.75 / Math.sqrt(720));
    }

    /** Between -1 and 1 a standard normal number has the variance 1 - 2 phi(1) / (2 Phi(1) - 1) = 0.29112. */
    @Test
    void cutsNormalNumbersAtTheirBounds() {
        Tensor x = Init.truncNormal_(weight(), 5, 2, 3, 7);
        double[] values = x.toDoubleArray();
        assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(3.0, 3.01);
        assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(6.99, 7.0);
        assertMoments(values, 5, 2 * Math.sqrt(0.29112));
        assertMoments(Init.truncNormal_(weight()).toDoubleArray(), 0, Math.sqrt(0.77374));
        assertThatThrownBy(() -> Init.truncNormal_(weight(), 0, 1, 2, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a below b");
    }

    @Test
    void makesRowsOrColumnsOrthonormal() {
        for (long[] sizes : new long[][] {{4, 4}, {7, 3}, {3, 7}, {5, 2, 3, 1}, {1, 6}, {6, 1}}) {
            Tensor weight = device.zeros(DType.FLOAT64, sizes).requiresGrad_();
            assertThat(Init.orthogonal_(weight, 2)).isSameAs(weight);
            long rows = sizes[0];
            Tensor matrix = weight.detach().reshape(rows, weight.numel() / rows);
            Tensor fewer = rows <= matrix.size(1) ? matrix : matrix.transpose(0, 1);
            double[] products = fewer.matmul(fewer.transpose(0, 1)).toDoubleArray();
            double[] expected = device.eye(DType.FLOAT64, fewer.size(0), fewer.size(0))
                    .mul(4.0)
                    .toDoubleArray();
            assertThat(products).containsExactly(expected, within(1e-12));
        }
    }

    /** Without the sign of R's diagonal, the first element of Q would always be negative. */
    @Test
    void drawsOrthogonalMatricesOfBothSigns() {
        int positive = 0;
        for (int i = 0; i < 100; i++) {
            positive += Init.orthogonal_(device.zeros(2, 2)).toDoubleArray()[0] > 0 ? 1 : 0;
        }
        assertThat(positive).isBetween(20, 80);
    }

    @Test
    void fills() {
        assertThat(Init.ones_(device.zeros(2, 2)).toDoubleArray()).containsOnly(1);
        assertThat(Init.zeros_(device.ones(2, 2)).toDoubleArray()).containsOnly(0);
        assertThat(Init.constant_(device.zeros(2, 2), 0.3).toDoubleArray()).containsOnly(0.3f);
        assertThat(Init.eye_(device.ones(2, 3).requiresGrad_()).toDoubleArray()).containsExactly(1, 0, 0, 0, 1, 0);
        assertThatThrownBy(() -> Init.eye_(device.ones(2, 3, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eye_ expects [rows, columns] but got [2, 3, 1]");
    }

    @Test
    void leavesParametersLeavesThatCollectGradients() {
        Tensor weight = Init.xavierNormal_(weight());
        assertThat(weight.requiresGrad()).isTrue();
        weight.sum().backward();
        assertThat(weight.grad()).isNotNull();
    }

    @Test
    void knowsTheGains() {
        assertThat(Init.calculateGain(Nonlinearity.LINEAR)).isEqualTo(1);
        assertThat(Init.calculateGain(Nonlinearity.SIGMOID)).isEqualTo(1);
        assertThat(Init.calculateGain(Nonlinearity.TANH)).isEqualTo(5.0 / 3);
        assertThat(Init.calculateGain(Nonlinearity.RELU)).isEqualTo(Math.sqrt(2));
        assertThat(Init.calculateGain(Nonlinearity.LEAKY_RELU)).isCloseTo(1.4141428569978354, within(1e-15));
        assertThat(Init.calculateGain(Nonlinearity.LEAKY_RELU, 0.2)).isCloseTo(1.3867504905630728, within(1e-15));
        assertThat(Init.calculateGain(Nonlinearity.SELU)).isEqualTo(0.75);
    }

    @Test
    void refusesVectorsWhereItNeedsFans() {
        assertThatThrownBy(() -> Init.kaimingNormal_(device.ones(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two or more dimensions but got [3]");
    }

    private static void assertUniform(Tensor x, double bound) {
        assertUniform(x, -bound, bound);
    }

    private static void assertUniform(Tensor x, double low, double high) {
        double[] values = x.toDoubleArray();
        double slack = (high - low) / 1000;
        assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(low - 1e-6, low + slack);
        assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(high - slack, high + 1e-6);
        assertMoments(values, (low + high) / 2, (high - low) / Math.sqrt(12));
    }

    /** Beside mean and variance, the share within one standard deviation: 0.6827. */
    private static void assertNormal(Tensor x, double mean, double std) {
        double[] values = x.toDoubleArray();
        assertMoments(values, mean, std);
        double near = Arrays.stream(values)
                .filter(value -> Math.abs(value - mean) < std)
                .count();
        assertThat(near / values.length).isCloseTo(0.6827, within(0.015));
    }

    /** Five standard errors of 28800 numbers around. */
    private static void assertMoments(double[] values, double mean, double std) {
        double found = Arrays.stream(values).average().orElseThrow();
        assertThat(found).isCloseTo(mean, within(5 * std / Math.sqrt(values.length)));
        double square = Arrays.stream(values)
                .map(value -> (value - found) * (value - found))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(square) / std).isCloseTo(1, within(0.025));
    }
}
