package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/**
 * Group normalisation of x [N, C, ...]: each sample's channels in groups, with parameters weight and bias [C] unless made
 * without.
 */
public final class GroupNorm extends Module {
    private static final double EPSILON = 1e-5;

    private final long groups;
    private final double eps;
    private final boolean affine;

    /** With PyTorch's epsilon of 1e-5, weight and bias. */
    public GroupNorm(Initialisation initialisation, long groups, long channels) {
        this(initialisation, groups, channels, EPSILON, true);
    }

    /** @throws IllegalArgumentException if {@code groups} does not divide {@code channels} */
    public GroupNorm(Initialisation initialisation, long groups, long channels, double eps, boolean affine) {
        Groups.check("GroupNorm", channels, channels, groups);
        this.groups = groups;
        this.eps = eps;
        this.affine = affine;
        if (affine) {
            registerParameter("weight", initialisation.constant(1, channels));
            registerParameter("bias", initialisation.constant(0, channels));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return io.lockstep.engine.ops.LayerNorm.groups(
                x, groups, affine ? parameter("weight") : null, affine ? parameter("bias") : null, eps);
    }
}
