package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Clipping of gradients before an optimizer's step, as PyTorch's {@code torch.nn.utils.clip_grad_norm_} and
 * {@code clip_grad_value_}. Parameters without a gradient are passed over. Intermediate results are tensors of the step.
 */
public final class ClipGrad {
    /** Keeps the factor finite for gradients of 0, as PyTorch does. */
    private static final double EPSILON = 1e-6;

    private ClipGrad() {}

    /** As {@link #clipGradNorm_(Iterable, double, double, boolean)} with the Euclidean norm. */
    public static double clipGradNorm_(Iterable<Tensor> parameters, double maxNorm) {
        return clipGradNorm_(parameters, maxNorm, 2, false);
    }

    /**
     * Multiplies all gradients by min(1, maxNorm / (norm + 1e-6)), where norm is that of all gradients taken as one vector.
     *
     * @param normType p of the norm (sum of |g|^p)^(1/p); infinity for the largest |g|
     * @return the norm before
     * @throws IllegalStateException if the norm is infinite or NaN and {@code errorIfNonfinite}; the gradients are as before
     */
    public static double clipGradNorm_(
            Iterable<Tensor> parameters, double maxNorm, double normType, boolean errorIfNonfinite) {
        List<Tensor> gradients = gradients(parameters);
        double[] norms = new double[gradients.size()];
        for (int i = 0; i < norms.length; i++) {
            Tensor gradient = gradients.get(i);
            Device device = gradient.device();
            NdArray scratch = device.empty(gradient.dtype(), gradient.shape()).array();
            norms[i] = new Norm(device, gradient.dtype()).of(gradient.array(), normType, scratch);
            scratch.storage().release();
        }
        double norm = Norm.of(norms, normType);
        if (errorIfNonfinite && !Double.isFinite(norm)) {
            throw new IllegalStateException("the norm of order " + normType + " of the gradients is " + norm
                    + " and cannot be clipped; look for the operation that made it with detectAnomaly(), or pass"
                    + " errorIfNonfinite = false to scale by it anyway");
        }
        double factor = maxNorm / (norm + EPSILON);
        if (!(factor >= 1)) {
            apply(gradients, new UnaryOp(UnaryOp.Function.LINEAR, factor, 0));
        }
        return norm;
    }

    /** Puts all elements of the gradients into [-clipValue, clipValue]. */
    public static void clipGradValue_(Iterable<Tensor> parameters, double clipValue) {
        apply(gradients(parameters), new UnaryOp(UnaryOp.Function.CLAMP, -clipValue, clipValue));
    }

    private static void apply(List<Tensor> gradients, UnaryOp op) {
        for (Tensor gradient : gradients) {
            gradient.device().backend().unary(op, gradient.array(), gradient.array());
            gradient.storage().changed();
        }
    }

    private static List<Tensor> gradients(Iterable<Tensor> parameters) {
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor parameter : parameters) {
            Tensor gradient = parameter.grad();
            if (gradient != null) {
                gradients.add(gradient);
            }
        }
        return gradients;
    }
}
