package io.lockstep.cuda.check;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Runs checks one after the other, prints a line for each, and counts. */
final class Checks {
    private static final double NANOS = 1e9;

    private final PrintStream out;
    private final PrintStream traces;
    private final List<String> only;
    private int count;
    private int failed;

    /**
     * @param traces takes the stack of each failure
     * @param only beginnings of names: other checks are left out; empty for all
     */
    Checks(PrintStream out, PrintStream traces, List<String> only) {
        this.out = out;
        this.traces = traces;
        this.only = only;
    }

    /** Something that may be wrong. */
    interface Check {
        /**
         * @return what was found, in a few words
         * @throws AssertionError if it is wrong; the message says what
         */
        String run();
    }

    void run(String name, Check check) {
        if (!only.isEmpty() && only.stream().noneMatch(name::startsWith)) {
            return;
        }
        out.print(name + ": ");
        out.flush();
        count++;
        long start = System.nanoTime();
        try {
            String found = check.run();
            out.println(String.format(Locale.ROOT, "passed, %s, %.1f s", found, (System.nanoTime() - start) / NANOS));
        } catch (AssertionError | IllegalStateException | IllegalArgumentException e) {
            // Those of a kernel or the driver are among them; what is not is a fault of this program, and ends it.
            failed++;
            out.println("FAILED: " + oneLine(e));
            e.printStackTrace(traces);
        }
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
    }

    int count() {
        return count;
    }

    int failed() {
        return failed;
    }
}
