package io.lockstep.comms.plan;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

import static org.assertj.core.api.Assertions.assertThat;

/** All plans over a {@link SimulatedNetwork}, which cuts the bytes at random places and takes its time with some. */
class TransferTest {
    private enum AllReduce {
        RING,
        RECURSIVE_DOUBLING,
        HALVING_DOUBLING;

        Plan plan(int rank, int worldSize, int bytes) {
            return switch (this) {
                case RING -> RingAllReduce.plan(rank, Segments.of(bytes, 4, worldSize));
                case RECURSIVE_DOUBLING -> RecursiveDoubling.plan(rank, worldSize, bytes);
                case HALVING_DOUBLING -> HalvingDoubling.plan(rank, worldSize, bytes, 4);
            };
        }
    }

    @Property(tries = 600)
    void allReducesGiveTheSameBitsHoweverTheBytesAreCut(
            @ForAll AllReduce algorithm,
            @ForAll @IntRange(min = 2, max = 17) int worldSize,
            @ForAll @IntRange(max = 60) int count,
            @ForAll @IntRange(min = 1, max = 40) int maxPiece,
            @ForAll long seed) {
        float[][] inputs = gaussian(worldSize, count, seed);

        List<ByteBuffer> first =
                allReduce(algorithm, inputs, maxPiece, new Random(seed)).buffers();
        List<ByteBuffer> again =
                allReduce(algorithm, inputs, 1000, new Random(seed + 1)).buffers();

        assertThat(first).allMatch(first.get(0)::equals);
        assertThat(again).isEqualTo(first);
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (float[] input : inputs) {
                sum += input[i];
            }
            assertThat((double) first.get(0).getFloat(4 * i)).isCloseTo(sum, within(1e-5 * worldSize));
        }
    }

    @Property(tries = 200)
    void theRingAddsAlongTheRing(
            @ForAll @IntRange(min = 2, max = 9) int worldSize,
            @ForAll @IntRange(max = 60) int count,
            @ForAll long seed) {
        float[][] inputs = gaussian(worldSize, count, seed);

        SimulatedNetwork network = allReduce(AllReduce.RING, inputs, 23, new Random(seed));

        assertThat(network.sentBytes()).as("bytes that all ranks send").isEqualTo(2L * (worldSize - 1) * 4 * count);
        for (int segment = 0; segment < worldSize; segment++) {
            for (int i = count * segment / worldSize; i < count * (segment + 1) / worldSize; i++) {
                float sum = inputs[(segment + 1) % worldSize][i];
                for (int step = 2; step <= worldSize; step++) {
                    sum = inputs[(segment + step) % worldSize][i] + sum;
                }
                for (ByteBuffer result : network.buffers()) {
                    assertThat(result.getFloat(4 * i)).isEqualTo(sum);
                }
            }
        }
    }

    @Property(tries = 20)
    void largeBuffersPassThroughTheScratchBuffer(
            @ForAll AllReduce algorithm, @ForAll @IntRange(min = 2, max = 5) int worldSize, @ForAll long seed) {
        int count = RecursiveDoubling.BLOCK_BYTES * 3 / 4 + 5;
        float[][] inputs = gaussian(worldSize, count, seed);

        List<ByteBuffer> results =
                allReduce(algorithm, inputs, 1 << 19, new Random(seed)).buffers();

        assertThat(results).allMatch(results.get(0)::equals);
        assertThat((double) results.get(0).getFloat(4 * (count - 1)))
                .isCloseTo(sumAt(inputs, count - 1), within(1e-5 * worldSize));
    }

    @Property(tries = 200)
    void broadcastsCopyTheRoot(
            @ForAll boolean tree,
            @ForAll @IntRange(min = 2, max = 17) int worldSize,
            @ForAll @IntRange(max = 16) int rootChoice,
            @ForAll @IntRange(max = 100) int bytes,
            @ForAll long seed) {
        int root = rootChoice % worldSize;
        List<ByteBuffer> buffers = randomBuffers(worldSize, bytes, new Random(seed));
        ByteBuffer expected = direct(bytes).put(0, buffers.get(root), 0, bytes);
        SimulatedNetwork network = new SimulatedNetwork(buffers, new Random(seed));
        for (int rank = 0; rank < worldSize; rank++) {
            Plan plan = tree
                    ? BinomialBroadcast.plan(rank, worldSize, bytes, root)
                    : ChainBroadcast.plan(rank, worldSize, bytes, root);
            network.add(transfer(plan, buffers.get(rank)));
        }

        network.run(17);

        assertThat(network.sentBytes()).isEqualTo((worldSize - 1L) * bytes);
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
        SimulatedNetwork network = new SimulatedNetwork(buffers, random);
        for (int rank = 0; rank < worldSize; rank++) {
            expected.put(starts[rank], buffers.get(rank), starts[rank], starts[rank + 1] - starts[rank]);
            network.add(transfer(RingAllGather.plan(rank, starts), buffers.get(rank)));
        }

        network.run(13);

        assertThat(buffers).allMatch(expected::equals);
    }

    @Property(tries = 100)
    void reduceScatterLeavesEachRankItsSegment(
            @ForAll @IntRange(min = 2, max = 9) int worldSize,
            @ForAll @IntRange(max = 60) int count,
            @ForAll long seed) {
        float[][] inputs = gaussian(worldSize, count, seed);
        Segments segments = Segments.of(4 * count, 4, worldSize);
        SimulatedNetwork network = new SimulatedNetwork(buffers(inputs), new Random(seed));
        for (int rank = 0; rank < worldSize; rank++) {
            network.add(transfer(
                    RingReduceScatter.plan(rank, segments), network.buffers().get(rank)));
        }

        network.run(19);

        for (int rank = 0; rank < worldSize; rank++) {
            for (int at = segments.start(rank); at < segments.end(rank); at += 4) {
                assertThat((double) network.buffers().get(rank).getFloat(at))
                        .isCloseTo(sumAt(inputs, at / 4), within(1e-5 * worldSize));
            }
        }
    }

    @Property(tries = 100)
    void allToAllTransposes(
            @ForAll @IntRange(min = 2, max = 9) int worldSize,
            @ForAll @IntRange(max = 30) int segment,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> sources = randomBuffers(worldSize, segment * worldSize, random);
        List<ByteBuffer> targets = randomBuffers(worldSize, segment * worldSize, random);
        SimulatedNetwork network = new SimulatedNetwork(targets, random);
        for (int rank = 0; rank < worldSize; rank++) {
            Plan plan = PairwiseAllToAll.plan(rank, worldSize, segment);
            network.add(new Transfer(plan, sources.get(rank), targets.get(rank), direct(0), null));
        }

        network.run(11);

        for (int to = 0; to < worldSize; to++) {
            for (int from = 0; from < worldSize; from++) {
                if (from != to) {
                    assertThat(targets.get(to).slice(from * segment, segment))
                            .isEqualTo(sources.get(from).slice(to * segment, segment));
                }
            }
        }
    }

    private static SimulatedNetwork allReduce(AllReduce algorithm, float[][] inputs, int maxPiece, Random random) {
        int worldSize = inputs.length;
        SimulatedNetwork network = new SimulatedNetwork(buffers(inputs), random);
        for (int rank = 0; rank < worldSize; rank++) {
            ByteBuffer data = network.buffers().get(rank);
            network.add(transfer(algorithm.plan(rank, worldSize, data.capacity()), data));
        }
        network.run(maxPiece);
        return network;
    }

    private static Transfer transfer(Plan plan, ByteBuffer data) {
        Reducer reducer = Reducer.of(ElementType.FLOAT32, Reduction.SUM, 2);
        return new Transfer(plan, data, data, direct(Transfer.SCRATCH_BYTES), reducer);
    }

    private static float[][] gaussian(int worldSize, int count, long seed) {
        Random random = new Random(seed);
        float[][] inputs = new float[worldSize][count];
        for (float[] input : inputs) {
            for (int i = 0; i < count; i++) {
                input[i] = (float) random.nextGaussian();
            }
        }
        return inputs;
    }

    private static List<ByteBuffer> buffers(float[][] inputs) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (float[] input : inputs) {
            ByteBuffer data = direct(4 * input.length);
            data.asFloatBuffer().put(input);
            buffers.add(data);
        }
        return buffers;
    }

    private static double sumAt(float[][] inputs, int index) {
        double sum = 0;
        for (float[] input : inputs) {
            sum += input[index];
        }
        return sum;
    }

    private static Offset<Double> within(double distance) {
        return Offset.offset(distance);
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
