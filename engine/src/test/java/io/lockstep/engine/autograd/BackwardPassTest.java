package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.BatchNorm2d;
import io.lockstep.engine.nn.Conv2d;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class BackwardPassTest {
    private static final int LAYERS = 12;
    private static final int CHANNELS = 16;

    private final Device device = new Device(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void aResultAddedToItselfGetsTwiceTheGradient() {
        Tensor x = device.tensor(new float[] {-1, 2, 3}, 3).requiresGrad_();
        Tensor y = x.relu();
        y.add(y).sum().backward();
        assertThat(gradient(x)).containsExactly(0, 2, 2);
    }

    @Test
    void aShortcutAddsItsGradient() {
        Tensor x = device.tensor(new float[] {-1, 2, 3}, 3).requiresGrad_();
        Tensor y = x.mul(2);
        y.relu().add(y).mul(device.tensor(new float[] {1, 10, 100}, 3)).sum().backward();
        assertThat(gradient(x)).containsExactly(2, 40, 400);
    }

    /** The sum gives a and b the same gradient, to which more is added for a only. */
    @Test
    void aGradientOfTwoResultsIsNotChangedForOne() {
        Tensor x = device.tensor(new float[] {-1, -2, 3}, 3).requiresGrad_();
        Tensor z = device.tensor(new float[] {4, 5, 6}, 3).requiresGrad_();
        Tensor b = z.mul(5);
        Tensor a = x.mul(3);
        Tensor negative = a.neg().relu();
        a.add(b).relu().add(negative).sum().backward();
        assertThat(gradient(x)).containsExactly(0, 0, 3);
        assertThat(gradient(z)).containsExactly(5, 5, 5);
    }

    @Test
    void aGradientThatRepeatsElementsIsNotChanged() {
        Tensor x = device.tensor(new float[] {-1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad_();
        Tensor y = x.mul(1);
        Tensor other = y.relu();
        Tensor rows = sumOfRows(y).relu();
        rows.sum().add(other.sum()).backward();
        assertThat(gradient(x)).containsExactly(1, 2, 2, 2, 2, 2);
    }

    /** y [1, C] of x [N, C], whose gradient is a view that repeats dy. */
    private Tensor sumOfRows(Tensor x) {
        Tensor y = device.empty(x.dtype(), Shape.of(1, x.size(1)));
        device.backend().sum(x.array(), y.array());
        return y.computedBy(new SumOfRows(x.shape()), x);
    }

    private record SumOfRows(Shape x) implements Operation {
        @Override
        public String name() {
            return "sumOfRows";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            NdArray repeated = dy.array().view(x, new long[] {0, 1}, dy.array().offset());
            dx.give(0, new Tensor(dy.device(), repeated));
        }
    }

    @Test
    void onlyGradientsOfLeavesAreKept() {
        Tensor x = device.ones(DType.FLOAT32, Shape.of(3)).requiresGrad_();
        Keep keep = new Keep();
        try (Device.Scope ignored = device.step()) {
            Tensor y = x.relu();
            y.detach().computedBy(keep, y).relu().sum().backward();
            assertThat(gradient(x)).containsExactly(1, 1, 1);
            Tensor kept = Objects.requireNonNull(keep.gradient);
            assertThatThrownBy(kept::toFloatArray).hasMessageContaining("only the gradients of leaves are kept");
        }
    }

    /** y = x; keeps the gradient that it should only have read. */
    private static final class Keep implements Operation {
        private @Nullable Tensor gradient;

        @Override
        public String name() {
            return "keep";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            gradient = dy;
            dy.device().backend().copy(dy.array(), dx.into(0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesRoomForAFewGradientsBesideTheActivations(boolean shortcuts) {
        Tensor x = device.ones(DType.FLOAT32, Shape.of(4, CHANNELS, 64, 64));
        Module[] layers = layers();
        long activation = x.numel() * Float.BYTES;
        List<Long> capacities = new ArrayList<>();
        for (int step = 0; step < 5; step++) {
            try (Device.Scope ignored = device.step()) {
                Tensor loss = forward(layers, x, shortcuts).mean();
                loss.item();
                long forward = arena().capacityBytes();
                loss.backward();
                capacities.add(arena().capacityBytes());
                if (step == 0) {
                    assertThat(forward).as("bytes of the forward pass").isGreaterThan(2 * LAYERS * activation);
                    assertThat(arena().capacityBytes() - forward)
                            .as("bytes that the backward pass adds")
                            .isLessThanOrEqualTo(4 * activation);
                }
            }
            for (Module layer : layers) {
                layer.namedParameters().values().forEach(Tensor::zeroGrad);
            }
        }
        assertThat(capacities).as("bytes after each step").containsOnly(capacities.get(0));
    }

    private static Tensor forward(Module[] layers, Tensor x, boolean shortcuts) {
        Tensor y = x;
        for (Module layer : layers) {
            y = shortcuts ? layer.forward(y).add(y) : layer.forward(y);
        }
        return y;
    }

    private Module[] layers() {
        Initialisation initialisation = new Initialisation(device, DType.FLOAT32, 7);
        Module[] layers = new Module[LAYERS];
        for (int i = 0; i < LAYERS; i++) {
            layers[i] = new Sequential(
                    new Conv2d(initialisation, CHANNELS, CHANNELS, Window.square(3, 1, 1)),
                    new BatchNorm2d(initialisation, CHANNELS),
                    new ReLU());
        }
        return layers;
    }

    private Arena arena() {
        return (Arena) device.allocator();
    }

    private static float[] gradient(Tensor x) {
        return Objects.requireNonNull(x.grad()).toFloatArray();
    }
}
