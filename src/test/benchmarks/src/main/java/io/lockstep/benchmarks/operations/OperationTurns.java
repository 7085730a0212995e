package io.lockstep.benchmarks.operations;

import io.lockstep.benchmarks.command.Conversation;
import io.lockstep.benchmarks.contestant.Operations;
import io.lockstep.benchmarks.report.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One operation in both engines: warm up, then turn about. */
final class OperationTurns {
    private static final long TURN_NANOS = 30_000_000;
    private static final long WARM_UP_NANOS = 100_000_000;
    private static final int WARM_UPS = 30;
    private static final int WARM_UPS_QUICKLY = 5;
    /** Networks run through much more code, and slowly so as long as it is not compiled. */
    private static final int WARM_UPS_OF_STEPS = 100;

    private static final int STALE_TURNS = 3;
    /** Smaller gains are noise. */
    private static final double GAIN = 0.95;

    private final Conversation ours;
    private final Conversation theirs;
    private final OperationsSettings settings;

    OperationTurns(Conversation ours, Conversation theirs, OperationsSettings settings) {
        this.ours = ours;
        this.theirs = theirs;
        this.settings = settings;
    }

    OperationRow run(String operation) throws InterruptedException {
        warmUp(operation);
        Turn.of(theirs, operation, TURN_NANOS);
        List<Turn> mine = new ArrayList<>();
        List<Turn> others = new ArrayList<>();
        for (int round = 0; round < settings.rounds(); round++) {
            mine.add(Turn.of(ours, operation, TURN_NANOS));
            others.add(Turn.of(theirs, operation, TURN_NANOS));
        }
        double foreign = (mean(mine, Turn::foreign) + mean(others, Turn::foreign)) / 2;
        return new OperationRow(
                operation,
                median(mine, Turn::nanos),
                median(others, Turn::nanos),
                median(mine, Turn::heapBytes),
                mean(mine, Turn::nativeBytes),
                foreign);
    }

    /** Until calls take neither less time nor less of the heap, where vectors lie that the compiler has not seen yet. */
    private void warmUp(String operation) throws InterruptedException {
        boolean isStep = operation.startsWith(Operations.STEP);
        int most = settings.quick() ? WARM_UPS_QUICKLY : isStep ? WARM_UPS_OF_STEPS : WARM_UPS;
        int stale = 0;
        double bestNanos = Double.POSITIVE_INFINITY;
        double bestBytes = Double.POSITIVE_INFINITY;
        for (int i = 0; i < most && stale < (isStep ? 4 * STALE_TURNS : STALE_TURNS); i++) {
            Turn turn = Turn.of(ours, operation, WARM_UP_NANOS);
            boolean gains = turn.nanos() < GAIN * bestNanos || turn.heapBytes() < GAIN * bestBytes;
            stale = gains ? 0 : stale + 1;
            bestNanos = Math.min(bestNanos, turn.nanos());
            bestBytes = Math.min(bestBytes, turn.heapBytes());
        }
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return Percentiles.of(turns.stream().mapToDouble(figure).sorted().toArray(), 0.5);
    }

    private static double mean(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return turns.stream().mapToDouble(figure).average().orElseThrow();
    }
}
