package io.lockstep.benchmarks.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What happens now, on a stream: redrawn in place on a terminal, else a line every ten seconds. */
public final class Progress {
    private static final long LINE_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long lastLine;

    public Progress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        lastLine = nanoTime.getAsLong();
    }

    /** A line that stays. */
    public void line(String text) {
        lastLine = nanoTime.getAsLong();
        out.println(terminal ? ERASE_LINE + text : text);
        out.flush();
    }

    /** A text that the next one replaces. */
    public void passing(String text) {
        if (terminal) {
            out.print(ERASE_LINE + text);
            out.flush();
        } else if (nanoTime.getAsLong() - lastLine >= LINE_INTERVAL_NANOS) {
            line(text);
        }
    }

    /** Takes away a passing text. */
    public void clear() {
        if (terminal) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }
}
