package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.protocol.Commands;
import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.benchmarks.protocol.Window;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers commands until there are no more. While it waits it blocks, so that others have the processor to themselves. */
final class CommandLoop {
    private final Workload workload;
    private final BufferedReader commands;
    private final PrintStream answers;

    CommandLoop(Workload workload, BufferedReader commands, PrintStream answers) {
        this.workload = workload;
        this.commands = commands;
        this.answers = answers;
    }

    void run() throws IOException {
        for (String line = commands.readLine();
                line != null && !line.equals(Commands.QUIT);
                line = commands.readLine()) {
            say(answer(line));
        }
    }

    private String answer(String line) throws IOException {
        String[] words = line.split(" ", -1);
        return switch (words[0]) {
            case Commands.READY -> Answers.ready(workload.ready());
            case Commands.RUN -> Answers.windows(timed(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            case Commands.LOSS -> Answers.loss(workload.loss());
            case Commands.MEMORY -> Answers.memory(ProcessMemory.peakKibibytes());
            case Commands.PROFILE -> Answers.profile(profiled(Integer.parseInt(words[1]), line.split(" ", 3)[2]));
            default -> throw new IllegalArgumentException("unknown command \"" + line + "\"");
        };
    }

    private List<Window> timed(int count, int steps) throws IOException {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ProcessorTimes before = ProcessorTimes.now();
            long start = System.nanoTime();
            for (int step = 0; step < steps; step++) {
                workload.step();
            }
            long nanos = System.nanoTime() - start;
            windows.add(new Window(steps, nanos, ProcessorTimes.now().foreignSince(before)));
        }
        return windows;
    }

    private StepProfile profiled(int steps, String file) throws IOException {
        if (workload instanceof Profilable profilable) {
            return Profiler.profile(
                    workload, profilable, steps, file.equals("-") ? Optional.empty() : Optional.of(Path.of(file)));
        }
        throw new IllegalArgumentException("only Lockstep's kernels can be profiled");
    }

    private void say(String answer) {
        answers.println(answer);
        answers.flush();
    }
}
