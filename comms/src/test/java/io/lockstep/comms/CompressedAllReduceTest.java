package io.lockstep.comms;

import io.lockstep.comms.compress.BufferLayout;
import io.lockstep.comms.compress.Compression;
import io.lockstep.comms.compress.GradientCompression;
import io.lockstep.comms.compress.MatrixRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CompressedAllReduceTest {
    private static final long SEED = 20261124;
    private static final List<Compression> ALL = List.of(
            Compression.float16(),
            Compression.bfloat16(),
            Compression.int8(),
            Compression.topK(0.05),
            Compression.topK(1),
            Compression.powerSgd(1),
            Compression.powerSgd(4));

    static Stream<Arguments> methodsAndRanks() {
        return ALL.stream().flatMap(compression -> Stream.of(1, 2, 3, 4, 5).map(p -> Arguments.of(compression, p)));
    }

    /** What no rank has seen yet is in the residuals; the sum of both is the sum of all that was ever given. */
    @ParameterizedTest
    @MethodSource("methodsAndRanks")
    void nothingIsLostAndAllRanksGetTheSameBits(Compression compression, int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            for (int count : new int[] {0, 1, 2, worldSize + 1, 255, 257, 1_000, 10_007}) {
                List<ByteBuffer> last = new ArrayList<>();
                double[] given = new double[count];
                double[] got = new double[count];
                List<GradientCompression> states = ranks.run(communicator -> create(compression, communicator, count));
                int steps = 4;
                for (int step = 0; step < steps; step++) {
                    long seed = SEED + 100L * step;
                    last = ranks.run(communicator -> {
                        ByteBuffer data = gradients(count, seed + communicator.rank());
                        GradientCompression state = states.get(communicator.rank());
                        communicator
                                .allReduce("bucket", data, Reduction.SUM, state)
                                .await();
                        return data;
                    });
                    assertThat(last).as("%d elements", count).allMatch(last.get(0)::equals);
                    for (int rank = 0; rank < worldSize; rank++) {
                        add(given, gradients(count, seed + rank));
                    }
                    add(got, last.get(0));
                }
                for (GradientCompression state : states) {
                    float[] residual = state.state().getOrDefault("residual", new float[count]);
                    for (int i = 0; i < count; i++) {
                        got[i] += residual[i];
                    }
                }
                // Bfloat16 keeps 8 bits of each of the numbers, float16 11, and with the residual the others keep all.
                double rounding = switch (compression.method()) {
                    case BFLOAT16 -> 0x1p-6;
                    case FLOAT16 -> 0x1p-9;
                    default -> 1e-5;
                };
                double tolerance = rounding * steps * worldSize;
                assertThat(largestDifference(got, given))
                        .as("%d elements, seed %d", count, SEED)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    private static double largestDifference(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            // Math.max gives NaN if one of them is.
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    static Stream<Arguments> bytes() {
        int n = 40_000;
        return Stream.of(
                Arguments.of(Compression.float16(), 2 * 3 * n * 2 / 4),
                Arguments.of(Compression.bfloat16(), 2 * 3 * n * 2 / 4),
                // 157 blocks are 40 for each rank.
                Arguments.of(Compression.int8(), 2 * 3 * 40 * 260),
                Arguments.of(Compression.topK(0.01), 3 * 8 * n / 100),
                // Two matrices of 100 x 150, the rest as it is; halving and doubling, whose parts are even.
                Arguments.of(Compression.powerSgd(2), 2 * 3 * 4 * (n - 30_000 + 2 * 2 * (100 + 150)) / 4));
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void sendsAsManyBytesAsItSays(Compression compression, int expected) {
        try (Ranks ranks = Ranks.join(4, options -> options.with(CollectiveOptions.DEFAULT.with(Algorithm.RING)))) {
            List<Long> sent = ranks.run(communicator -> {
                GradientCompression state = create(compression, communicator, 40_000);
                CommunicationStatistics before = communicator.statistics();
                communicator
                        .allReduce("bucket", gradients(40_000, 1), Reduction.SUM, state)
                        .await();
                return communicator.statistics().since(before).sentBytes();
            });
            assertThat(sent).allSatisfy(bytes -> assertThat(bytes).isBetween(expected - 32L, expected + 32L));
        }
    }

    @ParameterizedTest
    @MethodSource("methodsAndRanks")
    void theAverageIsTheSumOverTheRanks(Compression compression, int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            int count = 3_000;
            List<ByteBuffer> sums = ranks.run(communicator -> reduced(communicator, compression, count, Reduction.SUM));
            List<ByteBuffer> means =
                    ranks.run(communicator -> reduced(communicator, compression, count, Reduction.AVERAGE));
            assertThat(means).allMatch(means.get(0)::equals);
            for (int i = 0; i < count; i++) {
                double divisor = worldSize == 1 ? 1 : worldSize;
                double sum = sums.get(0).getFloat(4 * i);
                assertThat((double) means.get(0).getFloat(4 * i))
                        .isEqualTo(sum / divisor, Offset.offset(0.02 * Math.abs(sum) + 0.02));
            }
        }
    }

    /** With an input of a low rank, the subspace is found within a few steps, and nothing is left out any more. */
    @Test
    void powerSgdFindsAMatrixOfLowRank() {
        int rows = 60;
        int columns = 90;
        try (Ranks ranks = Ranks.join(3)) {
            List<Double> errors = ranks.run(communicator -> {
                GradientCompression state = Compression.powerSgd(3)
                        .create(new BufferLayout(
                                rows * columns,
                                List.of(new MatrixRange(0, rows, columns)),
                                communicator.rank(),
                                communicator.worldSize()));
                ByteBuffer data = Elements.direct(4 * rows * columns);
                for (int step = 0; step < 8; step++) {
                    fillWithRankTwo(data, rows, columns);
                    communicator
                            .allReduce("matrix", data, Reduction.AVERAGE, state)
                            .await();
                }
                ByteBuffer expected = Elements.direct(4 * rows * columns);
                fillWithRankTwo(expected, rows, columns);
                double worst = 0;
                for (int i = 0; i < rows * columns; i++) {
                    worst = Math.max(worst, Math.abs(data.getFloat(4 * i) - expected.getFloat(4 * i)));
                }
                return worst;
            });
            assertThat(errors).allSatisfy(error -> assertThat(error).isLessThan(1e-4));
        }
    }

    /** Gradients of nothing but zeros leave a Q of zeros, from which no iteration would ever come back. */
    @Test
    void powerSgdRecoversFromZeros() {
        int count = 60 * 90;
        try (Ranks ranks = Ranks.join(2)) {
            List<Double> sizes = ranks.run(communicator -> {
                GradientCompression state = Compression.powerSgd(2)
                        .create(new BufferLayout(count, List.of(new MatrixRange(0, 60, 90)), communicator.rank(), 2));
                communicator
                        .allReduce("matrix", Elements.direct(4 * count), Reduction.SUM, state)
                        .await();
                ByteBuffer data = gradients(count, 3);
                communicator.allReduce("matrix", data, Reduction.SUM, state).await();
                double squares = 0;
                for (int i = 0; i < count; i++) {
                    squares += data.getFloat(4 * i) * data.getFloat(4 * i);
                }
                return squares;
            });
            assertThat(sizes).allSatisfy(size -> assertThat(size).isGreaterThan(1));
        }
    }

    @ParameterizedTest
    @MethodSource("methodsAndRanks")
    void largeBuffersBetweenOtherOperationsGiveTheSameBitsOnAllRanks(Compression compression, int worldSize) {
        int count = 1_500_007;
        try (Ranks ranks = Ranks.join(worldSize)) {
            List<ByteBuffer> results = ranks.run(communicator -> {
                GradientCompression first = create(compression, communicator, count);
                GradientCompression second = create(compression, communicator, count / 2);
                ByteBuffer large = gradients(count, communicator.rank());
                ByteBuffer small = gradients(count / 2, communicator.rank());
                ByteBuffer plain = Elements.wholeNumbers(ElementType.FLOAT32, 70_001, 9);
                communicator.allReduce("large", large, Reduction.SUM, first);
                communicator.allReduce("plain", plain, ElementType.FLOAT32, Reduction.SUM);
                communicator.allReduce("small", small, Reduction.SUM, second);
                communicator.barrier("end");
                ByteBuffer one = Elements.wholeNumbers(ElementType.FLOAT32, 70_001, 9);
                assertThat(plain.getFloat(40)).isEqualTo(worldSize * one.getFloat(40));
                return large;
            });
            assertThat(results).allMatch(results.get(0)::equals);
            assertThat(results.get(0)).isNotEqualTo(Elements.direct(4 * count));
        }
    }

    @Test
    void oneRankKeepsItsGradients() {
        try (Ranks ranks = Ranks.join(1)) {
            for (Compression compression : ALL) {
                ByteBuffer data = gradients(1000, 4);
                GradientCompression state = create(compression, ranks.get(0), 1000);
                ranks.get(0).allReduce("bucket", data, Reduction.SUM, state).await();
                assertThat(data).isEqualTo(gradients(1000, 4));
            }
        }
    }

    @Test
    void ranksThatCompressDifferentlyAreNamed() {
        List<Compression> other = List.of(Compression.int8(), Compression.topK(0.01), Compression.powerSgd(2));
        for (Compression theirs : other) {
            try (Ranks ranks = Ranks.join(2)) {
                List<Throwable> failures = ranks.failures(communicator -> {
                    communicator.barrier("start");
                    Compression own = communicator.rank() == 0 ? Compression.topK(0.02) : theirs;
                    communicator
                            .allReduce("bucket", gradients(5000, 1), Reduction.SUM, create(own, communicator, 5000))
                            .await();
                    return true;
                });
                assertThat(failures)
                        .allSatisfy(failure -> assertThat(failure)
                                .isInstanceOf(OperationMismatchException.class)
                                .hasMessageContaining(
                                        "all-reduce \"bucket\" (FLOAT32 SUM, 20000 bytes, compressed by topk 0.02)")
                                .hasMessageContaining("compressed by " + theirs + ")"));
            }
        }
    }

    @Test
    void refusesWhatItIsNotMadeFor() {
        try (Ranks ranks = Ranks.join(2)) {
            Communicator communicator = ranks.get(0);
            GradientCompression state = create(Compression.int8(), communicator, 1000);
            assertThatThrownBy(() -> communicator.allReduce("bucket", gradients(999, 1), Reduction.SUM, state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was made for 1000 floats on rank 0 of 2, but this is 999 on rank 0 of 2");
            assertThatThrownBy(() -> communicator.allReduce("bucket", gradients(1000, 1), Reduction.MAX, state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be compressed for a MAX");
        }
    }

    private static ByteBuffer reduced(
            Communicator communicator, Compression compression, int count, Reduction reduction) {
        ByteBuffer data = gradients(count, 50 + communicator.rank());
        communicator
                .allReduce("bucket", data, reduction, create(compression, communicator, count))
                .await();
        return data;
    }

    /** Two matrices, with something before, between and after them, where there is room. */
    private static GradientCompression create(Compression compression, Communicator communicator, int count) {
        List<MatrixRange> matrices = new ArrayList<>();
        if (count >= 1_000) {
            int rows = count >= 40_000 ? 100 : 10;
            int columns = count >= 40_000 ? 150 : 30;
            matrices.add(new MatrixRange(7, rows, columns));
            matrices.add(new MatrixRange(7 + rows * columns + 20, rows, columns));
        }
        return compression.create(new BufferLayout(count, matrices, communicator.rank(), communicator.worldSize()));
    }

    private static void fillWithRankTwo(ByteBuffer data, int rows, int columns) {
        Random random = new Random(8);
        float[] left = new float[2 * rows];
        float[] right = new float[2 * columns];
        for (int i = 0; i < left.length; i++) {
            left[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < right.length; i++) {
            right[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float value = left[i] * right[j] + left[rows + i] * right[columns + j];
                data.putFloat(4 * (i * columns + j), value);
            }
        }
    }

    private static void add(double[] sums, ByteBuffer data) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += data.getFloat(4 * i);
        }
    }

    private static ByteBuffer gradients(int count, long seed) {
        Random random = new Random(seed);
        ByteBuffer data = Elements.direct(4 * count);
        for (int i = 0; i < count; i++) {
            data.putFloat(4 * i, (float) random.nextGaussian());
        }
        return data;
    }
}
