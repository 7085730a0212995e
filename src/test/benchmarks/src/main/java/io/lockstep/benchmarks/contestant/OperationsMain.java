package io.lockstep.benchmarks.contestant;

import com.sun.management.ThreadMXBean;
import io.lockstep.benchmarks.contestant.engine.EngineOperations;
import io.lockstep.benchmarks.contestant.torch.TorchOperations;
import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.protocol.Commands;
import io.lockstep.benchmarks.task.Engine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Entry of a process that times single operations. Arguments: the {@link Engine}, elements, threads. It answers
 * {@code names} with all names, and {@code NAME NANOS}, calls of an operation for so long, with nanoseconds, bytes of Java
 * heap and bytes of native memory for each call.
 */
public final class OperationsMain {
    private OperationsMain() {}

    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries print is no answer
        int elements = Integer.parseInt(args[1]);
        int threads = Integer.parseInt(args[2]);
        try (Operations operations = Engine.valueOf(args[0]).isOurs()
                        ? new EngineOperations(elements, threads)
                        : new TorchOperations(elements, threads);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine();
                    line != null && !line.equals(Commands.QUIT);
                    line = commands.readLine()) {
                answers.println(answer(operations, line));
                answers.flush();
            }
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            answers.println(Answers.error(e));
            answers.flush();
            System.exit(1);
        }
    }

    private static String answer(Operations operations, String line) {
        if (line.equals("names")) {
            return String.join(" ", operations.calls().keySet());
        }
        String[] words = line.split(" ", -1);
        Runnable call = operations.calls().get(words[0]);
        if (call == null) {
            return "error there is no operation " + words[0];
        }
        try {
            return timed(operations, call, Long.parseLong(words[1]));
        } catch (RuntimeException e) {
            e.printStackTrace();
            return Answers.error(e);
        }
    }

    private static String timed(Operations operations, Runnable call, long duration) {
        long nativeBefore = operations.nativeBytes();
        long heapBefore = heapBytes();
        long start = System.nanoTime();
        long calls = 0;
        long nanos = 0;
        while (nanos < duration) {
            call.run();
            calls++;
            nanos = System.nanoTime() - start;
        }
        long heap = heapBytes() - heapBefore;
        return (double) nanos / calls + " " + (double) heap / calls + " "
                + (double) (operations.nativeBytes() - nativeBefore) / calls;
    }

    /** What all threads have allocated so far. */
    private static long heapBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
