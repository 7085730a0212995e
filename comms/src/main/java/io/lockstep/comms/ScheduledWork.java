package io.lockstep.comms;

import io.lockstep.comms.compress.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts an operation of several exchanges.
 *
 * @param exchanges those of the schedule, planned
 */
record ScheduledWork(Schedule schedule, List<PlannedExchange> exchanges, int ownRank) implements Work {
    @Override
    public Run start(Lane lane, long sequence) {
        List<PlanRun> runs = new ArrayList<>(exchanges.size());
        for (PlannedExchange exchange : exchanges) {
            // When a later one starts, the others have announced the operation, or soon will.
            runs.add(exchange.start(lane, sequence, runs.isEmpty() && exchange.isSmall()));
        }
        return new Sequence(schedule, runs, ownRank);
    }
}
