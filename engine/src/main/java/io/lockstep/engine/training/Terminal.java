package io.lockstep.engine.training;

import java.io.Console;

/** Whether somebody looks at what this process writes. */
final class Terminal {
    private Terminal() {}

    /** Whether a line can be written over. */
    static boolean isThere() {
        String term = System.getenv("TERM");
        return isConsole() && term != null && !term.equals("dumb");
    }

    @SuppressWarnings("SystemConsoleNull") // null is the answer up to JDK 21; what later ones say is asked for below
    private static boolean isConsole() {
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
