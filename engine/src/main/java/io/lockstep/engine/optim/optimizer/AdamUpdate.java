package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;

/** What {@link Adam} and {@link AdamW} share. */
final class AdamUpdate {
    private AdamUpdate() {}

    static void check(ParamGroup group) {
        group.requireAtLeastZero("eps");
        group.requireBelowOne("beta1", "beta2");
    }

    /** @param d the gradient, with all that is to be averaged with it */
    static void update(ParamGroup group, Range range, NdArray d) {
        double beta1 = group.get("beta1");
        double beta2 = group.get("beta2");
        NdArray average = range.state("exp_avg", 0);
        NdArray square = range.state("exp_avg_sq", 0);
        range.average(average, beta1, d);
        range.averageSquare(square, beta2, d);
        if (group.isSet("amsgrad")) {
            NdArray largest = range.state("max_exp_avg_sq", 0);
            range.binary(BinaryOp.MAXIMUM, largest, square, largest);
            square = largest;
        }
        double share1 = 1 - Math.pow(beta1, (double) range.steps());
        double share2 = 1 - Math.pow(beta2, (double) range.steps());
        NdArray root = range.scratch(0);
        range.root(square, Math.sqrt(share2), group.get("eps"), root);
        range.add(range.parameters(), -group.lr() / share1, average, BinaryOp.DIVIDE, root);
    }
}
