package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** When each row must be done, however slow the machine is. */
final class TimeBudget {
    /** What is left of the 4 minutes of a quick run for Maven, the virtual machines and a last step that overruns. */
    private static final Duration QUICK = Duration.ofSeconds(200);

    private static final Duration FULL_ROW = Duration.ofMinutes(10);

    private final boolean quick;
    private final LongSupplier nanoTime;
    private final long end;
    private double weights;

    /** Begins now. */
    TimeBudget(boolean quick, List<Task> tasks, LongSupplier nanoTime) {
        this.quick = quick;
        this.nanoTime = nanoTime;
        end = nanoTime.getAsLong() + QUICK.toNanos();
        weights = tasks.stream().mapToDouble(TimeBudget::weight).sum();
    }

    /**
     * When {@code task}, the next one, must be done: in a quick run it gets its share of what is left.
     *
     * @throws BenchmarkException if nothing is left
     */
    long deadline(Task task) {
        long now = nanoTime.getAsLong();
        if (!quick) {
            return now + FULL_ROW.toNanos();
        }
        if (now >= end) {
            throw new BenchmarkException("no time is left of a quick run's " + QUICK.toSeconds()
                    + " s; leave the machine alone meanwhile, choose with --models, or measure without --quick");
        }
        double share = weight(task) / weights;
        weights -= weight(task);
        return now + (long) (share * (end - now));
    }

    /** About how long its steps are beside those of others. */
    private static double weight(Task task) {
        boolean training = task.mode() == Mode.TRAINING;
        return switch (task.network()) {
            case MLP -> 2;
            case LENET -> 4;
            case RESNET18 -> training ? 7 : 4;
            case RESNET50 -> training ? 10 : 6;
        };
    }
}
