package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import io.lockstep.worker.measurement.AllReduceTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Times all-reduces of sizes up to that of the largest bucket, one after the other, in the mesh that trains. */
final class NetworkProbe {
    private static final int SMALLEST = 1024;
    private static final int FACTOR = 4;
    private static final int REPETITIONS = 9;

    private final Communicator communicator;
    private final ByteBuffer data;

    /** @param largest in bytes */
    NetworkProbe(Communicator communicator, int largest) {
        this.communicator = communicator;
        int bytes = Math.max(SMALLEST, largest / Float.BYTES * Float.BYTES);
        data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** All ranks call it; the times are this rank's. */
    List<AllReduceTime> run() {
        List<AllReduceTime> times = new ArrayList<>();
        for (long bytes = SMALLEST; bytes < data.capacity(); bytes *= FACTOR) {
            times.add(median((int) bytes));
        }
        times.add(median(data.capacity()));
        return times;
    }

    private AllReduceTime median(int bytes) {
        long[] nanos = new long[REPETITIONS];
        data.limit(bytes);
        for (int i = 0; i < REPETITIONS; i++) {
            communicator.barrier("probe");
            long start = System.nanoTime();
            communicator
                    .allReduce("probe", data, ElementType.FLOAT32, Reduction.SUM)
                    .await();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return new AllReduceTime(bytes, nanos[REPETITIONS / 2]);
    }
}
