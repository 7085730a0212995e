package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.protocol.AnswerException;
import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.report.Machine;
import io.lockstep.benchmarks.report.MachinePeak;
import io.lockstep.benchmarks.report.Report;
import io.lockstep.benchmarks.report.Row;
import io.lockstep.benchmarks.report.Versions;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A run of the benchmark: the machine's peak, then row after row. A row that fails does not end it. */
final class CpuBenchmark {
    private final Settings settings;
    private final Machine machine;
    private final Launch launch;
    private final Progress progress;
    private final List<MachinePeak> peaks = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    CpuBenchmark(Settings settings, Machine machine, Launch launch, Progress progress) {
        this.settings = settings;
        this.machine = machine;
        this.launch = launch;
        this.progress = progress;
    }

    /** @param command as the user gave it */
    Report run(String command) throws IOException, InterruptedException {
        List<Task> tasks = Plan.of(settings);
        TimeBudget budget = new TimeBudget(settings.quick(), tasks, System::nanoTime);
        takeNotes();
        for (int threads : settings.threads()) {
            measurePeak(threads);
        }
        RowRun run = new RowRun(settings, launch, progress, System::nanoTime);
        for (Task task : tasks) {
            measure(run, task, budget);
        }
        progress.clear();
        return new Report(
                command,
                LocalDate.now(ZoneId.systemDefault()),
                machine,
                Versions.ofBuild(),
                peaks,
                rows,
                notes,
                failures);
    }

    private void takeNotes() {
        boolean bfloat16 = settings.precisions().contains(Precision.BFLOAT16);
        if (!bfloat16) {
            note("bfloat16 is left out"
                    + (machine.hasBfloat16() ? "" : ": this processor has neither AVX512_BF16 nor AMX"));
        } else if (!machine.hasBfloat16()) {
            note("this processor has neither AVX512_BF16 nor AMX: bfloat16 is emulated by both, and the figures say"
                    + " nothing of one that has");
        }
        if (settings.mostThreads() > machine.cores()) {
            note(settings.mostThreads() + " threads are more than this machine's " + machine.cores()
                    + " core(s): they wait for each other, and the figures say little");
        }
    }

    private void note(String note) {
        notes.add(note);
        progress.line("note: " + note);
    }

    private void measurePeak(int threads) throws IOException, InterruptedException {
        progress.passing("peak of the machine, " + threads + " thread(s)");
        try (ChildProcess process = launch.peak(threads)) {
            MachinePeak peak = new MachinePeak(threads, Answers.readPeak(process.answer()));
            peaks.add(peak);
            progress.line("peak, " + peak);
        } catch (AnswerException | BenchmarkException e) {
            fail("peak of the machine", e);
        }
    }

    private void measure(RowRun run, Task task, TimeBudget budget) throws IOException, InterruptedException {
        try {
            Row row = run.run(task, budget.deadline(task));
            rows.add(row);
            progress.line(row.toString());
        } catch (BenchmarkException e) {
            fail(task.toString(), e);
        }
    }

    private void fail(String what, RuntimeException e) {
        failures.add(what + ": " + e.getMessage());
        progress.line("failed: " + what + ": " + e.getMessage());
    }
}
