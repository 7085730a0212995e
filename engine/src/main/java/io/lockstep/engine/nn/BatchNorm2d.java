package io.lockstep.engine.nn;

import io.lockstep.engine.ops.BatchNorm;
import io.lockstep.engine.tensor.Tensor;

/**
 * Batch normalisation of x [N, C, H, W] with PyTorch's momentum of 0.1 and epsilon of 1e-5: statistics of the batch in
 * training, running ones in evaluation. Parameters weight and bias, buffers running_mean and running_var, all [C].
 */
public final class BatchNorm2d extends Module {
    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;

    private final Tensor runningMean;
    private final Tensor runningVariance;

    public BatchNorm2d(Initialisation initialisation, long channels) {
        addParameter("weight", initialisation.constant(1, channels));
        addParameter("bias", initialisation.constant(0, channels));
        runningMean = initialisation.buffer(0, channels);
        runningVariance = initialisation.buffer(1, channels);
        addBuffer("running_mean", runningMean);
        addBuffer("running_var", runningVariance);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor scale = parameter("weight");
        Tensor shift = parameter("bias");
        return isTraining()
                ? BatchNorm.training(x, scale, shift, runningMean, runningVariance, MOMENTUM, EPSILON)
                : BatchNorm.inference(x, scale, shift, runningMean, runningVariance, EPSILON);
    }
}
