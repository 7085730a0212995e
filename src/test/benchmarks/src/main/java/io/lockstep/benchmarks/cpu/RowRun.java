package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.benchmarks.report.Row;
import io.lockstep.benchmarks.report.Score;
import io.lockstep.benchmarks.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Measures one row: starts its contestants, lets them warm up, runs them in turn, and ends them. */
final class RowRun {
    /** Of the time that is left when all contestants have started, what is for warming up. */
    private static final double WARM_UP_SHARE = 0.3;

    private static final int PROFILED_STEPS = 5;

    private final Settings settings;
    private final Launch launch;
    private final Progress progress;
    private final LongSupplier nanoTime;

    RowRun(Settings settings, Launch launch, Progress progress, LongSupplier nanoTime) {
        this.settings = settings;
        this.launch = launch;
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    /**
     * @param deadline by {@code nanoTime}
     * @throws BenchmarkException if a contestant fails, or computes something else than the others
     */
    Row run(Task task, long deadline) throws IOException, InterruptedException {
        List<Contestant> contestants = new ArrayList<>();
        try {
            progress.passing(task + ": starting");
            // They load and fill their memory together, and compute only when they are asked.
            for (Entrant entrant : Entrant.of(task.network(), settings.untuned())) {
                contestants.add(new Contestant(entrant, launch.contestant(entrant, task)));
            }
            double flops = Start.await(contestants);
            double windowSeconds = warmUp(task, contestants, deadline);
            new Rounds(settings.steps(), progress, nanoTime).run(task, contestants, windowSeconds, deadline);
            List<Score> scores = new ArrayList<>();
            for (Contestant contestant : contestants) {
                scores.add(contestant.score());
            }
            return new Row(task, flops, scores, profile(task, contestants.get(0)));
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private Optional<StepProfile> profile(Task task, Contestant ours) throws InterruptedException {
        if (!settings.profile()) {
            return Optional.empty();
        }
        progress.passing(task + ": profile");
        Optional<Path> trace = settings.traces()
                .map(folder -> folder.resolve(
                        task.title().replace(' ', '-') + "-" + task.mode() + "-" + task.threads() + ".json"));
        return Optional.of(ours.profile(PROFILED_STEPS, trace));
    }

    /** Returns the longest of their windows in seconds. */
    private double warmUp(Task task, List<Contestant> contestants, long deadline) throws InterruptedException {
        WarmUp warmUp = new WarmUp(nanoTime);
        long start = nanoTime.getAsLong();
        double share = WARM_UP_SHARE * (deadline - start) / contestants.size();
        double longest = 0;
        for (int i = 0; i < contestants.size(); i++) {
            progress.passing(task + ": " + contestants.get(i) + " warms up");
            longest = Math.max(longest, warmUp.run(contestants.get(i), start + (long) (share * (i + 1))));
        }
        return longest;
    }
}
