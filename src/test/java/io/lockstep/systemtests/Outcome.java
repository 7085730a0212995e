package io.lockstep.systemtests;

import java.time.Duration;
import java.util.List;

/** How a command ended: its exit status, all it wrote (standard output and error in order), how long it took. */
record Outcome(int status, String output, Duration duration) {
    List<String> lines() {
        return output.lines().toList();
    }
}
