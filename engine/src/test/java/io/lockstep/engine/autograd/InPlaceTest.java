package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.ops.InPlace;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Changes in place under back-propagation; the gradients were worked out by hand. */
final class InPlaceTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void theResultOfAChangeHasItsGradient() {
        Tensor x = leaf(1, 2, 3);
        Tensor y = x.mul(2);
        Tensor same = double_(y);
        assertThat(same).isSameAs(y);
        assertThat(y.toDoubleArray()).containsExactly(4, 8, 12);
        y.mul(y).sum().backward();
        assertThat(gradient(x)).containsExactly(32, 64, 96);
    }

    @Test
    void aLeafIsNotChangedWhileOperationsAreRecorded() {
        Tensor x = leaf(1, 2);
        assertThatThrownBy(() -> x.fill_(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("fill_ cannot change a leaf that requires grad");
        Tensor view = x.reshape(2, 1);
        assertThatThrownBy(view::zero_).hasMessageContaining("a view of a leaf that requires grad");
        try (Device.Scope ignored = device.noGrad()) {
            x.fill_(3);
        }
        assertThat(x.toDoubleArray()).containsExactly(3, 3);
        assertThat(x.requiresGrad()).isTrue();
    }

    @Test
    void aSavedTensorMustNotChange() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3);
        Tensor z = y.mul(y);
        double_(y);
        assertThatThrownBy(() -> z.sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mul saved for its gradient was changed by an in-place operation")
                .hasMessageContaining("version 1, but 0 is needed");
    }

    @Test
    void aSavedTensorMustNotChangeThroughAView() {
        Tensor x = leaf(1, 2);
        Tensor y = x.exp();
        y.detach().reshape(2, 1).zero_();
        assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("exp saved for its gradient");
    }

    @Test
    void aChangeOfAViewIsOneOfItsBase() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor y = x.mul(1);
        Tensor matrix = y.reshape(2, 2);
        double_(matrix);
        assertThat(y.toDoubleArray()).containsExactly(2, 4, 6, 8);
        y.mul(weights(1, 10, 100, 1000)).sum().backward();
        assertThat(gradient(x)).containsExactly(2, 20, 200, 2000);
    }

    @Test
    void viewsSeeAChangeOfTheirBase() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor y = x.mul(1);
        Tensor transposed = y.reshape(2, 2).t();
        double_(y);
        transposed.flatten(0).mul(weights(1, 10, 100, 1000)).sum().backward();
        assertThat(gradient(x)).containsExactly(2, 200, 20, 2000);
    }

    @Test
    void aViewSeesAChangeThroughAnother() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor y = x.mul(1);
        Tensor first = y.reshape(2, 2);
        Tensor second = y.reshape(4, 1);
        InPlace.copy(first, leaf(5, 6).mul(1).reshape(1, 2));
        second.sum().backward();
        assertThat(second.toDoubleArray()).containsExactly(5, 6, 5, 6);
        assertThat(gradient(x)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void aTensorWithoutGradientGetsOneFromWhatIsCopiedIntoIt() {
        Tensor x = leaf(1, 2);
        Tensor buffer = device.zeros(io.lockstep.engine.backend.DType.FLOAT64, 2, 2);
        Tensor row = buffer.reshape(4).reshape(2, 2);
        row.copy_(x);
        assertThat(buffer.requiresGrad()).isTrue();
        buffer.mul(weights(1, 10, 100, 1000).reshape(2, 2)).sum().backward();
        assertThat(gradient(x)).containsExactly(101, 1010);
    }

    @Test
    void elementsThatShareTheirMemoryAreNotChanged() {
        Tensor x = device.ones(2, 1);
        Tensor wide =
                new Tensor(device, x.array().view(io.lockstep.engine.backend.Shape.of(2, 3), new long[] {1, 0}, 0));
        assertThatThrownBy(wide::zero_).hasMessageContaining("elements share their memory");
    }

    @Test
    void resultsMustFit() {
        Tensor x = device.ones(2);
        assertThatThrownBy(() -> InPlace.apply(x, "add_", a -> a.add(device.ones(3, 2))))
                .hasMessageContaining("add_ cannot put a result of shape [3, 2] into a tensor of shape [2]");
        Tensor whole = device.arange(3);
        assertThatThrownBy(() -> InPlace.apply(whole, "mul_", a -> a.to(io.lockstep.engine.backend.DType.FLOAT32)))
                .hasMessageContaining("mul_ cannot put a float32 result into a int64 tensor");
    }

    private Tensor double_(Tensor x) {
        return InPlace.apply(x, "mul_", a -> a.mul(2));
    }

    private Tensor leaf(double... values) {
        return weights(values).requiresGrad_();
    }

    private Tensor weights(double... values) {
        return device.tensor(values, values.length);
    }

    private static double[] gradient(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad()).toDoubleArray();
    }
}
