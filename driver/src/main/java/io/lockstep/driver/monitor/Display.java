package io.lockstep.driver.monitor;

import io.lockstep.worker.WorkerEvent;
import java.io.Console;

/** Where a user watches a run. */
public interface Display {
    /** Shows nothing. */
    Display NONE = new Display() {
        @Override
        public void show(WorkerEvent event) {}

        @Override
        public void line(String text) {}

        @Override
        public void passing(String text) {}

        @Override
        public void clear() {}
    };

    void show(WorkerEvent event);

    /** A line that stays. */
    void line(String text);

    /** A text that the next one replaces. */
    void passing(String text);

    /** Takes away a passing text, so that others can write. */
    void clear();

    /** A display for this process: a progress line redrawn in place on a terminal, else plain lines. */
    static Display ofProcess() {
        String term = System.getenv("TERM");
        boolean terminal = isTerminal() && term != null && !term.equals("dumb");
        return new ConsoleDisplay(System.out, terminal, System::nanoTime);
    }

    @SuppressWarnings("SystemConsoleNull") // null is the answer up to JDK 21; what later ones say is asked for below
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
