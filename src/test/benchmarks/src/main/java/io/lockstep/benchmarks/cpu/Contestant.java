package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Conversation;
import io.lockstep.benchmarks.protocol.AnswerException;
import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.protocol.Commands;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.benchmarks.protocol.Window;
import io.lockstep.benchmarks.report.Score;
import io.lockstep.benchmarks.report.Timing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One who takes part in a row: its process, its pace, and its windows so far. */
final class Contestant implements AutoCloseable {
    private final Entrant entrant;
    private final Conversation process;
    private final List<Window> windows = new ArrayList<>();
    private int stepsPerWindow = 1;

    Contestant(Entrant entrant, Conversation process) {
        this.entrant = entrant;
        this.process = process;
    }

    /** Waits until it can be timed. */
    Ready ready() throws InterruptedException {
        return read(process.ask(Commands.READY), Answers::readReady);
    }

    /** Runs a window that does not count. */
    Window tryOut(int steps) throws InterruptedException {
        return run(1, steps).get(0);
    }

    /** Sets how many steps make a window. */
    void stepsPerWindow(int steps) {
        stepsPerWindow = steps;
    }

    /** Runs windows that count. */
    void run(int count) throws InterruptedException {
        windows.addAll(run(count, stepsPerWindow));
    }

    /** Finds out where the time of some more steps goes. */
    StepProfile profile(int steps, Optional<Path> trace) throws InterruptedException {
        return read(process.ask(Commands.profile(steps, trace)), Answers::readProfile);
    }

    /** What it has reached. */
    Score score() throws InterruptedException {
        long kibibytes = read(process.ask(Commands.MEMORY), Answers::readMemory);
        double loss = read(process.ask(Commands.LOSS), Answers::readLoss);
        if (!Double.isFinite(loss)) {
            throw new BenchmarkException("the loss of " + this + " is " + loss + ": what it computed is worth nothing");
        }
        return new Score(toString(), entrant.engine(), Timing.of(windows), kibibytes, loss);
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return entrant.toString();
    }

    private List<Window> run(int count, int steps) throws InterruptedException {
        return read(process.ask(Commands.run(count, steps)), line -> Answers.readWindows(line, count));
    }

    private <T> T read(String answer, Function<String, T> reader) {
        try {
            return reader.apply(answer);
        } catch (AnswerException e) {
            throw new BenchmarkException(this + ": " + e.getMessage() + "; see " + process.record(), e);
        }
    }
}
