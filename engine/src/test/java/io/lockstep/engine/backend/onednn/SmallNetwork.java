package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.OwnedAllocator;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import java.nio.FloatBuffer;
import java.util.Random;

/**
 * Training steps written in kernels: convolution, batch normalisation, relu, convolution with a shortcut, max-pool,
 * linear layer. The loss is half the sum of squares of the outputs. Parameters and gradients lie in flat buffers.
 */
final class SmallNetwork implements AutoCloseable {
    private static final int BATCH = 6;
    private static final int CHANNELS = 16;
    private static final int SIDE = 9;
    private static final int POOLED = 4;
    private static final int FEATURES = CHANNELS * POOLED * POOLED;
    private static final int CLASSES = 5;
    private static final double EPSILON = 1e-5;
    private static final Window SAME = Window.square(3, 1, 1);
    private static final Window HALF = Window.square(2, 2, 0);
    private static final Shape[] PARAMETERS = {
        Shape.of(CHANNELS, 1, 3, 3),
        Shape.of(CHANNELS),
        Shape.of(CHANNELS),
        Shape.of(CHANNELS),
        Shape.of(CHANNELS, CHANNELS, 3, 3),
        Shape.of(CLASSES, FEATURES),
        Shape.of(CLASSES),
    };

    final Arena arena = new Arena();
    private final OwnedAllocator allocator = new OwnedAllocator();
    private final Backend backend;
    private final NdArray input;
    private final NdArray parameters;
    private final NdArray gradients;
    private final NdArray momentum;

    SmallNetwork(Backend backend) {
        this.backend = backend;
        long count = 0;
        for (Shape shape : PARAMETERS) {
            count += shape.numel();
        }
        Random random = new Random(3);
        input = persistent(random, BATCH, 1, SIDE, SIDE);
        parameters = persistent(random, count);
        gradients = persistent(random, count);
        momentum = persistent(random, count);
    }

    private NdArray persistent(Random random, long... sizes) {
        NdArray array = NdArray.deferred(allocator, DType.FLOAT32, Shape.of(sizes));
        FloatBuffer elements = array.contiguousBlock().buffer().asFloatBuffer();
        while (elements.hasRemaining()) {
            elements.put((float) random.nextGaussian() * 0.2f);
        }
        return array;
    }

    void step(int number) {
        arena.reset();
        NdArray convolved = fresh(BATCH, CHANNELS, SIDE, SIDE);
        backend.convolution(input, slot(parameters, 0), slot(parameters, 1), SAME, convolved);
        NdArray mean = fresh(CHANNELS);
        NdArray variance = fresh(CHANNELS);
        NdArray normalized = fresh(convolved.shape());
        RunningStatistics running = new RunningStatistics(fresh(CHANNELS), fresh(CHANNELS), 0.1);
        backend.batchNormTraining(
                convolved, slot(parameters, 2), slot(parameters, 3), EPSILON, running, normalized, mean, variance);
        NdArray active = fresh(convolved.shape());
        backend.unary(UnaryOp.RELU, normalized, active);
        NdArray branch = fresh(convolved.shape());
        backend.convolution(active, slot(parameters, 4), null, SAME, branch);
        NdArray joined = fresh(convolved.shape());
        backend.binary(BinaryOp.ADD, branch, active, joined);
        NdArray pooled = fresh(BATCH, CHANNELS, POOLED, POOLED);
        NdArray workspace = NdArray.deferred(arena, DType.INT64, pooled.shape());
        backend.maxPool(joined, HALF, pooled, workspace);
        NdArray features = pooled.view(Shape.of(BATCH, FEATURES), new long[] {FEATURES, 1}, 0);
        NdArray outputs = fresh(BATCH, CLASSES);
        backend.matmul(features, transposed(slot(parameters, 5)), slot(parameters, 6), outputs);

        backend.matmul(transposed(outputs), features, null, slot(gradients, 5));
        NdArray bias = slot(gradients, 6);
        backend.sum(outputs, bias.view(Shape.of(1, CLASSES), new long[] {CLASSES, 1}, bias.offset()));
        NdArray dfeatures = fresh(BATCH, FEATURES);
        backend.matmul(outputs, slot(parameters, 5), null, dfeatures);
        NdArray dpooled = dfeatures.view(pooled.shape(), pooled.shape().contiguousStrides(), 0);
        NdArray djoined = fresh(convolved.shape());
        backend.maxPoolBackward(dpooled, workspace, HALF, djoined);
        backend.convolutionBackwardWeights(active, djoined, SAME, slot(gradients, 4), null);
        NdArray dbranch = fresh(convolved.shape());
        backend.convolutionBackwardData(djoined, slot(parameters, 4), SAME, dbranch);
        backend.binary(BinaryOp.ADD, dbranch, djoined, dbranch);
        NdArray dnormalized = fresh(convolved.shape());
        backend.binary(BinaryOp.RELU_BACKWARD, dbranch, active, dnormalized);
        NdArray dconvolved = fresh(convolved.shape());
        backend.batchNormBackward(
                convolved,
                dnormalized,
                slot(parameters, 2),
                mean,
                variance,
                EPSILON,
                dconvolved,
                slot(gradients, 2),
                slot(gradients, 3));
        backend.convolutionBackwardWeights(input, dconvolved, SAME, slot(gradients, 0), slot(gradients, 1));
        backend.sgd(parameters, gradients, momentum, new SgdSettings(1e-3, 0.9, 0, 1e-4, false, number == 0));
    }

    private NdArray fresh(long... sizes) {
        return fresh(Shape.of(sizes));
    }

    private NdArray fresh(Shape shape) {
        return NdArray.deferred(arena, DType.FLOAT32, shape);
    }

    private static NdArray slot(NdArray flat, int index) {
        long offset = 0;
        for (int i = 0; i < index; i++) {
            offset += PARAMETERS[i].numel();
        }
        return flat.view(PARAMETERS[index], PARAMETERS[index].contiguousStrides(), offset);
    }

    private static NdArray transposed(NdArray x) {
        return x.view(
                Shape.of(x.shape().size(1), x.shape().size(0)), new long[] {x.stride(1), x.stride(0)}, x.offset());
    }

    NdArray parameters() {
        return parameters;
    }

    NdArray gradients() {
        return gradients;
    }

    @Override
    public void close() {
        arena.close();
        allocator.close();
    }
}
