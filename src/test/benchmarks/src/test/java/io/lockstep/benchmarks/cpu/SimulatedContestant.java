package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.command.Conversation;
import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.protocol.Commands;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.protocol.Window;
import io.lockstep.benchmarks.task.Engine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToDoubleFunction;

/** Answers as a contestant would, and lets a clock go on by the time that its steps take. */
final class SimulatedContestant implements Conversation {
    private final AtomicLong clock;
    private final IntToDoubleFunction stepSeconds;
    private final List<String> asked = new ArrayList<>();
    private double loss = 0.5;
    private int steps;

    /** @param stepSeconds duration of a step by its number from 0 */
    SimulatedContestant(AtomicLong clock, IntToDoubleFunction stepSeconds) {
        this.clock = clock;
        this.stepSeconds = stepSeconds;
    }

    Contestant as(Engine engine) {
        return new Contestant(new Entrant(engine, !engine.isOurs()), this);
    }

    SimulatedContestant withLoss(double newLoss) {
        loss = newLoss;
        return this;
    }

    /** What it was asked, in order. */
    List<String> asked() {
        return asked;
    }

    @Override
    public String ask(String command) {
        asked.add(command);
        String[] words = command.split(" ", -1);
        return switch (words[0]) {
            case Commands.READY -> Answers.ready(new Ready(loss, 1e9));
            case Commands.RUN -> run(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case Commands.MEMORY -> Answers.memory(300 << 10);
            case Commands.LOSS -> Answers.loss(loss);
            default -> Answers.error(new IllegalArgumentException(command));
        };
    }

    @Override
    public String record() {
        return "some.log";
    }

    @Override
    public void close() {}

    private String run(int count, int stepsEach) {
        Window window = new Window(1, 1, 0);
        for (int i = 0; i < stepsEach * count; i++) {
            long nanos = Math.round(stepSeconds.applyAsDouble(steps++) * 1e9);
            clock.addAndGet(nanos);
            window = new Window(stepsEach, nanos * stepsEach, 0);
        }
        return Answers.windows(Collections.nCopies(count, window));
    }
}
