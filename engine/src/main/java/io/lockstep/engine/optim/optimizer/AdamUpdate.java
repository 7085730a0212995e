package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.NdArray;

/** What {@link Adam} and {@link AdamW} share. */
final class AdamUpdate {
    private AdamUpdate() {}

    static void check(ParamGroup group) {
        group.requireAtLeastZero("eps");
        group.requireBelowOne("beta1", "beta2");
    }

    /** @param decoupled whether weight decay is apart from the gradient */
    static void update(ParamGroup group, Range range, boolean decoupled) {
        double beta1 = group.get("beta1");
        double beta2 = group.get("beta2");
        NdArray average = range.state("exp_avg", 0);
        NdArray square = range.state("exp_avg_sq", 0);
        NdArray largest = group.isSet("amsgrad") ? range.state("max_exp_avg_sq", 0) : null;
        AdamSettings settings = new AdamSettings(
                group.lr(),
                beta1,
                beta2,
                group.get("eps"),
                group.get(ParamGroup.WEIGHT_DECAY),
                decoupled,
                1 - Math.pow(beta1, (double) range.steps()),
                1 - Math.pow(beta2, (double) range.steps()));
        range.backend().adam(range.parameters(), range.gradients(), average, square, largest, settings);
    }
}
