package io.lockstep.comms;

import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** The ring's plans and transfers without sockets: a queue of bytes between neighbours, cut at random places. */
class RingTransferTest {
    @Property(tries = 300)
    void allReduceAddsInRingOrderHoweverTheBytesAreCut(
            @ForAll @IntRange(min = 2, max = 9) int worldSize,
            @ForAll @IntRange(max = 60) int count,
            @ForAll @IntRange(min = 1, max = 40) int maxPiece,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[][] inputs = new float[worldSize][count];
        List<ByteBuffer> buffers = new ArrayList<>();
        List<RingTransfer> ring = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            ByteBuffer data = direct(4 * count);
            for (int i = 0; i < count; i++) {
                inputs[rank][i] = (float) random.nextGaussian();
                data.putFloat(4 * i, inputs[rank][i]);
            }
            buffers.add(data);
            ring.add(new RingTransfer(
                    new RingAllReduce(rank, worldSize, 4 * count, 4),
                    data,
                    direct(16),
                    Reducer.of(ElementType.FLOAT32, Reduction.SUM)));
        }

        long sent = run(ring, maxPiece, random);

        assertThat(sent).as("bytes that all ranks send").isEqualTo(2L * (worldSize - 1) * 4 * count);
        for (int segment = 0; segment < worldSize; segment++) {
            for (int i = count * segment / worldSize; i < count * (segment + 1) / worldSize; i++) {
                float sum = inputs[segment][i];
                for (int step = 1; step < worldSize; step++) {
                    sum = inputs[(segment + step) % worldSize][i] + sum;
                }
                for (ByteBuffer result : buffers) {
                    assertThat(result.getFloat(4 * i)).isEqualTo(sum);
                }
            }
        }
    }

    @Property(tries = 200)
    void broadcastCopiesTheRoot(
            @ForAll @IntRange(min = 2, max = 9) int worldSize,
            @ForAll @IntRange(max = 8) int rootChoice,
            @ForAll @IntRange(max = 100) int bytes,
            @ForAll long seed) {
        Random random = new Random(seed);
        int root = rootChoice % worldSize;
        List<ByteBuffer> buffers = randomBuffers(worldSize, bytes, random);
        ByteBuffer expected = direct(bytes).put(0, buffers.get(root), 0, bytes);
        List<RingTransfer> ring = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            RingSteps steps = new RingBroadcast(rank, worldSize, bytes, root);
            ring.add(new RingTransfer(steps, buffers.get(rank), direct(16), null));
        }

        long sent = run(ring, 17, random);

        assertThat(sent).isEqualTo((worldSize - 1L) * bytes);
        assertThat(buffers).allMatch(expected::equals);
    }

    @Property(tries = 200)
    void allGatherCollectsSegmentsOfAnyLength(@ForAll @IntRange(min = 2, max = 9) int worldSize, @ForAll long seed) {
        Random random = new Random(seed);
        int[] starts = new int[worldSize + 1];
        for (int rank = 0; rank < worldSize; rank++) {
            starts[rank + 1] = starts[rank] + (random.nextBoolean() ? 0 : random.nextInt(50));
        }
        int bytes = starts[worldSize];
        List<ByteBuffer> buffers = randomBuffers(worldSize, bytes, random);
        ByteBuffer expected = direct(bytes);
        List<RingTransfer> ring = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            expected.put(starts[rank], buffers.get(rank), starts[rank], starts[rank + 1] - starts[rank]);
            ring.add(new RingTransfer(new RingAllGather(rank, starts), buffers.get(rank), direct(16), null));
        }

        run(ring, 13, random);

        assertThat(buffers).allMatch(expected::equals);
    }

    /** Moves random pieces between random neighbours until all is done; returns the bytes sent by all ranks. */
    private static long run(List<RingTransfer> ring, int maxPiece, Random random) {
        List<ArrayDeque<Byte>> pipes = new ArrayList<>();
        ring.forEach(transfer -> pipes.add(new ArrayDeque<>()));
        long sent = 0;
        while (!ring.stream().allMatch(transfer -> transfer.allSent() && transfer.allReceived())) {
            int rank = random.nextInt(ring.size());
            int piece = 1 + random.nextInt(maxPiece);
            ArrayDeque<Byte> toRight = pipes.get(rank);
            ByteBuffer out = ring.get(rank).send(Math.min(piece, ring.get(rank).sendable()));
            sent += out.remaining();
            while (out.hasRemaining()) {
                toRight.add(out.get());
            }
            int right = (rank + 1) % ring.size();
            int room = Math.min(Math.min(piece, toRight.size()), ring.get(right).receivable());
            if (room > 0) {
                ByteBuffer in = ring.get(right).receiveInto(room);
                int bytes = 1 + random.nextInt(in.remaining());
                for (int i = 0; i < bytes; i++) {
                    in.put(toRight.remove());
                }
                ring.get(right).received(bytes);
            }
        }
        assertThat(pipes).allMatch(ArrayDeque::isEmpty);
        return sent;
    }

    private static List<ByteBuffer> randomBuffers(int worldSize, int bytes, Random random) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            byte[] content = new byte[bytes];
            random.nextBytes(content);
            buffers.add(direct(bytes).put(0, content));
        }
        return buffers;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
