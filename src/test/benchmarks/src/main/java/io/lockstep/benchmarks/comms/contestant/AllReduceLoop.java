package io.lockstep.benchmarks.comms.contestant;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.ElementType;
import io.lockstep.comms.Pending;
import io.lockstep.comms.Reduction;
import io.lockstep.comms.compress.BufferLayout;
import io.lockstep.comms.compress.Compression;
import io.lockstep.comms.compress.GradientCompression;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All-reduces of floats by one rank, as a worker does them with its gradients: in a direct buffer, in place. */
public final class AllReduceLoop {
    private static final String OPERATION = "benchmark";

    private final Communicator communicator;
    private final @Nullable Compression compression;
    private ByteBuffer data = buffer(0);
    private @Nullable GradientCompression compressing;

    /** @param compression what the all-reduces go through, or null for nothing */
    public AllReduceLoop(Communicator communicator, @Nullable Compression compression) {
        this.communicator = communicator;
        this.compression = compression;
    }

    /**
     * Takes a buffer of {@code bytes} for all that follows. Sums it once and checks the sum: rank r holds r + 1 + i mod 7
     * at place i, whole numbers so small that they are exact in any order.
     *
     * @throws IllegalStateException if the sum is wrong
     */
    public void take(int bytes) {
        data = buffer(bytes);
        int count = bytes / Float.BYTES;
        compressing = compression == null
                ? null
                : compression.create(new BufferLayout(count, List.of(), communicator.rank(), communicator.worldSize()));
        for (int i = 0; i < count; i++) {
            data.putFloat(i * Float.BYTES, communicator.rank() + 1 + i % 7);
        }
        allReduce();
        int ranks = communicator.worldSize();
        for (int i = 0; i < count; i++) {
            float expected = ranks * (ranks + 1) / 2 + ranks * (i % 7);
            float found = data.getFloat(i * Float.BYTES);
            if (found != expected) {
                throw new IllegalStateException("rank " + communicator.rank() + " of " + ranks + ": the sum at place "
                        + i + " of " + count + " is " + found + " but should be " + expected);
            }
            data.putFloat(i * Float.BYTES, 0); // zeros stay zeros, however often they are summed
        }
    }

    /** Does {@code warmUp} all-reduces and then {@code count} that are timed; returns the nanoseconds of each. */
    public long[] run(int warmUp, int count) {
        for (int i = 0; i < warmUp; i++) {
            allReduce();
        }
        long[] nanos = new long[count];
        long last = System.nanoTime();
        for (int i = 0; i < count; i++) {
            allReduce();
            long now = System.nanoTime();
            nanos[i] = now - last;
            last = now;
        }
        return nanos;
    }

    private void allReduce() {
        Pending sum = compressing == null
                ? communicator.allReduce(OPERATION, data, ElementType.FLOAT32, Reduction.SUM)
                : communicator.allReduce(OPERATION, data, Reduction.SUM, compressing);
        sum.await();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
