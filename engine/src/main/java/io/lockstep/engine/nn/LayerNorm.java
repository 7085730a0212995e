package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;

/**
 * Layer normalisation over the last dimensions of x [..., normalizedShape], with parameters weight and bias of that shape
 * unless made without.
 */
public final class LayerNorm extends Module {
    private static final double EPSILON = 1e-5;

    private final Shape normalizedShape;
    private final double eps;
    private final boolean affine;
    private final boolean bias;

    /** With PyTorch's epsilon of 1e-5, weight and bias. */
    public LayerNorm(Initialisation initialisation, long... normalizedShape) {
        this(initialisation, Shape.of(normalizedShape), EPSILON, true, true);
    }

    /**
     * @param elementwiseAffine whether there are parameters at all
     * @param bias whether bias is among them
     */
    public LayerNorm(
            Initialisation initialisation, Shape normalizedShape, double eps, boolean elementwiseAffine, boolean bias) {
        this.normalizedShape = normalizedShape;
        this.eps = eps;
        this.affine = elementwiseAffine;
        this.bias = elementwiseAffine && bias;
        if (affine) {
            registerParameter("weight", initialisation.constant(1, normalizedShape.toArray()));
        }
        if (this.bias) {
            registerParameter("bias", initialisation.constant(0, normalizedShape.toArray()));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return io.lockstep.engine.ops.LayerNorm.apply(
                x, normalizedShape, affine ? parameter("weight") : null, bias ? parameter("bias") : null, eps);
    }
}
