package io.lockstep.engine.oracle.elements;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.Tolerance;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Fresh tensors in all element types beside libtorch's; random ones by the moments of their distributions. */
final class CreationTest {
    private static final int ROUNDS = 20;
    private static final List<DType> NUMBERS =
            Arrays.stream(DType.values()).filter(type -> type != DType.BOOL).toList();

    // First of all, since libtorch brings another OpenMP into the process.
    private final Device device = Device.open("cpu");
    private final Random random = new Random(20_261_128);
    private int compared;

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void rangesAndConstantsAreThoseOfLibtorch() {
        try (PointerScope scope = new PointerScope()) {
            for (DType dtype : NUMBERS) {
                for (int round = 0; round < ROUNDS; round++) {
                    ranges(dtype);
                }
                long rows = random.nextInt(5);
                long columns = random.nextInt(5);
                same("eye", dtype, device.eye(dtype, rows, columns), torch.eye(rows, columns, options(dtype)));
            }
            for (DType dtype : DType.values()) {
                constants(dtype);
            }
            withoutType();
        }
        assertThat(OracleCases.counted("E7.1", compared)).isGreaterThan(500);
    }

    private void ranges(DType dtype) {
        boolean floating = dtype.isFloating();
        // Steps that the half precisions hold, too.
        double start = floating ? random.nextInt(64) / 4.0 - 8 : random.nextInt(20);
        double step = floating ? (1 + random.nextInt(8)) / 4.0 : 1 + random.nextInt(4);
        double end = start + (floating ? random.nextInt(40) / 2.0 : random.nextInt(20)) * step;
        same(
                "arange " + start + " " + end + " " + step,
                dtype,
                device.arange(dtype, start, end, step),
                torch.arange(number(floating, start), number(floating, end), number(floating, step), options(dtype)));
        long steps = random.nextInt(12);
        if (floating) {
            same(
                    "linspace " + start + " " + end + " " + steps,
                    dtype,
                    device.linspace(dtype, start, end, steps),
                    torch.linspace(new Scalar(start), new Scalar(end), steps, options(dtype)));
            double low = random.nextInt(8) / 4.0 - 1;
            double high = low + random.nextInt(8) / 4.0;
            same(
                    "logspace " + low + " " + high + " " + steps,
                    dtype,
                    device.logspace(dtype, low, high, steps, 2),
                    torch.logspace(new Scalar(low), new Scalar(high), steps, 2, options(dtype)));
        }
    }

    /** Whole numbers make int64, others float32. */
    private void withoutType() {
        same(
                "arange of whole numbers",
                DType.INT64,
                device.arange(1, 12, 3),
                torch.arange(new Scalar(1L), new Scalar(12L), new Scalar(3L), options(DType.INT64)));
        same(
                "arange of fractions",
                DType.FLOAT32,
                device.arange(0, 1, 0.25),
                torch.arange(new Scalar(0.0), new Scalar(1.0), new Scalar(0.25), options(DType.FLOAT32)));
        same("eye", DType.FLOAT32, device.eye(2, 3), torch.eye(2, 3, options(DType.FLOAT32)));
    }

    private void constants(DType dtype) {
        for (long[] sizes : new long[][] {{}, {0}, {3}, {2, 0, 3}, {2, 3, 4}}) {
            Tensor like = device.zeros(dtype, sizes);
            org.bytedeco.pytorch.Tensor torchLike = torch.zeros(sizes, options(dtype));
            same("zeros", dtype, like, torchLike);
            same("ones", dtype, device.ones(dtype, sizes), torch.ones(sizes, options(dtype)));
            same("zerosLike", dtype, device.zerosLike(like), torch.zeros_like(torchLike));
            same("onesLike", dtype, device.onesLike(like), torch.ones_like(torchLike));
            same("fullLike", dtype, device.fullLike(like, 1), torch.full_like(torchLike, new Scalar(1)));
            // Of another element type than their model.
            Tensor model = device.zeros(dtype == DType.INT16 ? DType.FLOAT64 : DType.INT16, sizes);
            same("zerosLike typed", dtype, device.zerosLike(model, dtype), torch.zeros(sizes, options(dtype)));
            same("onesLike typed", dtype, device.onesLike(model, dtype), torch.ones(sizes, options(dtype)));
            same("fullLike typed", dtype, device.fullLike(model, 1, dtype), torch.ones(sizes, options(dtype)));
            assertThat(device.emptyLike(model, dtype).shape()).isEqualTo(model.shape());
        }
    }

    @Test
    void randomNumbersHaveTheMomentsOfTheirDistributions() {
        device.manualSeed(11);
        int count = 200_000;
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            moments(device.rand(dtype, count), 0.5, 1 / Math.sqrt(12));
            moments(device.randn(dtype, count), 0, 1);
            Tensor model = device.empty(DType.INT8, count);
            moments(device.randLike(model, dtype), 0.5, 1 / Math.sqrt(12));
            moments(device.randnLike(model, dtype), 0, 1);
            moments(device.empty(dtype, count).uniform_(-3, 5), 1, 8 / Math.sqrt(12));
            moments(device.empty(dtype, count).normal_(2, 3), 2, 3);
            moments(device.empty(dtype, count).bernoulli_(0.3), 0.3, Math.sqrt(0.21));
        }
        // Of the numbers 0 to 9 the variance is (10^2 - 1) / 12.
        moments(device.randint(0, 10, count), 4.5, Math.sqrt(99 / 12.0));
        double[] permutation = device.randperm(1000).toDoubleArray();
        assertThat(permutation).isNotEqualTo(sorted(permutation));
        assertThat(sorted(permutation)).isEqualTo(device.arange(1000).toDoubleArray());
        assertThat(device.randperm(DType.INT32, 9).dtype()).isEqualTo(DType.INT32);
    }

    /** Five standard errors of the mean, and two in a hundred of the deviation. */
    private static void moments(Tensor tensor, double mean, double deviation) {
        double[] values = tensor.toDoubleArray();
        double found = Arrays.stream(values).average().orElseThrow();
        double square = Arrays.stream(values)
                .map(x -> (x - found) * (x - found))
                .average()
                .orElseThrow();
        assertThat(Math.abs(found - mean)).isLessThan(5 * deviation / Math.sqrt(values.length));
        assertThat(Math.sqrt(square) / deviation).isBetween(0.98, 1.02);
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private void same(String what, DType dtype, Tensor found, org.bytedeco.pytorch.Tensor expected) {
        compared++;
        assertThat(found.dtype()).as(what).isEqualTo(dtype);
        assertThat(found.shape().toArray()).as(what + " in " + dtype).isEqualTo(expected.shape());
        double[] ours = found.toDoubleArray();
        double[] theirs = TorchTensors.values(expected);
        for (int i = 0; i < theirs.length; i++) {
            assertThat(Tolerance.of(dtype).accepts(ours[i], theirs[i]))
                    .as(
                            "%s in %s: %s, but libtorch's is %s",
                            what, dtype, Arrays.toString(ours), Arrays.toString(theirs))
                    .isTrue();
        }
    }

    private static Scalar number(boolean floating, double value) {
        return floating ? new Scalar(value) : new Scalar((long) value);
    }

    private static TensorOptions options(DType dtype) {
        return new TensorOptions().dtype(new ScalarTypeOptional(TorchTensors.type(dtype)));
    }
}
