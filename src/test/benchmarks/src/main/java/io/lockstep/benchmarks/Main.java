package io.lockstep.benchmarks;

import io.lockstep.benchmarks.comms.CommsCommand;
import io.lockstep.benchmarks.cpu.CpuCommand;
import io.lockstep.benchmarks.operations.OperationsCommand;
import java.util.List;

/** Entry of {@code deploy/lockstep bench}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private Main() {}

    public static void main(String[] args) throws Exception {
        int status = run(List.of(args));
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(List<String> arguments) throws Exception {
        String benchmark = arguments.isEmpty() ? "" : arguments.get(0);
        try {
            return switch (benchmark) {
                case "cpu" -> new CpuCommand(System.out, System.err).run(arguments.subList(1, arguments.size()));
                case "comms" -> new CommsCommand(System.out, System.err).run(arguments.subList(1, arguments.size()));
                case "operations" ->
                    new OperationsCommand(System.out, System.err).run(arguments.subList(1, arguments.size()));
                default -> {
                    System.err.println(
                            "bench: the benchmarks are cpu, comms and operations; give one as the first argument");
                    yield BAD_USAGE;
                }
            };
        } catch (BenchmarkException e) {
            System.err.println("bench: " + e.getMessage());
            return FAILED;
        }
    }
}
