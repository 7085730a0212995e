package io.lockstep.cuda.parity;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.optim.Sgd;
import io.lockstep.engine.optim.SgdOptions;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * The course of a training of {@link SmallResNet} on made-up pictures, to be compared between devices: the same seed gives the
 * same initial values, pictures and labels everywhere.
 *
 * @param losses mean loss of each step's batch
 * @param parameters all parameters after the last step
 */
public record Trajectory(double[] losses, double[] parameters) {
    private static final int CLASSES = 10;
    private static final long SEED = 7;
    private static final double LEARNING_RATE = 0.05;
    private static final SgdOptions OPTIONS = new SgdOptions(0.9, 0, 1e-4, false);
    private static final int BUCKET_BYTES = 1 << 12;

    /**
     * Trains.
     *
     * @param precision float32, or a half precision for autocast
     * @param batch pictures of a step, 16 x 16 pixels each
     */
    @SuppressWarnings("try") // the step is opened for its end alone
    public static Trajectory run(Device device, DType precision, int steps, int batch) {
        Module model = new SmallResNet(new Initialisation(device, DType.FLOAT32, SEED), CLASSES);
        FlatParameters parameters = new FlatParameters(device, model.namedParameters(), BUCKET_BYTES);
        model.replaceParameters(parameters.views());
        Sgd optimizer = new Sgd(parameters, OPTIONS);
        Random random = new Random(SEED);
        double[] losses = new double[steps];
        for (int step = 0; step < steps; step++) {
            double rate = LEARNING_RATE * (1 + Math.cos(Math.PI * step / steps)) / 2; // changes in every step
            try (Device.Scope scope = device.step()) {
                Tensor labels = labels(device, random, batch);
                Tensor images = pictures(device, random, batch);
                parameters.beginStep(bucket -> {});
                Tensor loss = CrossEntropy.apply(logits(device, precision, model, images), labels, 0.1)
                        .mean();
                loss.backward();
                parameters.endBackward();
                optimizer.step(rate);
                losses[step] = loss.item();
            }
        }
        return new Trajectory(losses, parameters.parameters().toDoubleArray());
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private static Tensor logits(Device device, DType precision, Module model, Tensor images) {
        if (!precision.isHalf()) {
            return model.call(images);
        }
        try (Device.Scope autocast = device.autocast(precision)) {
            return model.call(images);
        }
    }

    private static Tensor pictures(Device device, Random random, int batch) {
        byte[] bytes = new byte[batch * 16 * 16 * 3];
        random.nextBytes(bytes);
        Tensor pictures = device.tensor(DType.UINT8, ByteBuffer.wrap(bytes), batch, 16, 16, 3);
        Tensor images = device.empty(DType.FLOAT32, Shape.of(batch, 3, 16, 16));
        float[] mean = {0.485f, 0.456f, 0.406f};
        float[] std = {0.229f, 0.224f, 0.225f};
        device.backend().normalizeImages(pictures.array(), mean, std, images.array());
        return images;
    }

    private static Tensor labels(Device device, Random random, int batch) {
        ByteBuffer labels = ByteBuffer.allocate(batch * Long.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < batch; i++) {
            labels.putLong(random.nextInt(CLASSES));
        }
        return device.tensor(DType.INT64, labels.flip(), batch);
    }

    /**
     * How far this course is from another one: the largest difference of their losses, as a share of the loss.
     *
     * @throws IllegalArgumentException if the other one has another number of steps
     */
    public double lossDistance(Trajectory other) {
        return distance(losses, other.losses);
    }

    /** As {@link #lossDistance}, of the parameters, as a share of their root mean square. */
    public double parameterDistance(Trajectory other) {
        return distance(parameters, other.parameters);
    }

    private static double distance(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " numbers cannot be compared with " + b.length);
        }
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs(a[i] - b[i]);
            largest = difference <= largest ? largest : difference; // NaN counts as far
            squares += a[i] * a[i];
        }
        return largest / Math.sqrt(squares / a.length);
    }
}
