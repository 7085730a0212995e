package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeviceTest {
    private final Device device = Device.open("cpu");

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void namesAreThoseOfPyTorch() {
        assertThat(device.type()).isEqualTo("cpu");
        assertThat(device.name()).isEqualTo("cpu");
        assertThat(device.isHost()).isTrue();
        assertThat(device.cpu()).isSameAs(device);
        for (String name : new String[] {"gpu", "cpu:1", "cuda:", "cuda:x", ""}) {
            assertThatThrownBy(() -> Device.open(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + name + "\"");
        }
    }

    @Test
    void tensorsComeFromNestedArraysNumbersAndBuffers() {
        assertThat(device.tensor(new float[][] {{1, 2, 3}, {4, 5, 6}}))
                .hasToString("tensor([[1., 2., 3.],\n        [4., 5., 6.]])");
        assertThat(device.tensor(new long[] {1, 2})).hasToString("tensor([1, 2])");
        assertThat(device.tensor(2.5, DType.FLOAT32)).hasToString("tensor(2.5000)");
        assertThat(device.tensor(true)).hasToString("tensor(True)");
        assertThat(device.tensor(FloatBuffer.wrap(new float[] {1, 2}))).hasToString("tensor([1., 2.])");
        assertThat(device.tensor(FloatBuffer.wrap(new float[] {1, 2}), 2, 1))
                .hasToString("tensor([[1.],\n        [2.]])");
        assertThatThrownBy(() -> device.tensor(new float[][] {{1, 2}, {3}}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textTellsTheHistory() {
        Tensor x = device.tensor(new double[] {1, 2}).requiresGrad_();
        assertThat(x).hasToString("tensor([1., 2.], dtype=torch.float64, requires_grad=True)");
        assertThat(x.sum()).hasToString("tensor(3., dtype=torch.float64, grad_fn=<SumBackward0>)");
    }

    @Test
    void operandsOnDifferentDevicesAreRefused() {
        try (Device other = Device.open("cpu")) {
            Tensor here = device.ones(2);
            Tensor there = other.ones(2);
            assertThatThrownBy(() -> here.add(there))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("add() got tensors on different devices")
                    .hasMessageContaining("to(device)");
            assertThatThrownBy(() -> here.matmul(there)).isInstanceOf(IllegalArgumentException.class);
            assertThat(here.add(there.to(device)).toDoubleArray()).containsExactly(2, 2);
        }
    }

    @Test
    void gradientsFlowFromDeviceToDevice() {
        try (Device other = Device.open("cpu")) {
            Tensor x = device.ones(2).requiresGrad_();
            x.to(other).mul(3).to(device).sum().backward();
            assertThat(x.grad()).hasToString("tensor([3., 3.])");
        }
    }

    @Test
    void deterministicAlgorithmsGiveTheSameBits() {
        device.useDeterministicAlgorithms(true);
        double[] first = scattered();
        assertThat(scattered()).isEqualTo(first);
    }

    private double[] scattered() {
        device.manualSeed(7);
        Tensor index = device.randint(0, 50, 20_000);
        return device.zeros(50)
                .scatterAdd(0, index, device.randn(20_000))
                .cumsum(0)
                .softmax(0)
                .toDoubleArray();
    }

    @Test
    void gradientsAreForgottenOrZeroed() {
        Tensor x = device.ones(2).requiresGrad_();
        x.zeroGrad(false);
        assertThat(x.grad()).isNull();
        x.mul(x).sum().backward();
        x.zeroGrad(false);
        assertThat(x.grad()).hasToString("tensor([0., 0.])");
        x.zeroGrad(true);
        assertThat(x.grad()).isNull();
    }

    @Test
    void inspectionTellsWhereTheElementsLie() {
        Tensor x = device.zeros(DType.FLOAT64, 3, 4).t();
        assertThat(x.size()).isEqualTo(x.shape());
        assertThat(x.stride()).containsExactly(1, 4);
        assertThat(x.elementSize()).isEqualTo(8);
        assertThat(x.isContiguous()).isFalse();
        assertThat(x.isFloatingPoint()).isTrue();
    }
}
