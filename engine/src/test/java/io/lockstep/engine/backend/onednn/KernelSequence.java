package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random sequence of the kernels that may be run as one, with others between, over a pool of images to which each adds
 * its result. A seed means the same sequence and the same numbers on every backend.
 */
final class KernelSequence {
    private static final long CHANNELS = 13;
    private static final Shape IMAGES = Shape.of(2, CHANNELS, 4, 3);
    /** Large, so that a channel that is nearly constant does not blow up rounding. */
    private static final double EPSILON = 0.1;

    private final Comparison comparison;
    private final Backend backend;
    private final Random random;
    private final NdArray weight;
    private final NdArray bias;
    private final NdArray scale;
    private final NdArray shift;
    private final NdArray mean;
    private final NdArray variance;
    private final RunningStatistics running;
    private final List<NdArray> images = new ArrayList<>();
    private final List<NdArray> active = new ArrayList<>();
    private final List<Normalized> normalized = new ArrayList<>();
    private final List<NdArray> results = new ArrayList<>();

    private record Normalized(NdArray x, NdArray mean, NdArray variance) {}

    KernelSequence(Comparison comparison, Backend backend, long seed) {
        this.comparison = comparison;
        this.backend = backend;
        random = new Random(seed);
        weight = numbers(0.1, CHANNELS, CHANNELS, 3, 3);
        bias = numbers(1, CHANNELS);
        scale = numbers(1, CHANNELS);
        shift = numbers(1, CHANNELS);
        mean = numbers(1, CHANNELS);
        NdArray deviation = numbers(1, CHANNELS);
        variance = comparison.fresh(CHANNELS);
        comparison.oneDnn.binary(BinaryOp.MULTIPLY, deviation, deviation, variance);
        running = new RunningStatistics(result(numbers(1, CHANNELS)), result(numbers(1, CHANNELS)), 0.1);
        images.add(numbers(1, IMAGES.toArray()));
        images.add(comparison.blocked(numbers(1, IMAGES.toArray())));
        normalizeAndActivate();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** All that the kernels wrote, in the order of the sequence. */
    List<NdArray> results() {
        return results;
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> convolve();
            case 2, 3 -> backend.batchNormInference(image(), scale, shift, mean, variance, EPSILON, fresh());
            case 4, 5 -> backend.binary(BinaryOp.ADD, image(), image(), fresh());
            case 6 -> activate();
            case 7 -> normalizeAndActivate();
            case 8 -> normalize();
            case 9 -> backward();
            case 10 -> backend.copy(image(), fresh());
            default -> comparison.values(image());
        }
    }

    private void convolve() {
        NdArray biasOrNone = random.nextBoolean() ? bias : null;
        backend.convolution(image(), weight, biasOrNone, Window.square(3, 1, 1), fresh());
    }

    private void normalizeAndActivate() {
        normalize();
        activate();
    }

    private void normalize() {
        NdArray x = image();
        Normalized batch = new Normalized(x, result(comparison.fresh(CHANNELS)), result(comparison.fresh(CHANNELS)));
        normalized.add(batch);
        backend.batchNormTraining(x, scale, shift, EPSILON, running, fresh(), batch.mean, batch.variance);
    }

    private void activate() {
        NdArray x = image();
        active.add(fresh());
        backend.unary(UnaryOp.RELU, x, last(active));
    }

    /** Mostly that of the last activation and normalisation. */
    private void backward() {
        NdArray dy = fresh();
        backend.binary(BinaryOp.RELU_BACKWARD, images.get(random.nextInt(images.size() - 1)), oneOf(active), dy);
        Normalized batch = oneOf(normalized);
        backend.batchNormBackward(
                batch.x,
                random.nextInt(4) == 0 ? image() : dy,
                scale,
                batch.mean,
                batch.variance,
                EPSILON,
                fresh(),
                result(comparison.slot(CHANNELS)),
                result(comparison.slot(CHANNELS)));
    }

    private NdArray image() {
        return oneOf(images);
    }

    /** Mostly the last one. */
    private <T> T oneOf(List<T> pool) {
        return random.nextInt(3) == 0 ? pool.get(random.nextInt(pool.size())) : last(pool);
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    private NdArray fresh() {
        NdArray image = result(comparison.fresh(IMAGES));
        images.add(image);
        return image;
    }

    private NdArray result(NdArray array) {
        results.add(array);
        return array;
    }

    private NdArray numbers(double deviation, long... sizes) {
        NdArray array = comparison.slot(sizes);
        FloatBuffer elements = array.contiguousBlock().buffer().asFloatBuffer();
        while (elements.hasRemaining()) {
            elements.put((float) (deviation * random.nextGaussian()));
        }
        return array;
    }
}
