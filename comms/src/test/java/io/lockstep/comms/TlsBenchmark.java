package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what TLS costs: float all-reduces of one rank per process, so that the ranks can stand in network namespaces or on
 * machines of their own. Arguments: rank, {@code host:port} of all ranks separated by commas, {@code tls} or {@code plain},
 * operations, sizes in bytes. Prints the median time and the bus bandwidth, 2S(P-1)/P bytes over that time.
 */
final class TlsBenchmark {
    private TlsBenchmark() {}

    public static void main(String[] arguments) {
        int rank = Integer.parseInt(arguments[0]);
        List<String> addresses = List.of(arguments[1].split(",", -1));
        boolean tls = arguments[2].equals("tls");
        int operations = Integer.parseInt(arguments[3]);
        int worldSize = addresses.size();
        String own = addresses.get(rank);
        int colon = own.lastIndexOf(':');
        PortRange port = PortRange.parse(own.substring(colon + 1));
        MeshOptions options = MeshOptions.of(rank, worldSize, "benchmark", 1, Ranks.SECRET, own.substring(0, colon))
                .with(Ranks.COLLECTIVES)
                .with(NetworkOptions.DEFAULT.with(port).withTls(tls));
        try (Communicator communicator = Mesh.join(options, ownAddress -> addresses)) {
            for (int i = 4; i < arguments.length; i++) {
                measure(communicator, arguments[2], operations, Integer.parseInt(arguments[i]));
            }
            communicator.barrier("end");
        }
    }

    private static void measure(Communicator communicator, String kind, int operations, int bytes) {
        ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        time(communicator, data, 1 + operations / 4);
        double[] nanos = time(communicator, data, operations);
        Arrays.sort(nanos);
        double median = nanos[operations / 2];
        double busBytes = 2.0 * bytes * (communicator.worldSize() - 1) / communicator.worldSize();
        if (communicator.rank() == 0) {
            System.out.printf(
                    "%-5s  bytes %9d  median %9.1f us  p90 %9.1f us  bus %.4f GB/s%n",
                    kind, bytes, median / 1e3, nanos[operations * 9 / 10] / 1e3, busBytes / median);
        }
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
