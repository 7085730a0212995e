package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.contestant.engine.EngineInference;
import io.lockstep.benchmarks.contestant.engine.EngineTraining;
import io.lockstep.benchmarks.contestant.torch.TorchInference;
import io.lockstep.benchmarks.contestant.torch.TorchTraining;
import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Task;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Entry of a contestant's process. Arguments: the {@link Engine}, then those of the {@link Task}. */
public final class ContestantMain {
    private ContestantMain() {}

    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries print is no answer
        Engine engine = Engine.valueOf(args[0]);
        Task task = Task.of(List.of(args).subList(1, args.length));
        try (Workload workload = open(engine, task)) {
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            new CommandLoop(workload, commands, answers).run();
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            answers.println(Answers.error(e));
            answers.flush();
            System.exit(1);
        }
    }

    private static Workload open(Engine engine, Task task) {
        return switch (task.mode()) {
            case TRAINING -> engine.isOurs() ? new EngineTraining(task) : new TorchTraining(task, engine);
            case INFERENCE -> engine.isOurs() ? new EngineInference(task) : new TorchInference(task, engine);
        };
    }
}
