package io.lockstep.engine.optim;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Mostly a parameter of 1 whose gradient is 0.5 in every step, at a learning rate of 0.1; worked out by hand. */
class SgdTest {
    @Test
    void keepsMomentum() {
        // buffers 0.5, 0.95, 1.355
        assertThat(threeSteps(new SgdOptions(0.9, 0, 0, false)))
                .containsExactly(new double[] {0.95, 0.855, 0.7195}, within(1e-12));
    }

    @Test
    void dampensAllButTheFirstStep() {
        // buffers 0.5, 0.45 + 0.4, 0.765 + 0.4
        assertThat(threeSteps(new SgdOptions(0.9, 0.2, 0, false)))
                .containsExactly(new double[] {0.95, 0.865, 0.7485}, within(1e-12));
    }

    @Test
    void looksAheadAsNesterov() {
        // updates 0.5 + 0.45, 0.5 + 0.855, 0.5 + 1.2195
        assertThat(threeSteps(new SgdOptions(0.9, 0, 0, true)))
                .containsExactly(new double[] {0.905, 0.7695, 0.59755}, within(1e-12));
    }

    @Test
    void decaysWeightsWithoutMomentum() {
        // gradients 0.5 + 0.2 w: 0.7, 0.686, 0.67228
        assertThat(threeSteps(new SgdOptions(0, 0, 0.2, false)))
                .containsExactly(new double[] {0.93, 0.8614, 0.794172}, within(1e-12));
    }

    /** A network trained with updates of each bucket when its layer reads it, and with one update of all after each step. */
    @Test
    void updatesLayerByLayerToTheSameBits() {
        for (SgdOptions options : List.of(new SgdOptions(0.9, 0, 0.01, true), new SgdOptions(0, 0, 0, false))) {
            assertThat(trainSmallNetwork(options, true)).containsExactly(trainSmallNetwork(options, false));
        }
    }

    private static double[] trainSmallNetwork(SgdOptions options, boolean layerByLayer) {
        try (Device device = new Device(new ReferenceBackend())) {
            Module network = Models.create("mlp", new ModelSpec(device, DType.FLOAT32, 1, 4, 4, 3, 7));
            FlatParameters flat = new FlatParameters(device, network.namedParameters(), 1);
            network.replaceParameters(flat.views());
            Sgd sgd = new Sgd(flat, options);
            List<Integer> order = new ArrayList<>();
            for (int step = 0; step < 4; step++) {
                try (Device.Scope ignored = device.step()) {
                    flat.beginStep(bucket -> {});
                    Tensor images =
                            device.zeros(DType.FLOAT32, Shape.of(2, 1, 4, 4)).add(step + 1);
                    order.clear();
                    Tensor loss = network.forward(images).mul(0.1).sum();
                    flat.settle();
                    loss.backward();
                    flat.endBackward();
                    if (layerByLayer) {
                        sgd.stepBeforeRead(0.1, bucket -> order.add(bucket.index()));
                    } else {
                        sgd.step(0.1);
                    }
                }
            }
            if (layerByLayer) { // the first layer's parameters come last in the flat space
                assertThat(order).containsExactly(5, 4, 3, 2, 1, 0);
            }
            assertThat(sgd.steps()).isEqualTo(4);
            return flat.parameters().toDoubleArray();
        }
    }

    @Test
    void refusesNesterovWithoutMomentum() {
        assertThatThrownBy(() -> new SgdOptions(0, 0, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a momentum");
    }

    private static double[] threeSteps(SgdOptions options) {
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor weight = device.tensor(new double[] {1}, 1).requiresGrad_();
            FlatParameters flat = new FlatParameters(device, Map.of("weight", weight), 1);
            Sgd sgd = new Sgd(flat, options);
            double[] values = new double[3];
            for (int step = 0; step < values.length; step++) {
                device.backend().fill(flat.gradients().array(), 0.5);
                sgd.step(0.1);
                values[step] = flat.parameters().toDoubleArray()[0];
            }
            return values;
        }
    }
}
