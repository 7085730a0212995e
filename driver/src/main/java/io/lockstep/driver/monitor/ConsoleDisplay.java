package io.lockstep.driver.monitor;

import io.lockstep.worker.WorkerEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Progress on a stream: redrawn in place on a terminal, or every ten seconds as a line of its own. */
final class ConsoleDisplay implements Display {
    private static final long LINE_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final RemainingTime remaining;
    private long lastLine;

    ConsoleDisplay(PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        remaining = new RemainingTime(nanoTime);
        lastLine = nanoTime.getAsLong();
    }

    @Override
    public synchronized void show(WorkerEvent event) {
        if (event instanceof WorkerEvent.TrainProgress progress) {
            passing(ProgressText.of(progress, remaining.after(progress)));
        } else if (event instanceof WorkerEvent.EvaluationProgress progress) {
            passing(ProgressText.of(progress));
        } else if (event instanceof WorkerEvent.EpochDone epoch) {
            line(ProgressText.of(epoch));
        } else if (event instanceof WorkerEvent.Note note) {
            line(note.message());
        }
    }

    @Override
    public synchronized void line(String text) {
        out.println(terminal ? ERASE_LINE + text : text);
        out.flush();
    }

    @Override
    public synchronized void passing(String text) {
        if (terminal) {
            out.print(ERASE_LINE + text);
            out.flush();
        } else if (nanoTime.getAsLong() - lastLine >= LINE_INTERVAL_NANOS) {
            lastLine = nanoTime.getAsLong();
            line(text);
        }
    }

    @Override
    public synchronized void clear() {
        if (terminal) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }
}
