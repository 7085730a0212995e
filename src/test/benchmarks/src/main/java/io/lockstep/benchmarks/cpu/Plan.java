package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.util.ArrayList;
import java.util.List;

/** The rows of a run, in their order: training first, which matters most if time runs out. */
final class Plan {
    private Plan() {}

    static List<Task> of(Settings settings) {
        List<Task> tasks = new ArrayList<>();
        for (int threads : settings.threads()) {
            for (Precision precision : settings.precisions()) {
                for (Network network : settings.networks()) {
                    if (precision == Precision.FLOAT32 || network.isConvolutional()) {
                        tasks.add(new Task(network, Mode.TRAINING, precision, threads));
                    }
                }
            }
            for (Network network : settings.networks()) {
                if (settings.inference() && network.infers()) {
                    tasks.add(new Task(network, Mode.INFERENCE, Precision.FLOAT32, threads));
                }
            }
        }
        return tasks;
    }
}
