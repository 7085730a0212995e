package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Measures float all-reduces over loopback, the ranks being threads of this process. Arguments: ranks, chunk in bytes,
 * seconds per size, sizes in bytes. Prints the median time and the bus bandwidth, 2S(P-1)/P bytes over that time.
 */
final class RingBenchmark {
    private RingBenchmark() {}

    public static void main(String[] arguments) {
        int worldSize = Integer.parseInt(arguments[0]);
        int chunkBytes = Integer.parseInt(arguments[1]);
        double seconds = Double.parseDouble(arguments[2]);
        try (Ranks ranks =
                Ranks.join(worldSize, options -> options.with(Ranks.COLLECTIVES.withChunkBytes(chunkBytes)))) {
            for (int i = 3; i < arguments.length; i++) {
                int bytes = Integer.parseInt(arguments[i]);
                double[] nanos = ranks.run(communicator -> measure(communicator, bytes, seconds))
                        .get(0);
                Arrays.sort(nanos);
                double median = nanos[nanos.length / 2];
                double busBytes = 2.0 * bytes * (worldSize - 1) / worldSize;
                System.out.printf(
                        "ranks %d  bytes %9d  median %9.1f us  p90 %9.1f us  bus %.3f GB/s  (%d operations)%n",
                        worldSize,
                        bytes,
                        median / 1e3,
                        nanos[nanos.length * 9 / 10] / 1e3,
                        busBytes / median,
                        nanos.length);
            }
        }
    }

    private static double[] measure(Communicator communicator, int bytes, double seconds) {
        ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        int warmUp = bytes > 1 << 22 ? 30 : 3000;
        double[] first = time(communicator, data, warmUp);
        Arrays.sort(first);
        // Every rank must run the same number of operations: rank 0 decides.
        ByteBuffer count = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
        count.putInt(0, (int) Math.min(50_000, Math.max(20, seconds * 1e9 / first[warmUp / 2])));
        communicator.broadcast("count", count, 0).await();
        return time(communicator, data, count.getInt(0));
    }

    private static double[] time(Communicator communicator, ByteBuffer data, int operations) {
        double[] nanos = new double[operations];
        for (int i = 0; i < operations; i++) {
            long start = System.nanoTime();
            communicator
                    .allReduce("benchmark", data, ElementType.FLOAT32, Reduction.SUM)
                    .await();
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }
}
