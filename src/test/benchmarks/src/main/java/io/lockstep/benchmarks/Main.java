package io.lockstep.benchmarks;

import io.lockstep.benchmarks.cpu.CpuCommand;
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
        if (arguments.isEmpty() || !arguments.get(0).equals("cpu")) {
            System.err.println("bench: there is one benchmark, cpu; give it as the first argument");
            return BAD_USAGE;
        }
        try {
            return new CpuCommand(System.out, System.err).run(arguments.subList(1, arguments.size()));
        } catch (BenchmarkException e) {
            System.err.println("bench: " + e.getMessage());
            return FAILED;
        }
    }
}
