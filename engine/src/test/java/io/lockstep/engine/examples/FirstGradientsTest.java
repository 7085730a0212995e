package io.lockstep.engine.examples;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Derivatives by the tape. */
final class FirstGradientsTest {
    private final Device device = Device.open("cpu");

    @AfterEach
    void close() {
        device.close();
    }

    /** sin(x) (sin(x)^2 + cos(x)^2) is sin(x) in disguise, so its derivative is cos(x). */
    @Test
    void derivativeOfAFunction() {
        Tensor x = device.linspace(DType.FLOAT64, -3, 3, 13).requiresGrad_();
        Tensor y = x.sin().mul(x.sin().square().add(x.cos().square()));
        y.sum().backward();
        assertThat(Objects.requireNonNull(x.grad()).toDoubleArray())
                .containsExactly(x.detach().cos().toDoubleArray(), within(1e-14));
    }

    @Test
    void gradientsAddUpUntilTheyAreZeroed() {
        Tensor x = device.tensor(new float[] {1, 2}).requiresGrad_();
        x.square().sum().backward();
        x.square().sum().backward();
        assertThat(x.grad()).hasToString("tensor([4., 8.])");
        x.zeroGrad();
        assertThat(x.grad()).isNull();
    }

    @Test
    void detachCutsTheGraph() {
        Tensor x = device.tensor(3f).requiresGrad_();
        Tensor constant = x.square().detach();
        assertThat(constant.requiresGrad()).isFalse();
        constant.mul(x).backward();
        assertThat(x.grad()).hasToString("tensor(9.)");
    }

    @Test
    void noGradRecordsNothing() {
        Tensor x = device.tensor(3f).requiresGrad_();
        try (Device.Scope noGrad = device.noGrad()) {
            assertThat(x.square().requiresGrad()).isFalse();
        }
        assertThat(x.square().requiresGrad()).isTrue();
    }

    @Test
    void theGraphIsOfferedOnce() {
        Tensor x = device.tensor(3f).requiresGrad_();
        Tensor y = x.square();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("retainGraph");
        assertThatThrownBy(() -> device.tensor(new long[] {1}).requiresGrad_())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("floating");
        assertThatThrownBy(() -> x.toArray())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("detach()");
    }

    /** Newton's way to the root of x^3 - 2, with both derivatives from the tape and a loop that ends when it has found it. */
    @Test
    void controlFlowDecidesTheGraph() {
        Tensor x = device.tensor(1.0).requiresGrad_();
        int steps = 0;
        while (true) {
            Tensor y = x.pow(3).sub(2);
            if (Math.abs(y.item()) < 1e-12) {
                break;
            }
            x.zeroGrad();
            y.backward();
            Tensor slope = Objects.requireNonNull(x.grad());
            try (Device.Scope noGrad = device.noGrad()) {
                x.sub_(y.div(slope));
            }
            steps++;
        }
        assertThat(x.item()).isCloseTo(Math.cbrt(2), within(1e-12));
        assertThat(steps).isLessThan(10);
    }

    /** Linear regression by gradient descent, with nothing but tensors. */
    @Test
    void gradientDescentByHand() {
        device.manualSeed(3);
        Tensor x = device.randn(100, 1);
        Tensor y = x.mul(2).add(-1).add(device.randn(100, 1).mul(0.01));
        Tensor w = device.zeros(1, 1).requiresGrad_();
        Tensor b = device.zeros(1).requiresGrad_();
        for (int step = 0; step < 200; step++) {
            Tensor loss = x.matmul(w).add(b).sub(y).square().mean();
            loss.backward();
            try (Device.Scope noGrad = device.noGrad()) {
                w.sub_(Objects.requireNonNull(w.grad()).mul(0.1));
                b.sub_(Objects.requireNonNull(b.grad()).mul(0.1));
            }
            w.zeroGrad();
            b.zeroGrad();
        }
        assertThat(w.item()).isCloseTo(2, within(0.01));
        assertThat(b.item()).isCloseTo(-1, within(0.01));
    }
}
