package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class SummaryTest {
    private final Device device = new Device(new ReferenceBackend());
    private final Initialisation initial = new Initialisation(device, DType.FLOAT32, 1);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void countsLayersOfANetwork() {
        Module network = new Sequential(
                new Sequential(new Conv2d(initial, 3, 8, Window.square(3, 1, 1)), new ReLU(), new MaxPool2d(2)),
                new Flatten(),
                new Linear(initial, 8 * 4 * 4, 10));
        Summary summary = Summary.of(network, device.ones(2, 3, 8, 8));
        long convolution = 2L * 27 * 2 * 8 * 8 * 8;
        long linear = 2L * 128 * 2 * 10;
        assertThat(summary.layers())
                .containsExactly(
                        new Summary.Layer("0.0", "Conv2d", Shape.of(2, 8, 8, 8), 224, 224, convolution),
                        new Summary.Layer("0.1", "ReLU", Shape.of(2, 8, 8, 8), 0, 0, 1024),
                        new Summary.Layer("0.2", "MaxPool2d", Shape.of(2, 8, 4, 4), 0, 0, 256),
                        new Summary.Layer("1", "Flatten", Shape.of(2, 128), 0, 0, 0),
                        new Summary.Layer("2", "Linear", Shape.of(2, 10), 1290, 1290, linear));
        assertThat(summary.parameters()).isEqualTo(1514);
        assertThat(summary.flops()).isEqualTo(convolution + 1024 + 256 + linear);
        assertThat(summary).hasToString("""
                        Layer            Output shape      Parameters               FLOPs
                        -----------------------------------------------------------------
                        0.0 (Conv2d)     [2, 8, 8, 8]             224              55,296
                        0.1 (ReLU)       [2, 8, 8, 8]               0               1,024
                        0.2 (MaxPool2d)  [2, 8, 4, 4]               0                 256
                        1 (Flatten)      [2, 128]                   0                   0
                        2 (Linear)       [2, 10]                1,290               5,120
                        -----------------------------------------------------------------
                        Total                                   1,514              61,696
                        Trainable parameters: 1,514
                        """);
    }

    /** Torchvision's table of models: 11,689,512 parameters and 1.81 billion multiplications with additions. */
    @Test
    void countsWhatTorchvisionCountsOfResnet18() {
        try (Device fast = new Device(Backends.open("cpu", "onednn"))) {
            Module resnet = Models.create("resnet18", new ModelSpec(fast, DType.FLOAT32, 3, 224, 224, 1000, 1));
            Summary summary = Summary.of(resnet, fast.ones(1, 3, 224, 224));
            assertThat(summary.parameters()).isEqualTo(11_689_512);
            long ofWeights = summary.layers().stream()
                    .filter(layer ->
                            layer.type().equals("Conv2d") || layer.type().equals("Linear"))
                    .mapToLong(Summary.Layer::flops)
                    .sum();
            assertThat(ofWeights).isEqualTo(2 * 1_814_073_344L);
            assertThat(summary.layers()).allMatch(layer -> layer.output() != null);
        }
    }

    @Test
    void countsSharedLayersOnceAndFrozenOnesApart() {
        Linear shared = new Linear(initial, 4, 4);
        shared.freeze();
        Summary summary = Summary.of(new Sequential(shared, new ReLU(), shared), device.ones(1, 4));
        assertThat(summary.parameters()).isEqualTo(20);
        assertThat(summary.trainableParameters()).isZero();
        assertThat(summary.flops()).isEqualTo(2 * 32 + 4);
    }

    @Test
    void countsAttentionAndTransposedConvolution() {
        MultiheadAttention attention = new MultiheadAttention(initial, 8, 2, 0, true, 0);
        Summary summary = Summary.of(attention, device.ones(3, 5, 8));
        assertThat(summary.layers()).hasSize(1);
        assertThat(summary.parameters()).isEqualTo(4 * 64 + 4 * 8);
        assertThat(summary.flops()).isEqualTo(2L * 15 * 4 * 64 + 2 * (2L * 3 * 5 * 5 * 8));
        ConvTranspose2d transposed = new ConvTranspose2d(initial, 2, 3, Window.square(2, 2, 0));
        assertThat(Summary.of(transposed, device.ones(1, 2, 4, 4)).flops()).isEqualTo(2L * 16 * 2 * 3 * 4);
    }

    @Test
    void leavesTheModelAsItWas() {
        Dropout frozen = new Dropout(0.5, 0);
        Sequential model = new Sequential(new Sequential(frozen), new Linear(initial, 2, 2));
        frozen.eval();
        Summary.of(model, device.ones(1, 2));
        assertThat(model.isTraining()).isTrue();
        assertThat(frozen.isTraining()).isFalse();
        assertThat(device.isRecording()).isTrue();
    }

    @Test
    void hooksSeeAndChangeResultsUntilClosed() {
        Module layer = new ReLU();
        List<String> seen = new ArrayList<>();
        Tensor x = device.ones(2);
        ForwardHook doubles = (module, in, y) -> {
            seen.add(module == layer && in == x ? "x" : "other");
            return y.mul(2);
        };
        Device.Scope first = layer.registerForwardHook(doubles);
        Device.Scope second = layer.registerForwardHook(doubles);
        assertThat(layer.call(x).toDoubleArray()).containsExactly(4, 4);
        second.close();
        second.close();
        assertThat(new Sequential(layer).call(x).toDoubleArray()).containsExactly(2, 2);
        first.close();
        assertThat(layer.call(x).toDoubleArray()).containsExactly(1, 1);
        assertThat(seen).containsExactly("x", "x", "x");
    }
}
