package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;
import java.util.Collections;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** lr factor(epoch) in every epoch but the first, with a function of the user's. The function is not part of the state. */
public final class MultiplicativeLR extends LRScheduler {
    private final List<LongToDoubleFunction> factors;

    public MultiplicativeLR(Optimizer optimizer, LongToDoubleFunction factor) {
        this(optimizer, Collections.nCopies(optimizer.paramGroups().size(), factor));
    }

    /** @param factors one for each group */
    public MultiplicativeLR(Optimizer optimizer, List<LongToDoubleFunction> factors) {
        super(optimizer);
        this.factors = PerGroup.of("factors", factors, groups());
        begin();
    }

    @Override
    protected double nextLr(int group) {
        return lr(group) * factors.get(group).applyAsDouble(lastEpoch());
    }

    /** It has no rate of its own to start from, and goes on from the current one, as PyTorch's does. */
    @Override
    protected double restartedLr(int group) {
        return lr(group);
    }
}
