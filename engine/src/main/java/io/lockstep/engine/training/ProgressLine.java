package io.lockstep.engine.training;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Tells on a terminal how far training is, in one line that is written over and over, and one that stays for each epoch.
 * Where there is no terminal, those of the epochs only.
 */
public final class ProgressLine implements TrainingListener {
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier clock;
    private long epoch = -1;
    private long epochBegun;
    private long samples;
    private int firstBatch;
    private long written;
    private int width;

    /** Writes to the standard error stream, as progress does that is not the program's result. */
    public ProgressLine() {
        this(System.err, Terminal.isThere(), System::nanoTime);
    }

    /** @param clock in nanoseconds */
    ProgressLine(PrintStream out, boolean terminal, LongSupplier clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public void stepDone(Trainer trainer, StepReport step) {
        long now = clock.getAsLong();
        TrainingPosition position = step.position();
        if (epoch != position.epoch()) {
            // The first step's own time is unknown, so its samples do not count either.
            epoch = position.epoch();
            epochBegun = now;
            samples = 0;
            firstBatch = position.batch();
        } else {
            samples += step.samples();
        }
        if (terminal && now - written >= INTERVAL_NANOS) {
            written = now;
            write(text(step, (now - epochBegun) / NANOS_PER_SECOND));
        }
    }

    private String text(StepReport step, double seconds) {
        TrainingPosition position = step.position();
        String of = position.batches() < 0 ? "" : "/" + position.batches();
        String text = String.format(
                Locale.ROOT,
                "epoch %d/%d  batch %d%s  loss %.4f  lr %.2g",
                position.epoch() + 1,
                step.epochs(),
                position.batch(),
                of,
                step.meanLoss(),
                step.lr());
        int measured = position.batch() - firstBatch;
        if (measured == 0 || seconds == 0) {
            return text;
        }
        text += String.format(Locale.ROOT, "  %.0f samples/s", samples / seconds);
        return position.batches() < 0
                ? text
                : text + "  ETA " + time(seconds / measured * (position.batches() - position.batch()));
    }

    @Override
    public void epochDone(Trainer trainer, EpochReport report) {
        Scores validation = report.validation();
        write(String.format(
                Locale.ROOT,
                "epoch %d/%d  train %s%s  lr %.2g  %s",
                report.epoch(),
                report.epochs(),
                report.train(),
                validation == null ? "" : "  val " + validation,
                report.lr(),
                time(report.seconds())));
        out.println();
        width = 0;
    }

    /** Over the line before, which may have been longer. */
    private void write(String line) {
        out.print((terminal ? "\r" : "") + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = terminal ? line.length() : 0;
    }

    /** As {@code 0:09}, {@code 12:34} or {@code 1:02:03}. */
    private static String time(double duration) {
        long seconds = Math.round(duration);
        long hours = seconds / 3600;
        long minutes = seconds / 60 % 60;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
    }
}
