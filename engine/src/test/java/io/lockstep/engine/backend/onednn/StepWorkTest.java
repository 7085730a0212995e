package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.optim.SgdOptions;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts the work of a training step in steady state, which does not depend on the machine's load as its time does. What
 * is counted here is what makes a step slow when it creeps in: native allocations, kernels made anew, and reorders.
 */
class StepWorkTest {
    private static final int BATCH = 4;
    private static final int WARM_UP = 3;
    private static final int STEPS = 4;

    /**
     * Of each direct convolution the weights are reordered for the forward pass and for the gradient of the input, and
     * their gradient is reordered to its place: three in all, and two for a first layer. Those by tiles need none.
     * Flattening costs one each way, and spreading the gradient of a sum one.
     */
    @ParameterizedTest
    @CsvSource({
        // model, channels of its input, reorders in a step, convolutions by tiles
        "mlp, 1, 1, 0",
        "lenet, 1, 6, 2",
        "resnet18_cifar, 3, 35, 10",
    })
    void doesNotGrow(String model, int channels, int reorders, int tiled) throws InterruptedException {
        OneDnnBackend backend = new OneDnnBackend(new ReferenceBackend());
        try (Device device = new Device(new FusingBackend(backend))) {
            Training training = new Training(device, model, channels);
            training.steps(0, WARM_UP);

            Map<String, Integer> work = new TreeMap<>();
            backend.listen((operation, detail, start, end, bytes) -> work.merge(operation, 1, Integer::sum));
            int kernels = backend.kernels();
            long scratch = backend.scratchBytes();
            NativeAllocations made = NativeAllocations.of(() -> {
                work.clear();
                training.steps(WARM_UP, STEPS);
            });

            assertThat(backend.kernels()).as("kernels").isEqualTo(kernels);
            assertThat(backend.scratchBytes()).as("bytes of scratch memory").isEqualTo(scratch);
            assertThat(made).as("native allocations").isEqualTo(new NativeAllocations(0, 0));
            assertThat(work.getOrDefault("reorder", 0))
                    .as("reorders in %d steps of all kernels %s", STEPS, work)
                    .isBetween(STEPS, STEPS * reorders);
            for (String pass : List.of("forward", "backward data", "backward weights")) {
                assertThat(work.getOrDefault("winograd " + pass, 0)).as(pass).isEqualTo(STEPS * tiled);
            }
        }
    }

    /** A model in training on one batch. */
    private static final class Training {
        private final Device device;
        private final Module module;
        private final FlatParameters parameters;
        private final Sgd optimizer;
        private final Tensor images;
        private final Tensor labels;

        Training(Device device, String model, int channels) {
            this.device = device;
            module = Models.create(model, new ModelSpec(device, DType.FLOAT32, channels, 16, 16, 10, 1))
                    .train();
            parameters = new FlatParameters(device, module.namedParameters(), 1 << 20);
            module.replaceParameters(parameters.views());
            optimizer = new Sgd(parameters, new SgdOptions(0.9, 0, 5e-4, false));
            images = device.tensor(values(BATCH * channels * 16 * 16), BATCH, channels, 16, 16);
            labels = device.tensor(new long[] {1, 5, 0, 9}, BATCH);
        }

        void steps(int first, int count) {
            for (int step = first; step < first + count; step++) {
                try (Device.Scope ignored = device.step()) {
                    parameters.beginStep(bucket -> {});
                    module.randomAt(new RandomPosition(1, step, 0));
                    Tensor loss = CrossEntropy.apply(module.forward(images), labels, 0)
                            .sum()
                            .div(BATCH);
                    loss.backward();
                    parameters.endBackward();
                    optimizer.step(0.01);
                }
            }
        }

        private static float[] values(int count) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) Math.sin(i);
            }
            return values;
        }
    }
}
