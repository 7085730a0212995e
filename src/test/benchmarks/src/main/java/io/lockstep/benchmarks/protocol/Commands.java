package io.lockstep.benchmarks.protocol;

import java.nio.file.Path;
import java.util.Optional;

/** The lines that a contestant reads. */
public final class Commands {
    /**
     * Asks for a {@link Ready}. The first command: until it comes, nobody computes, so that all contestants can start at
     * the same time.
     */
    public static final String READY = "ready";

    /** Asks for the loss: in training that of the last step, in inference that of the first batch. */
    public static final String LOSS = "loss";

    /** Asks for the most memory that the process has held. */
    public static final String MEMORY = "memory";

    /** Ends the process, as does the end of its input. */
    public static final String QUIT = "quit";

    /** Followed by the numbers of windows and of steps in each. */
    public static final String RUN = "run";

    /** Followed by a number of steps and the file of the trace, {@code -} for none. */
    public static final String PROFILE = "profile";

    private Commands() {}

    public static String run(int windows, int steps) {
        return RUN + " " + windows + " " + steps;
    }

    /** @param trace file for the Chrome trace */
    public static String profile(int steps, Optional<Path> trace) {
        return PROFILE + " " + steps + " "
                + trace.map(file -> file.toAbsolutePath().toString()).orElse("-");
    }
}
