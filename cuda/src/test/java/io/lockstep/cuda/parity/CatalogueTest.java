package io.lockstep.cuda.parity;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.emulator.EmulatedDriver;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** One step of networks of the catalogue on the emulated driver beside the reference backend: loss and gradients. */
final class CatalogueTest {
    private static final int CLASSES = 10;

    private final EmulatedDriver driver = EmulatedDriver.load();

    /**
     * Smaller than those of the catalogue in pictures and batch only, but not so small that a channel is left with two numbers:
     * normalised, these are 1 and -1 whatever they were, and all gradients behind them rounding errors.
     */
    @ParameterizedTest
    @CsvSource({"mlp, 16, 3", "lenet, 12, 2", "convnet, 12, 2", "resnet18_cifar, 16, 2", "mobilenet_v2, 64, 2"})
    void trainsAsTheReferenceDoes(String model, int size, int batch) {
        Step expected = step(new ReferenceBackend(), model, size, batch);
        Step actual = step(new FusingBackend(new CudaBackend(Gpu.open(0))), model, size, batch);
        assertThat(actual.loss).isCloseTo(expected.loss, within(1e-5 * expected.loss));
        assertThat(actual.gradients).hasSameSizeAs(expected.gradients);
        double differences = 0;
        double squares = 0;
        for (int i = 0; i < expected.gradients.length; i++) {
            double difference = expected.gradients[i] - actual.gradients[i];
            differences += difference * difference;
            squares += expected.gradients[i] * expected.gradients[i];
        }
        assertThat(Math.sqrt(differences / squares)).isLessThan(1e-3);
        assertThat(driver.lastFault()).isEmpty();
    }

    private record Step(double loss, double[] gradients) {}

    /** Loss and the gradients of all parameters, one after the other. */
    private static Step step(Backend backend, String model, int size, int batch) {
        try (Device device = new Device(backend)) {
            Module module = Models.create(model, new ModelSpec(device, DType.FLOAT32, 3, size, size, CLASSES, 5));
            Random random = new Random(3);
            float[] pixels = new float[batch * 3 * size * size];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) random.nextGaussian();
            }
            long[] labels = random.longs(batch, 0, CLASSES).toArray();
            Tensor logits = module.call(device.tensor(pixels, batch, 3, size, size));
            Tensor loss =
                    CrossEntropy.apply(logits, device.tensor(labels, batch), 0).mean();
            loss.backward();
            List<Tensor> gradients = new ArrayList<>();
            for (Tensor parameter : module.namedParameters().values()) {
                gradients.add(Objects.requireNonNull(parameter.grad()).reshape(-1));
            }
            return new Step(loss.item(), Joining.cat(0, gradients).toDoubleArray());
        }
    }
}
