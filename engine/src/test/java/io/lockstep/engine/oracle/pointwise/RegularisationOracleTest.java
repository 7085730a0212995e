package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.autograd.Autograd;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.ops.Penalty;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Penalties, and dropout: what is drawn has the right frequency, and the rest follows from it as in libtorch. */
final class RegularisationOracleTest {
    private static final int COUNT = 20_000;

    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void penaltiesAgreeWithLibtorch() {
        try (Comparer comparer = new Comparer()) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                for (long[] sizes : new long[][] {{}, {1}, {3, 4}}) {
                    Argument[] parameters = {
                        Argument.random(comparer.random(), dtype, sizes), Argument.random(comparer.random(), dtype, 5)
                    };
                    comparer.compare(
                            "l1",
                            8,
                            true,
                            x -> Penalty.l1(List.of(x), 0.3),
                            x -> torch.abs(x[0])
                                    .sum()
                                    .add(torch.abs(x[1]).sum())
                                    .mul(new Scalar(0.3)),
                            parameters);
                    comparer.compare(
                            "l2",
                            8,
                            true,
                            x -> Penalty.l2(List.of(x), 0.3),
                            x -> torch.square(x[0])
                                    .sum()
                                    .add(torch.square(x[1]).sum())
                                    .mul(new Scalar(0.15)),
                            parameters);
                }
            }
            assertThat(OracleCases.counted("E3", comparer.finish())).isEqualTo(12);
        }
        assertThatThrownBy(() -> Penalty.l1(List.of(), 1)).hasMessageContaining("expects parameters");
    }

    @Test
    void dropoutScalesWhatItKeeps() {
        for (double p : new double[] {0.1, 0.5, 0.9}) {
            Tensor x = device.randn(COUNT).requiresGrad_();
            Tensor y = x.dropout(p, true);
            int dropped = 0;
            double[] values = x.toDoubleArray();
            double[] gradient = Autograd.grad(y.sum(), x).get(0).toDoubleArray();
            double[] results = y.toDoubleArray();
            for (int i = 0; i < COUNT; i++) {
                boolean vanished = results[i] == 0;
                dropped += vanished ? 1 : 0;
                assertThat(gradient[i]).isCloseTo(vanished ? 0 : 1 / (1 - p), within(1e-6));
                assertThat(results[i]).isCloseTo(vanished ? 0 : values[i] / (1 - p), within(1e-5));
            }
            assertFrequency(dropped, COUNT, p);
            assertThat(x.dropout(p, false)).isSameAs(x);
        }
        Tensor x = device.randn(3, 4);
        assertThat(x.dropout(0, true)).isSameAs(x);
        assertThat(x.dropout(1, true).abs().toDoubleArray()).containsOnly(0);
        assertThat(x.alphaDropout(1, true).abs().toDoubleArray()).containsOnly(0);
        assertThatThrownBy(() -> x.dropout(1.5, true)).hasMessageContaining("from 0 to 1 but got 1.5");
        assertThatThrownBy(() -> device.ones(DType.INT64, 3).dropout(0.5, true)).hasMessageContaining("floating");
    }

    private static void assertFrequency(int hits, int count, double probability) {
        double deviation = Math.sqrt(count * probability * (1 - probability));
        assertThat((double) hits).isCloseTo(count * probability, within(5 * deviation));
    }

    @Test
    void channelsVanishAsOne() {
        assertChannels(x -> x.dropout1d(0.3, true), 0, 40, 50, 6);
        assertChannels(x -> x.dropout2d(0.3, true), 0, 40, 50, 2, 3);
        assertChannels(x -> x.dropout3d(0.3, true), 0, 40, 50, 2, 1, 3);
        assertChannels(x -> x.dropout1d(0.3, true), 0, 2000, 6);
        assertChannels(x -> x.dropout3d(0.3, true), 0, 2000, 2, 1, 3);
        assertThatThrownBy(() -> device.ones(3).dropout2d(0.5, true)).hasMessageContaining("[N, C, ..]");
    }

    /** All six elements of a channel of ones either vanish or become 1 / 0.7. */
    private void assertChannels(UnaryOperator<Tensor> dropout, double vanished, long... sizes) {
        double[] values = dropout.apply(device.ones(sizes)).toDoubleArray();
        int dropped = 0;
        for (int channel = 0; channel < values.length / 6; channel++) {
            double first = values[6 * channel];
            dropped += first == vanished ? 1 : 0;
            for (int i = 0; i < 6; i++) {
                assertThat(values[6 * channel + i]).isEqualTo(first);
            }
            assertThat(first == vanished || Math.abs(first - 1 / 0.7) < 1e-6).isTrue();
        }
        assertFrequency(dropped, values.length / 6, 0.3);
    }

    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        Tensor x = device.randn(DType.FLOAT64, COUNT / 4, 4);
        for (Tensor y : List.of(x.alphaDropout(0.2, true), x.featureAlphaDropout(0.2, true))) {
            double mean = y.mean().item();
            assertThat(mean).isCloseTo(0, within(0.05));
            assertThat(y.sub(mean).square().mean().item()).isCloseTo(1, within(0.05));
        }
        // libtorch's constants: what vanishes becomes a floor, then all is scaled and moved
        double floor = -1.7580993408473766;
        double a = 1 / Math.sqrt((floor * floor * 0.2 + 1) * 0.8);
        double b = -a * 0.2 * floor;
        double[] values = x.toDoubleArray();
        double[] results = x.alphaDropout(0.2, true).toDoubleArray();
        int dropped = 0;
        for (int i = 0; i < COUNT; i++) {
            boolean vanished = Math.abs(results[i] - (a * floor + b)) < 1e-9;
            dropped += vanished ? 1 : 0;
            assertThat(results[i]).isCloseTo(vanished ? a * floor + b : a * values[i] + b, within(1e-9));
        }
        assertFrequency(dropped, COUNT, 0.2);
    }
}
