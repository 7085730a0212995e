package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.ops.BatchNorm;
import io.lockstep.engine.ops.Convolution;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.ops.Linear;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class AutocastTest {
    /** Half a unit in the last place of bfloat16, as a share of the number. */
    private static final double ROUNDING = 1.0 / 256;

    private static final Window SAME = Window.square(3, 1, 1);

    private final Device device = new Device(new ReferenceBackend());
    private final Random random = new Random(11);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void isAScope() {
        assertThat(device.autocastType()).isNull();
        try (Device.Scope outer = device.autocast(DType.BFLOAT16)) {
            try (Device.Scope inner = device.noAutocast()) {
                assertThat(device.autocastType()).isNull();
                try (Device.Scope innermost = device.autocast(DType.BFLOAT16)) {
                    assertThat(device.autocastType()).isEqualTo(DType.BFLOAT16);
                }
                assertThat(device.autocastType()).isNull();
            }
            assertThat(device.autocastType()).isEqualTo(DType.BFLOAT16);
        }
        assertThat(device.autocastType()).isNull();
    }

    @Test
    void isForBfloat16Alone() {
        assertThatThrownBy(() -> device.autocast(DType.FLOAT64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("autocast computes in bfloat16, but float64 was asked for;"
                        + " use BFLOAT16, or make the parameters float64");
        assertThat(device.autocastType()).isNull();
    }

    @Test
    void convertsTensorsThereAndBack() {
        Tensor x = device.tensor(new float[] {1, 1 + 1f / 256, -1 - 3f / 256, 3.4e38f}, 4);
        Tensor rounded = x.to(DType.BFLOAT16);
        assertThat(rounded.describe()).isEqualTo("Tensor(bfloat16[4])");
        assertThat(rounded.toFloatArray()).containsExactly(1, 1, -1 - 2f / 128, Float.POSITIVE_INFINITY);
        assertThat(rounded.to(DType.FLOAT32).toFloatArray()).containsExactly(rounded.toFloatArray());
        assertThat(rounded.reshape(1, 4).t().toFloatArray()).containsExactly(rounded.toFloatArray());
    }

    @Test
    void choosesTheTypesOfResultsAndGradients() {
        Tensor x = input(2, 3, 4, 4);
        Tensor weight = input(5, 3, 3, 3);
        Tensor bias = input(5);
        Tensor scale = input(5);
        Tensor shift = input(5);
        Tensor matrix = input(4, 80);
        Tensor logits;
        try (Device.Scope autocast = device.autocast(DType.BFLOAT16)) {
            Tensor convolved = Convolution.apply(x, weight, bias, SAME);
            assertThat(convolved.dtype()).isEqualTo(DType.BFLOAT16);
            Tensor normalised = BatchNorm.training(
                    convolved, scale, shift, device.zeros(DType.FLOAT32, Shape.of(5)), ones(5), 0.1, 1e-5);
            assertThat(normalised.dtype()).isEqualTo(DType.BFLOAT16);
            Tensor joined = normalised.relu().add(convolved);
            assertThat(joined.dtype()).isEqualTo(DType.BFLOAT16);
            logits = Linear.apply(joined.flatten(1), matrix, null);
            assertThat(logits.dtype()).isEqualTo(DType.BFLOAT16);
        }
        Tensor losses = CrossEntropy.apply(logits, device.tensor(new long[] {0, 3}, 2), 0);
        assertThat(losses.dtype()).isEqualTo(DType.FLOAT32);
        losses.sum().backward();
        for (Tensor leaf : new Tensor[] {x, weight, bias, scale, shift, matrix}) {
            assertThat(Objects.requireNonNull(leaf.grad()).dtype()).isEqualTo(DType.FLOAT32);
        }
    }

    @Test
    void gradientsAreThoseOfFloat32ToRounding() {
        Tensor x = input(3, 2, 5, 5);
        Tensor weight = input(4, 2, 3, 3);
        Tensor bias = input(4);
        Tensor matrix = input(6, 100);
        float[][] exact = gradients(false, x, weight, bias, matrix);
        float[][] rounded = gradients(true, x, weight, bias, matrix);
        for (int i = 0; i < exact.length; i++) {
            double largest = 0;
            for (float value : exact[i]) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int j = 0; j < exact[i].length; j++) {
                assertThat((double) rounded[i][j])
                        .as("element %d of tensor %d", j, i)
                        .isCloseTo(exact[i][j], within(4 * ROUNDING * largest));
            }
            assertThat(rounded[i]).isNotEqualTo(exact[i]);
        }
    }

    /** The loss is half the sum of squares, so that gradients depend smoothly on the results. */
    private float[][] gradients(boolean mixed, Tensor... leaves) {
        Tensor y = mixed ? mixed(leaves) : network(leaves);
        y.to(DType.FLOAT32).mul(y.to(DType.FLOAT32)).sum().mul(0.5).backward();
        float[][] gradients = new float[leaves.length + 1][];
        gradients[leaves.length] = y.toFloatArray();
        for (int i = 0; i < leaves.length; i++) {
            gradients[i] = Objects.requireNonNull(leaves[i].grad()).toFloatArray();
            leaves[i].zeroGrad();
        }
        return gradients;
    }

    private Tensor mixed(Tensor... leaves) {
        try (Device.Scope autocast = device.autocast(DType.BFLOAT16)) {
            return network(leaves);
        }
    }

    private static Tensor network(Tensor... leaves) {
        Tensor convolved = Convolution.apply(leaves[0], leaves[1], leaves[2], SAME);
        return Linear.apply(convolved.flatten(1), leaves[3], null);
    }

    @Test
    void convertsBothFactorsOfAProduct() {
        Tensor a = input(2, 3);
        Tensor b = input(3, 4);
        try (Device.Scope autocast = device.autocast(DType.BFLOAT16)) {
            Tensor y = a.matmul(b.to(DType.BFLOAT16));
            assertThat(y.dtype()).isEqualTo(DType.BFLOAT16);
            y.to(DType.FLOAT32).sum().backward();
        }
        assertThat(Objects.requireNonNull(b.grad()).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void leavesFloat64Alone() {
        Tensor a = device.ones(DType.FLOAT64, Shape.of(2, 2));
        try (Device.Scope autocast = device.autocast(DType.BFLOAT16)) {
            assertThat(a.matmul(a).dtype()).isEqualTo(DType.FLOAT64);
        }
    }

    @Test
    void refusesOtherMixtures() {
        Tensor image = input(1, 3, 4, 4).detach();
        Tensor rounded = image.to(DType.BFLOAT16);
        Tensor weight = input(2, 3, 3, 3);
        assertThatThrownBy(() -> Convolution.apply(rounded, weight, null, SAME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv2d expects float32[N, 3, H, W] but got bfloat16[1, 3, 4, 4];"
                        + " convert it with to(FLOAT32), or run inside Device.autocast(BFLOAT16)");
        assertThatThrownBy(() -> Linear.apply(rounded.reshape(3, 16), input(2, 16), null))
                .hasMessageEndingWith("convert it with to(FLOAT32), or run inside Device.autocast(BFLOAT16)");
        assertThatThrownBy(() -> Convolution.apply(rounded, weight.to(DType.BFLOAT16), null, SAME))
                .hasMessageEndingWith("keep parameters in float32 and run inside Device.autocast(BFLOAT16)");
        assertThat(image.add(rounded).dtype()).isEqualTo(DType.FLOAT32);
        assertThatThrownBy(
                        () -> BatchNorm.inference(rounded, ones(3).to(DType.FLOAT64), ones(3), ones(3), ones(3), 1e-5))
                .hasMessage("batchNorm expects float64[N, 3, ...] but got bfloat16[1, 3, 4, 4];"
                        + " convert one with to()");
        Tensor y = input(2).to(DType.BFLOAT16);
        assertThatThrownBy(() -> y.backward(ones(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backward() of a bfloat16 result got a gradient in float32;"
                        + " convert the gradient with to()");
        try (Device.Scope autocast = device.autocast(DType.BFLOAT16)) {
            assertThatThrownBy(() -> Convolution.apply(image, weight.to(DType.FLOAT64), null, SAME))
                    .hasMessageEndingWith("convert one with to()");
        }
    }

    private Tensor ones(long size) {
        return device.ones(DType.FLOAT32, Shape.of(size));
    }

    private Tensor input(long... sizes) {
        float[] values = new float[(int) Shape.of(sizes).numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return device.tensor(values, sizes).requiresGrad_();
    }
}
