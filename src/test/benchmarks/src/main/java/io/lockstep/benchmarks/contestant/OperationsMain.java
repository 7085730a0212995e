package io.lockstep.benchmarks.contestant;

import com.sun.management.ThreadMXBean;
import io.lockstep.benchmarks.contestant.engine.EngineOperations;
import io.lockstep.benchmarks.contestant.torch.TorchOperations;
import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.protocol.Commands;
import io.lockstep.benchmarks.task.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Entry of a process that times single operations. Arguments: the {@link Engine}, elements, threads. It answers
 * {@code names} with all names, and {@code NAME NANOS}, calls of an operation for so long, with the median of their
 * nanoseconds, for each call the bytes of Java heap and the growth of native memory, and the processor time that others
 * took meanwhile, in cores.
 */
public final class OperationsMain {
    private static final int FEWEST_CALLS = 3;
    private static final int MOST_CALLS = 1 << 14;

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
            return timed(call, Long.parseLong(words[1]));
        } catch (RuntimeException | IOException e) {
            e.printStackTrace();
            return Answers.error(e);
        }
    }

    private static String timed(Runnable call, long duration) throws IOException {
        double[] nanos = new double[MOST_CALLS];
        long nativeBefore = nativeBytes();
        ProcessorTimes before = ProcessorTimes.now();
        long heapBefore = heapBytes();
        long start = System.nanoTime();
        long last = start;
        int calls = 0;
        while (calls < FEWEST_CALLS || (calls < MOST_CALLS && last - start < duration)) {
            call.run();
            long now = System.nanoTime();
            nanos[calls++] = now - last;
            last = now;
        }
        long heap = heapBytes() - heapBefore;
        double foreign = (double) ProcessorTimes.now().foreignSince(before) / (last - start);
        Arrays.sort(nanos, 0, calls);
        return nanos[calls / 2] + " " + (double) heap / calls + " " + (double) (nativeBytes() - nativeBefore) / calls
                + " " + foreign;
    }

    /** What the buffers outside the heap take up, the arenas of steps among them. */
    private static long nativeBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** What all threads have allocated so far. */
    private static long heapBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
