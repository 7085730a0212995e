package io.lockstep.engine.examples;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.Index;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Making tensors, looking at them, and seeing the same elements in other shapes. */
final class FirstTensorsTest {
    private final Device device = Device.open("cpu");

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void creation() {
        Tensor scalar = device.tensor(3.5f);
        Tensor vector = device.tensor(new float[] {1, 2, 3});
        Tensor matrix = device.tensor(new long[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(scalar.dim()).isZero();
        assertThat(vector).hasToString("tensor([1., 2., 3.])");
        assertThat(matrix.dtype()).isEqualTo(DType.INT64);
        assertThat(matrix.shape()).hasToString("[2, 3]");

        assertThat(device.zeros(2, 2)).hasToString("tensor([[0., 0.],\n        [0., 0.]])");
        assertThat(device.ones(DType.INT32, 2)).hasToString("tensor([1, 1], dtype=torch.int32)");
        assertThat(device.arange(5)).hasToString("tensor([0, 1, 2, 3, 4])");
        assertThat(device.linspace(0, 1, 5)).hasToString("tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])");

        device.manualSeed(1);
        Tensor once = device.randn(2, 3);
        device.manualSeed(1);
        assertThat(device.randn(2, 3).equal(once)).isTrue();
    }

    @Test
    void typesMeetAsInPyTorch() {
        Tensor whole = device.tensor(new long[] {1, 2, 3});
        Tensor halves = device.tensor(new float[] {0.5f, 0.5f, 0.5f});
        assertThat(whole.add(halves).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(whole.div(2)).hasToString("tensor([0.5000, 1.0000, 1.5000])");
        assertThat(whole.gt(1)).hasToString("tensor([False,  True,  True])");
        assertThat(whole.to(DType.FLOAT64)).hasToString("tensor([1., 2., 3.], dtype=torch.float64)");
    }

    @Test
    void viewsShareTheirElements() {
        Tensor x = device.arange(6).view(2, 3);
        Tensor turned = x.t();
        assertThat(turned.isContiguous()).isFalse();
        assertThat(turned.storage()).isSameAs(x.storage());
        turned.set(100, Index.at(0), Index.at(1));
        assertThat(x).hasToString("tensor([[  0,   1,   2],\n        [100,   4,   5]])");

        assertThatThrownBy(() -> turned.view(6)).hasMessageContaining("reshape");
        assertThat(turned.reshape(6)).hasToString("tensor([  0, 100,   1,   4,   2,   5])");
    }

    @Test
    void indexing() {
        Tensor x = device.arange(12).view(3, 4);
        assertThat(x.get(1, 2).item()).isEqualTo(6);
        assertThat(x.get(Index.at(-1))).hasToString("tensor([ 8,  9, 10, 11])");
        assertThat(x.get(Index.all(), Index.slice(1, 3)))
                .hasToString("tensor([[ 1,  2],\n        [ 5,  6],\n        [ 9, 10]])");
        assertThat(x.get(Index.mask(x.gt(8)))).hasToString("tensor([ 9, 10, 11])");
        x.set(0, Index.mask(x.gt(8)));
        assertThat(x.sum().item()).isEqualTo(36);
    }

    @Test
    void broadcastingAndProducts() {
        Tensor column = device.tensor(new float[][] {{1}, {2}, {3}});
        Tensor row = device.tensor(new float[] {10, 20});
        assertThat(column.add(row)).hasToString("tensor([[11., 21.],\n        [12., 22.],\n        [13., 23.]])");
        assertThat(column.matmul(row.unsqueeze(0)).shape()).hasToString("[3, 2]");
        assertThat(row.dot(row).item()).isEqualTo(500);
        assertThatThrownBy(() -> column.add(device.ones(2, 1)))
                .hasMessageContaining("[3, 1]")
                .hasMessageContaining("[2, 1]");
    }
}
