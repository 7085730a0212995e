package io.lockstep.comms;

import io.lockstep.comms.plan.Plan;
import io.lockstep.comms.plan.Transfer;
import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A plan and the buffers it is for. */
record PlannedExchange(
        Plan plan,
        ByteBuffer source,
        ByteBuffer target,
        @Nullable Reducer reducer) {
    PlanRun start(Lane lane, long sequence, boolean eager) {
        Transfer transfer = new Transfer(plan, source, target, lane.scratch(), reducer);
        return new PlanRun(transfer, plan.peers(), eager, lane, sequence);
    }

    /** Whether its data may follow the announcement of an operation that begins with it. */
    boolean isSmall() {
        return source.remaining() <= PlanRun.MAX_EAGER_BYTES;
    }
}
