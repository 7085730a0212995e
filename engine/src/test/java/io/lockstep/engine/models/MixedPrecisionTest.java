package io.lockstep.engine.models;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.RandomPosition;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.GradScaler;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.optim.SgdOptions;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Training in a half precision beside training in float32, on noise with a bright square whose place tells the class. In
 * float16 the loss is scaled.
 */
class MixedPrecisionTest {
    private static final int SAMPLES = 16;
    private static final int SIDE = 8;
    private static final int CLASSES = 4;

    @ParameterizedTest
    @CsvSource({"lenet, 20, BFLOAT16", "resnet18_cifar, 4, BFLOAT16", "lenet, 20, FLOAT16", "resnet18_cifar, 4, FLOAT16"
    })
    void learnsAsFloat32Does(String model, int steps, DType half) {
        double[] exact = train(model, steps, DType.FLOAT32);
        double[] rounded = train(model, steps, half);
        assertThat(rounded[0]).isCloseTo(exact[0], within(0.02 * exact[0]));
        assertThat(exact[1]).isLessThan(0.5 * exact[0]);
        assertThat(rounded[1]).isLessThan(0.5 * exact[0]);
        assertThat(rounded[2]).as("loss in evaluation").isCloseTo(exact[2], within(0.1 * exact[2]));
    }

    /** The first and the last loss, and that of an evaluation after training. */
    @SuppressWarnings("try") // scopes are opened for their end alone
    private static double[] train(String model, int steps, DType type) {
        try (Device device = new Device(Backends.open("cpu", "onednn"))) {
            Module module = Models.create(model, new ModelSpec(device, DType.FLOAT32, 1, SIDE, SIDE, CLASSES, 1));
            FlatParameters parameters = new FlatParameters(device, module.namedParameters(), 1 << 20);
            module.replaceParameters(parameters.views());
            Sgd optimizer = new Sgd(parameters, new SgdOptions(0.9, 0, 0, false));
            GradScaler scaler = new GradScaler(1024, 2, 0.5, 10, type == DType.FLOAT16);
            double[] losses = new double[3];
            for (int step = 0; step < steps; step++) {
                try (Device.Scope scope = device.step()) {
                    parameters.beginStep(bucket -> {});
                    module.train().randomAt(new RandomPosition(1, step, 0));
                    Tensor loss = loss(device, module, type);
                    scaler.scale(loss).backward();
                    parameters.endBackward();
                    losses[step == 0 ? 0 : 1] = loss.item();
                    assertThat(scaler.step(optimizer, 0.02)).isTrue();
                    scaler.update();
                }
            }
            try (Device.Scope scope = device.step();
                    Device.Scope noGrad = device.noGrad()) {
                losses[2] = loss(device, module.eval(), type).item();
            }
            return losses;
        }
    }

    private static Tensor loss(Device device, Module module, DType type) {
        Random random = new Random(6);
        float[] pixels = new float[SAMPLES * SIDE * SIDE];
        long[] labels = new long[SAMPLES];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian() * 0.3f;
        }
        for (int n = 0; n < SAMPLES; n++) {
            labels[n] = n % CLASSES;
            for (int p = 0; p < 4; p++) {
                pixels[(n * SIDE + 2 * (int) labels[n] + p / 2) * SIDE + 3 + p % 2] += 3;
            }
        }
        Tensor images = device.tensor(pixels, SAMPLES, 1, SIDE, SIDE);
        Tensor logits = logits(module, images, type);
        assertThat(logits.dtype()).isEqualTo(type);
        return CrossEntropy.apply(logits, device.tensor(labels, SAMPLES), 0).mean();
    }

    private static Tensor logits(Module module, Tensor images, DType type) {
        if (!type.isHalf()) {
            return module.forward(images);
        }
        try (Device.Scope autocast = images.device().autocast(type)) {
            return module.forward(images);
        }
    }
}
