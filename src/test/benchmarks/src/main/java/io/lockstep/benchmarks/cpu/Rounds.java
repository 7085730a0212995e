package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.task.Task;
import java.util.List;
import java.util.function.LongSupplier;

/** Lets all contestants of a row run in turn, so that what happens to the machine meanwhile happens to all of them. */
final class Rounds {
    private static final int MOST_WINDOWS_PER_TURN = 3;
    private static final double TURN_SECONDS = 1;

    private final int windows;
    private final Progress progress;
    private final LongSupplier nanoTime;

    /** @param windows of each contestant */
    Rounds(int windows, Progress progress, LongSupplier nanoTime) {
        this.windows = windows;
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    /**
     * @param windowSeconds the longest window of a contestant
     * @param deadline no round begins that would end after it, but one round is run in any case
     */
    void run(Task task, List<Contestant> contestants, double windowSeconds, long deadline) throws InterruptedException {
        int turn = windowsPerTurn(windowSeconds);
        int rounds = (windows + turn - 1) / turn;
        long longest = 0;
        for (int round = 1; round <= rounds; round++) {
            long start = nanoTime.getAsLong();
            if (round > 1 && start + longest > deadline) {
                progress.line(task + ": out of time after round " + (round - 1) + " of " + rounds);
                return;
            }
            for (Contestant contestant : contestants) {
                progress.passing(task + ": round " + round + " of " + rounds + ", " + contestant);
                contestant.run(turn);
            }
            longest = Math.max(longest, nanoTime.getAsLong() - start);
        }
    }

    /** A contestant's first step finds the caches full of another's data: short ones are run several at a time. */
    static int windowsPerTurn(double windowSeconds) {
        return (int) Math.max(1, Math.min(MOST_WINDOWS_PER_TURN, TURN_SECONDS / windowSeconds));
    }
}
