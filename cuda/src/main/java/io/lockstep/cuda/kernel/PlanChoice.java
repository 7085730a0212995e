package io.lockstep.cuda.kernel;

import java.util.List;

/**
 * Which of the plans that fit a product is run: the one estimated to be the fastest, or another, for measuring and testing all
 * of them. Shared by products of matrices and convolutions of one backend.
 */
public final class PlanChoice {
    private int rank;
    private int count;
    private String last = "";

    /** From now on the plan with this rank is run, 0 for the estimated best; the last one where there are fewer. */
    public void use(int rankFromNowOn) {
        rank = rankFromNowOn;
    }

    /** How many plans there were for the last product. */
    public int count() {
        return count;
    }

    /** The plan of the last product, such as {@code 128x64 in 4}: tile, and the splits of its sums. */
    public String last() {
        return last;
    }

    TilePlan of(List<TilePlan> plans) {
        TilePlan plan = plans.get(Math.min(rank, plans.size() - 1));
        count = plans.size();
        last = plan.toString();
        return plan;
    }
}
