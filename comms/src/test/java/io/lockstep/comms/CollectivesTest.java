package io.lockstep.comms;

import io.lockstep.comms.wire.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CollectivesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void broadcastsFromEachRoot(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize, options -> options.with(Ranks.COLLECTIVES.withChunkBytes(4096)))) {
            ranks.run(communicator -> {
                for (int root = 0; root < worldSize; root++) {
                    for (int bytes : new int[] {0, 1, 7, 100_003}) {
                        ByteBuffer data = pattern(bytes, communicator.rank());
                        communicator.broadcast("weights", data, root).await();
                        assertThat(data).isEqualTo(pattern(bytes, root));
                    }
                }
                return true;
            });
        }
    }

    @Test
    void anOperationWaitsForItsDataAndThoseAfterItWaitBehindIt() {
        int worldSize = 3;
        try (Ranks ranks = Ranks.join(worldSize)) {
            List<Double> sums = ranks.run(communicator -> {
                ByteBuffer late =
                        Elements.wholeNumbers(ElementType.FLOAT64, 1, 0).putDouble(0, -1);
                ByteBuffer early =
                        Elements.wholeNumbers(ElementType.FLOAT64, 1, 0).putDouble(0, 1);
                CompletableFuture<Void> ready = new CompletableFuture<>();
                communicator.startAfter(ready);
                Pending first = communicator.allReduce("late", late, ElementType.FLOAT64, Reduction.SUM);
                Pending second = communicator.allReduce("early", early, ElementType.FLOAT64, Reduction.SUM);
                CompletableFuture<Void> brought = CompletableFuture.runAsync(() -> {
                    late.putDouble(0, communicator.rank() + 1);
                    ready.complete(null);
                });
                second.await();
                brought.join();
                assertThat(first.isDone()).isTrue();
                assertThat(early.getDouble(0)).isEqualTo(worldSize);
                return late.getDouble(0);
            });
            assertThat(sums).containsOnly(6.0);
        }
    }

    @Test
    void dataThatCannotGetReadyEndsTheCommunicatorOfAllRanks() {
        try (Ranks ranks = Ranks.join(2)) {
            ranks.run(communicator -> {
                CompletableFuture<Void> ready = new CompletableFuture<>();
                if (communicator.rank() == 0) {
                    communicator.startAfter(ready);
                }
                ByteBuffer data = Elements.wholeNumbers(ElementType.FLOAT64, 1, 0);
                Pending sum = communicator.allReduce("lost", data, ElementType.FLOAT64, Reduction.SUM);
                ready.completeExceptionally(new IllegalStateException("the device was lost"));
                assertThatThrownBy(sum::await)
                        .isInstanceOf(CommunicatorAbortedException.class)
                        .hasMessageContaining("lost")
                        .hasMessageContaining("the device was lost");
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void gathersObjectsOfDifferentLengths(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                for (int factor : new int[] {0, 1, 5_003}) {
                    List<byte[]> all = communicator.allGatherObject(
                            "objects", bytes(factor * communicator.rank(), communicator.rank()));
                    assertThat(all).hasSize(worldSize);
                    for (int rank = 0; rank < worldSize; rank++) {
                        assertThat(all.get(rank)).isEqualTo(bytes(factor * rank, rank));
                    }
                }
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void aReduceScatterAndAnAllGatherAreAnAllReduce(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                for (int count : new int[] {0, 1, worldSize - 1, worldSize, worldSize + 1, 100_003}) {
                    ByteBuffer parts = Elements.wholeNumbers(ElementType.FLOAT64, count, communicator.rank());
                    ByteBuffer whole = Elements.wholeNumbers(ElementType.FLOAT64, count, communicator.rank());
                    communicator.reduceScatter("parts", parts, ElementType.FLOAT64, Reduction.AVERAGE);
                    communicator.allGather("parts", parts, ElementType.FLOAT64).await();
                    communicator
                            .allReduce("whole", whole, ElementType.FLOAT64, Reduction.AVERAGE)
                            .await();
                    assertThat(parts).isEqualTo(whole);
                }
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void allToAllTransposes(int worldSize) {
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                for (int segment : new int[] {0, 1, 5, 70_001}) {
                    ByteBuffer send = direct(segment * worldSize);
                    for (int to = 0; to < worldSize; to++) {
                        send.put(to * segment, bytes(segment, 16 * communicator.rank() + to));
                    }
                    ByteBuffer receive = direct(segment * worldSize);
                    communicator.allToAll("shuffle", send, receive).await();
                    for (int from = 0; from < worldSize; from++) {
                        assertThat(receive.slice(from * segment, segment))
                                .isEqualTo(ByteBuffer.wrap(bytes(segment, 16 * from + communicator.rank())));
                    }
                }
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void barrierLetsNobodyPassBeforeAllHaveCome(int worldSize) {
        AtomicInteger entered = new AtomicInteger();
        try (Ranks ranks = Ranks.join(worldSize)) {
            ranks.run(communicator -> {
                for (int round = 1; round <= 50; round++) {
                    entered.incrementAndGet();
                    communicator.barrier("round " + round);
                    assertThat(entered.get()).isGreaterThanOrEqualTo(round * worldSize);
                }
                return true;
            });
        }
        assertThat(entered.get()).isEqualTo(50 * worldSize);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void worksOnEachTransport(Transport transport) {
        try (Ranks ranks = Ranks.join(3, transport)) {
            ranks.run(communicator -> {
                ByteBuffer data = pattern(3_000_003, communicator.rank());
                communicator.broadcast("weights", data, 1).await();
                assertThat(data).isEqualTo(pattern(3_000_003, 1));
                assertThat(communicator.allGatherObject("ranks", bytes(5, communicator.rank())))
                        .hasSize(3);
                return true;
            });
        }
    }

    @Test
    void refusesBuffersItCannotSendInPlace() {
        try (Ranks ranks = Ranks.join(2)) {
            Communicator communicator = ranks.get(0);
            ByteBuffer heap = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            ByteBuffer foreign = ByteBuffer.allocateDirect(8).order(ByteOrder.BIG_ENDIAN);
            ByteBuffer torn = ByteBuffer.allocateDirect(6).order(ByteOrder.nativeOrder());
            for (ByteBuffer wrong : new ByteBuffer[] {heap, foreign, torn}) {
                assertThatThrownBy(() -> communicator.allReduce("wrong", wrong, ElementType.FLOAT32, Reduction.SUM))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("wrong");
            }
            assertThatThrownBy(() -> communicator.broadcast("weights", direct(4), 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0..1");
        }
    }

    private static ByteBuffer pattern(int bytes, int rank) {
        return direct(bytes).put(0, bytes(bytes, rank));
    }

    private static byte[] bytes(int length, int rank) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (31 * i + rank);
        }
        return bytes;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
