package io.lockstep.engine.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ArenaTest {
    private static final int SMALL = 1000;
    private static final int MIB = 1 << 20;
    private static final int SEEDS = 10;

    private final Arena arena = new Arena();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void aReleasedBlockServesTheNextOfAboutItsSize() {
        for (int bytes : new int[] {MIB, MIB - 1, MIB / 2 + 1}) {
            Block block = arena.allocate(MIB);
            long address = address(block);
            arena.release(block);
            Block next = arena.allocate(bytes);
            assertThat(address(next)).as("address of %d bytes", bytes).isEqualTo(address);
            assertThat(next.bytes()).isEqualTo(bytes);
            arena.reset();
        }
        assertThat(arena.capacityBytes()).isEqualTo(MIB);
    }

    @Test
    void aReleasedBlockIsLeftForOneThatFillsMoreThanHalfOfIt() {
        Block block = arena.allocate(MIB);
        long address = address(block);
        arena.release(block);
        assertThat(address(arena.allocate(MIB + 1))).isNotEqualTo(address);
        assertThat(address(arena.allocate(MIB / 2))).isNotEqualTo(address);
        assertThat(address(arena.allocate(MIB))).isEqualTo(address);
    }

    @Test
    void theSmallestFreePieceThatFitsIsTaken() {
        List<Block> blocks = new ArrayList<>();
        for (long tenths : new long[] {15, 11, 13}) {
            blocks.add(arena.allocate(tenths * (MIB / 10)));
        }
        long best = address(blocks.get(1));
        blocks.forEach(arena::release);
        assertThat(address(arena.allocate(MIB))).isEqualTo(best);
    }

    @Test
    void readingAReleasedBlockIsAnError() {
        for (int bytes : new int[] {SMALL, MIB}) {
            Block block = arena.allocate(bytes);
            Block part = block.slice(8, 16);
            arena.release(block);
            for (Block released : List.of(block, part, block.slice(0, 4))) {
                assertThatThrownBy(released::buffer)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("this gradient of an inner result was used up by the backward pass;"
                                + " only the gradients of leaves are kept");
                assertThatThrownBy(() -> address(released)).hasMessageContaining("was used up");
            }
        }
    }

    @Test
    void smallBlocksLieBesideOneAnother() {
        Block block = arena.allocate(SMALL);
        long first = address(block);
        arena.release(block);
        long second = address(arena.allocate(SMALL));
        assertThat(second - first).as("bytes to the next").isBetween((long) SMALL, SMALL + 64L);
    }

    @Test
    void onlyABlockOfThisStepIsTakenBackAndOnlyOnce() {
        Block earlier = arena.allocate(MIB);
        arena.reset();
        arena.release(earlier);
        Block first = arena.allocate(MIB);
        Block second = arena.allocate(MIB);
        assertThat(address(second)).isNotEqualTo(address(first));

        arena.release(first);
        arena.release(first);
        assertThat(address(arena.allocate(MIB))).isNotEqualTo(address(arena.allocate(MIB)));

        try (Arena other = new Arena();
                OwnedAllocator owned = new OwnedAllocator()) {
            Block foreign = other.allocate(MIB);
            arena.release(foreign);
            assertThat(address(arena.allocate(MIB))).isNotEqualTo(address(foreign));
            Block unleased = owned.allocate(MIB);
            arena.release(unleased);
            assertThat(address(arena.allocate(MIB))).isNotEqualTo(address(unleased));
        }
    }

    @Test
    void readingABlockOfAnEarlierStepIsAnError() {
        Block kept = arena.allocate(MIB);
        Block released = arena.allocate(MIB);
        arena.release(released);
        arena.reset();
        for (Block block : List.of(kept, released)) {
            assertThatThrownBy(block::buffer)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a training step that has ended");
        }
    }

    @Test
    void blocksInUseAreApart() {
        for (int seed = 0; seed < SEEDS; seed++) {
            arena.reset();
            new Step(arena, seed, MIB).run();
        }
    }

    /** The second step finds more free pieces than the first and may spread over them differently. */
    @Test
    void stepsThatRepeatSettleOnTheSameAddresses() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (Arena own = new Arena()) {
                repeat(own, seed, 4, MIB);
                long capacity = own.capacityBytes();
                List<Long> addresses = new Step(own, seed, MIB).run();
                for (int i = 0; i < 20; i++) {
                    own.reset();
                    assertThat(new Step(own, seed, MIB).run())
                            .as("seed %d", seed)
                            .isEqualTo(addresses);
                }
                assertThat(own.capacityBytes()).as("seed %d", seed).isEqualTo(capacity);
            }
        }
    }

    /** Such as full batches and a smaller last one of each epoch, and those of the evaluation. */
    @Test
    void stepsOfDifferentSizesTakeNoMoreThanEachForItself() {
        int[] scales = {MIB, MIB * 7 / 10, MIB / 3};
        for (int seed = 0; seed < SEEDS; seed++) {
            long each = 0;
            for (int scale : scales) {
                try (Arena own = new Arena()) {
                    repeat(own, seed, 4, scale);
                    each += own.capacityBytes();
                }
            }
            try (Arena shared = new Arena()) {
                repeat(shared, seed, 10, scales);
                long capacity = shared.capacityBytes();
                repeat(shared, seed, 20, scales);
                assertThat(shared.capacityBytes())
                        .as("seed %d", seed)
                        .isEqualTo(capacity)
                        .isLessThan(each);
            }
        }
    }

    private static void repeat(Arena arena, long seed, int times, int... scales) {
        for (int i = 0; i < times; i++) {
            for (int scale : scales) {
                new Step(arena, seed, scale).run();
                arena.reset();
            }
        }
    }

    /** Random allocations and releases, the same for a seed but for their scale. */
    private static final class Step {
        private final Arena arena;
        private final Random random;
        private final int scale;
        private final List<Block> inUse = new ArrayList<>();
        private final List<Long> addresses = new ArrayList<>();

        Step(Arena arena, long seed, int scale) {
            this.arena = arena;
            this.random = new Random(seed);
            this.scale = scale;
        }

        /** @return the addresses of all blocks */
        List<Long> run() {
            for (int i = 0; i < 60; i++) {
                if (inUse.isEmpty() || random.nextInt(5) < 3) {
                    allocate();
                } else {
                    arena.release(inUse.remove(random.nextInt(inUse.size())));
                }
            }
            return addresses;
        }

        private void allocate() {
            Block block = arena.allocate(scale * (1L + random.nextInt(12)) / 4);
            long start = address(block);
            for (Block other : inUse) {
                assertThat(start + block.bytes() <= address(other) || address(other) + other.bytes() <= start)
                        .as("block %d is apart from the others", addresses.size())
                        .isTrue();
            }
            inUse.add(block);
            addresses.add(start);
        }
    }

    private static long address(Block block) {
        return block.address(buffer -> {
            try (BytePointer pointer = new BytePointer(buffer)) {
                return pointer.address();
            }
        });
    }
}
