package io.lockstep.benchmarks.task;

import java.util.List;

/**
 * One row of the results: all contestants do the same.
 *
 * @param threads that compute
 */
public record Task(Network network, Mode mode, Precision precision, int threads) {
    /** As arguments of a process; {@link #of} reads them. */
    public List<String> arguments() {
        return List.of(network.name(), mode.name(), precision.name(), Integer.toString(threads));
    }

    public static Task of(List<String> arguments) {
        return new Task(
                Network.valueOf(arguments.get(0)),
                Mode.valueOf(arguments.get(1)),
                Precision.valueOf(arguments.get(2)),
                Integer.parseInt(arguments.get(3)));
    }

    /** The network, and the element type if it is not float32, such as {@code lenet bfloat16}. */
    public String title() {
        return precision == Precision.FLOAT32 ? network.title() : network.title() + " " + precision;
    }

    /** For people, such as {@code resnet18 training, 2 threads}. */
    @Override
    public String toString() {
        return title() + " " + mode + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
