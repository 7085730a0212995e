package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AllReduceTest {
    private static final long SEED = 20261123;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void reducesEveryTypeAndCountToTheSequentialResultBitForBit(int worldSize) {
        int[] counts = {0, 1, worldSize - 1, worldSize, worldSize + 1, 10_007};
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                for (int count : counts) {
                    for (ElementType type : ElementType.values()) {
                        for (Reduction reduction : Reduction.values()) {
                            check(communicator, count, type, reduction);
                        }
                    }
                }
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void reducesBuffersOfSeveralChunks(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize, options -> options.with(new CollectiveOptions(100_003)))) {
            ranks.run(communicator -> {
                check(communicator, 1_000_003, ElementType.FLOAT32, Reduction.SUM);
                check(communicator, 500_009, ElementType.INT64, Reduction.MAX);
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void runsQueuedOperationsInTheOrderOfSubmission(int worldSize) {
        int operations = 40;
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                ByteBuffer[] data = new ByteBuffer[operations];
                List<Pending> pending = new ArrayList<>();
                for (int i = 0; i < operations; i++) {
                    data[i] = random(ElementType.FLOAT32, 100 * i + 1, communicator.rank(), i);
                    pending.add(communicator.allReduce("bucket/" + i, data[i], ElementType.FLOAT32, Reduction.SUM));
                }
                // The result of the last is there only when all before it are done.
                pending.get(operations - 1).await();
                assertThat(pending).allMatch(Pending::isDone);
                for (int i = 0; i < operations; i++) {
                    assertThat(data[i])
                            .isEqualTo(expected(ElementType.FLOAT32, Reduction.SUM, 100 * i + 1, worldSize, i));
                }
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void takesTheRangeFromPositionToLimitOnly(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                ByteBuffer data = direct(40);
                for (int i = 0; i < 10; i++) {
                    data.putInt(4 * i, 1);
                }
                data.position(8).limit(24);
                communicator
                        .allReduce("range", data, ElementType.INT32, Reduction.SUM)
                        .await();
                assertThat(data.position()).isEqualTo(8);
                assertThat(data.limit()).isEqualTo(24);
                data.clear();
                for (int i = 0; i < 10; i++) {
                    assertThat(data.getInt(4 * i)).isEqualTo(i >= 2 && i < 6 ? worldSize : 1);
                }
                return true;
            });
        }
    }

    private static void check(Communicator communicator, int count, ElementType type, Reduction reduction) {
        ByteBuffer data = random(type, count, communicator.rank(), count);
        communicator.allReduce("check", data, type, reduction).await();
        assertThat(data)
                .as("%s %s of %d elements on %d ranks", type, reduction, count, communicator.worldSize())
                .isEqualTo(expected(type, reduction, count, communicator.worldSize(), count));
    }

    /** Segment s is reduced along the ring, starting at rank s: the order that {@link RingAllReduce} states. */
    private static ByteBuffer expected(ElementType type, Reduction reduction, int count, int worldSize, int salt) {
        List<ByteBuffer> inputs = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            inputs.add(random(type, count, rank, salt));
        }
        ByteBuffer result = direct(count * type.bytes());
        for (int segment = 0; segment < worldSize; segment++) {
            int end = (int) ((long) count * (segment + 1) / worldSize);
            for (int i = (int) ((long) count * segment / worldSize); i < end; i++) {
                int at = i * type.bytes();
                copy(type, inputs.get(segment), result, at);
                for (int step = 1; step < worldSize; step++) {
                    reduce(type, reduction, inputs.get((segment + step) % worldSize), result, at);
                }
            }
        }
        return result;
    }

    private static void copy(ElementType type, ByteBuffer from, ByteBuffer to, int at) {
        for (int i = 0; i < type.bytes(); i++) {
            to.put(at + i, from.get(at + i));
        }
    }

    private static void reduce(ElementType type, Reduction reduction, ByteBuffer own, ByteBuffer sum, int at) {
        switch (type) {
            case FLOAT32 -> {
                float a = own.getFloat(at);
                float b = sum.getFloat(at);
                sum.putFloat(
                        at,
                        reduction == Reduction.SUM
                                ? a + b
                                : reduction == Reduction.MIN ? Math.min(a, b) : Math.max(a, b));
            }
            case FLOAT64 -> {
                double a = own.getDouble(at);
                double b = sum.getDouble(at);
                sum.putDouble(
                        at,
                        reduction == Reduction.SUM
                                ? a + b
                                : reduction == Reduction.MIN ? Math.min(a, b) : Math.max(a, b));
            }
            case INT32 -> {
                int a = own.getInt(at);
                int b = sum.getInt(at);
                sum.putInt(
                        at,
                        reduction == Reduction.SUM
                                ? a + b
                                : reduction == Reduction.MIN ? Math.min(a, b) : Math.max(a, b));
            }
            case INT64 -> {
                long a = own.getLong(at);
                long b = sum.getLong(at);
                sum.putLong(
                        at,
                        reduction == Reduction.SUM
                                ? a + b
                                : reduction == Reduction.MIN ? Math.min(a, b) : Math.max(a, b));
            }
        }
    }

    private static ByteBuffer random(ElementType type, int count, int rank, int salt) {
        Random random = new Random(SEED + 1000L * salt + rank);
        ByteBuffer data = direct(count * type.bytes());
        for (int at = 0; at < data.capacity(); at += type.bytes()) {
            switch (type) {
                case FLOAT32 -> data.putFloat(at, (float) random.nextGaussian());
                case FLOAT64 -> data.putDouble(at, random.nextGaussian());
                case INT32 -> data.putInt(at, random.nextInt());
                case INT64 -> data.putLong(at, random.nextLong());
            }
        }
        return data;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
