package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AllReduceTest {
    private static final long SEED = 20261123;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 16})
    void everyAlgorithmReducesEveryTypeAndCountExactly(int worldSize) {
        int[] counts = {0, 1, worldSize - 1, worldSize, worldSize + 1, 10_007};
        for (Algorithm algorithm : algorithms(worldSize)) {
            try (Ranks ranks = join(worldSize, algorithm)) {
                ranks.run(communicator -> {
                    int turn = worldSize;
                    for (int count : counts) {
                        for (ElementType type : ElementType.values()) {
                            // In turn: over the numbers of ranks each type meets each reduction.
                            checkExactly(communicator, count, type, reduction(type, turn++));
                        }
                    }
                    return true;
                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, RING", "3, RING", "2, RECURSIVE_DOUBLING", "5, RECURSIVE_DOUBLING", "4, HALVING_DOUBLING", "6, AUTO"
    })
    void buffersOfSeveralChunksGiveTheSameBitsOnAllRanksAndRuns(int worldSize, Algorithm algorithm) {
        List<ByteBuffer> first = new ArrayList<>();
        for (int chunkBytes : new int[] {100_003, 1 << 20}) {
            try (Ranks ranks = join(worldSize, algorithm, chunkBytes)) {
                List<ByteBuffer> results = ranks.run(communicator -> {
                    ByteBuffer data = Elements.gaussian(ElementType.FLOAT32, 1_000_003, SEED + communicator.rank());
                    communicator
                            .allReduce("gradients", data, ElementType.FLOAT32, Reduction.SUM)
                            .await();
                    return data;
                });
                assertThat(results).allMatch(results.get(0)::equals);
                first.add(results.get(0));
            }
        }
        assertThat(first.get(1)).isEqualTo(first.get(0));
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
                    data[i] = input(communicator.rank(), ElementType.FLOAT32, 1000 * i + 1);
                    pending.add(communicator.allReduce("bucket/" + i, data[i], ElementType.FLOAT32, Reduction.SUM));
                }
                // The result of the last is there only when all before it are done.
                pending.get(operations - 1).await();
                assertThat(pending).allMatch(Pending::isDone);
                for (int i = 0; i < operations; i++) {
                    requireExact(data[i], worldSize, 1000 * i + 1, ElementType.FLOAT32, Reduction.SUM);
                }
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void takesTheRangeFromPositionToLimitOnly(int worldSize) {
        for (Algorithm algorithm : algorithms(worldSize)) {
            try (Ranks ranks = join(worldSize, algorithm)) {
                ranks.run(communicator -> {
                    ByteBuffer data = Elements.direct(40);
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
    }

    @Test
    void theAverageOfIntegersIsRefused() {
        try (Ranks ranks = Ranks.join(2)) {
            assertThatThrownBy(() ->
                            ranks.get(0).allReduce("counts", Elements.direct(8), ElementType.INT32, Reduction.AVERAGE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("use SUM and divide");
        }
    }

    /** Two levels need a rank that is not alone on its host. */
    private static List<Algorithm> algorithms(int worldSize) {
        List<Algorithm> algorithms = new ArrayList<>(List.of(Algorithm.values()));
        if (worldSize < 3) {
            algorithms.remove(Algorithm.TWO_LEVEL);
        }
        return algorithms;
    }

    private static Ranks join(int worldSize, Algorithm algorithm) {
        return join(worldSize, algorithm, 1 << 19);
    }

    private static Ranks join(int worldSize, Algorithm algorithm, int chunkBytes) {
        boolean memory = algorithm == Algorithm.SHARED_MEMORY || algorithm == Algorithm.TWO_LEVEL;
        CollectiveOptions collectives =
                Ranks.COLLECTIVES.with(algorithm).withSharedMemory(memory).withChunkBytes(chunkBytes);
        return Ranks.join(worldSize, options -> {
            // The last ranks of three make another host.
            boolean elsewhere = algorithm == Algorithm.TWO_LEVEL && options.rank() % 3 == 2;
            return options.with(collectives).withHost(elsewhere ? "127.0.0.2" : "127.0.0.1");
        });
    }

    private static void checkExactly(Communicator communicator, int count, ElementType type, Reduction reduction) {
        ByteBuffer data = input(communicator.rank(), type, count);
        communicator.allReduce("check", data, type, reduction).await();
        requireExact(data, communicator.worldSize(), count, type, reduction);
    }

    private static void requireExact(ByteBuffer data, int worldSize, int count, ElementType type, Reduction reduction) {
        ByteBuffer expected = Elements.direct(count * type.bytes());
        double[] result = new double[count];
        for (int rank = 0; rank < worldSize; rank++) {
            ByteBuffer input = input(rank, type, count);
            for (int i = 0; i < count; i++) {
                double value = Elements.get(input, type, i);
                result[i] = rank == 0 ? value : join(reduction, result[i], value);
            }
        }
        for (int i = 0; i < count; i++) {
            Elements.put(expected, type, i, reduction == Reduction.AVERAGE ? result[i] / worldSize : result[i]);
        }
        assertThat(data)
                .as("%s %s of %d elements on %d ranks", type, reduction, count, worldSize)
                .isEqualTo(expected);
    }

    private static double join(Reduction reduction, double a, double b) {
        return switch (reduction) {
            case SUM, AVERAGE -> a + b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
        };
    }

    private static Reduction reduction(ElementType type, int turn) {
        boolean integer = type == ElementType.INT32 || type == ElementType.INT64;
        List<Reduction> reductions = integer
                ? List.of(Reduction.SUM, Reduction.MIN, Reduction.MAX)
                : List.of(Reduction.SUM, Reduction.MIN, Reduction.MAX, Reduction.AVERAGE);
        return reductions.get(turn % reductions.size());
    }

    private static ByteBuffer input(int rank, ElementType type, int count) {
        return Elements.wholeNumbers(type, count, SEED + 1000L * count + rank);
    }
}
