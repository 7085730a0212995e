package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;
import java.util.Collections;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** base factor(epoch), with a function of the user's. The function is not part of the state. */
public final class LambdaLR extends LRScheduler {
    private final List<LongToDoubleFunction> factors;

    public LambdaLR(Optimizer optimizer, LongToDoubleFunction factor) {
        this(optimizer, Collections.nCopies(optimizer.paramGroups().size(), factor));
    }

    /** @param factors one for each group */
    public LambdaLR(Optimizer optimizer, List<LongToDoubleFunction> factors) {
        super(optimizer);
        this.factors = PerGroup.of("factors", factors, groups());
        begin();
    }

    @Override
    protected double firstLr(int group) {
        return nextLr(group);
    }

    @Override
    protected double nextLr(int group) {
        return baseLr(group) * factors.get(group).applyAsDouble(lastEpoch());
    }

    @Override
    protected double restartedLr(int group) {
        return nextLr(group);
    }
}
