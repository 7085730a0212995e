package io.lockstep.engine.oracle.layers;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.Bilinear;
import io.lockstep.engine.nn.Embedding;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.linalg.BothSides;
import io.lockstep.engine.oracle.linalg.HostTensor;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Embedding and Bilinear: outputs and gradients. */
final class LookupOracleTest {
    private static final int WORDS = 6;
    private static final int FEATURES = 3;

    private final Random random = new Random(17);

    @Test
    void embedsAsLibtorch() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                for (Long padding : new Long[] {null, 0L, 5L}) {
                    for (long[] sizes : new long[][] {{7}, {4, 5}, {2, 3, 2}, {0}}) {
                        embed(sides, dtype, padding == null ? -1 : padding, sizes);
                    }
                }
            }
            assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(2 * 3 * 4);
        }
    }

    /** @param padding -1 for none */
    private void embed(BothSides sides, DType dtype, long padding, long... sizes) {
        Initialisation initial = new Initialisation(sides.device(), dtype, 1);
        Embedding module = new Embedding(initial, WORDS, FEATURES, padding < 0 ? null : padding);
        double[] words = new double[Math.toIntExact(Arrays.stream(sizes).reduce(1, (a, b) -> a * b))];
        // Each word, the last among them, so that one without gradient would be seen.
        Arrays.setAll(words, i -> i % WORDS);
        sides.compare(
                "embedding, padding " + padding,
                BothSides.rounding(dtype),
                dtype == DType.FLOAT64,
                t -> {
                    module.replaceParameters(Map.of("weight", t[0]));
                    return new Tensor[] {module.forward(t[1])};
                },
                t -> new org.bytedeco.pytorch.Tensor[] {torch.embedding(t[0], t[1], padding, false, false)},
                HostTensor.random(random, dtype, WORDS, FEATURES),
                HostTensor.of(DType.INT64, words, sizes));
    }

    @Test
    void beginsThePaddingAtZero() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            Initialisation initial = new Initialisation(sides.device(), DType.FLOAT32, 1);
            Tensor weight =
                    new Embedding(initial, WORDS, FEATURES, 2L).parameters().get(0);
            assertThat(weight.select(0, 2).toDoubleArray()).containsOnly(0);
            assertThat(weight.select(0, 1).toDoubleArray()).doesNotContain(0);
        }
    }

    @Test
    void multipliesBilinearlyAsLibtorch() {
        try (BothSides sides = new BothSides(Backends.open("cpu", "reference"))) {
            for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                for (long[] batch : new long[][] {{4}, {1}, {2, 3}, {2, 1, 2}}) {
                    bilinear(sides, dtype, batch, true);
                    bilinear(sides, dtype, batch, false);
                }
            }
            assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(2 * 4 * 2);
        }
    }

    private void bilinear(BothSides sides, DType dtype, long[] batch, boolean bias) {
        Bilinear module = new Bilinear(new Initialisation(sides.device(), dtype, 1), 3, 2, 4, bias);
        sides.compare(
                "bilinear, bias " + bias,
                BothSides.rounding(dtype),
                dtype == DType.FLOAT64,
                t -> {
                    module.replaceParameters(bias ? Map.of("weight", t[2], "bias", t[3]) : Map.of("weight", t[2]));
                    return new Tensor[] {module.forward(t[0], t[1])};
                },
                t -> new org.bytedeco.pytorch.Tensor[] {
                    bias
                            ? torch.bilinear(t[0], t[1], t[2], new org.bytedeco.pytorch.TensorOptional(t[3]))
                            : torch.bilinear(t[0], t[1], t[2])
                },
                HostTensor.random(random, dtype, with(batch, 3)),
                HostTensor.random(random, dtype, with(batch, 2)),
                HostTensor.random(random, dtype, 4, 3, 2),
                bias
                        ? HostTensor.random(random, dtype, 4)
                        : HostTensor.random(random, dtype, 1).constant());
    }

    private static long[] with(long[] batch, long last) {
        long[] sizes = Arrays.copyOf(batch, batch.length + 1);
        sizes[batch.length] = last;
        return sizes;
    }
}
