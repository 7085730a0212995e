package io.lockstep.cuda.driver;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class TransfersTest {
    private static final int STAGE = 4 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, STAGE - 1, STAGE, STAGE + 1, 3 * STAGE + 7})
    void whatIsWrittenIsRead(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory heap = test.gpu.allocate("bytes", size);
            heap.write(0, ByteBuffer.wrap(bytes));
            assertThat(heap.read(0, size)).isEqualTo(ByteBuffer.wrap(bytes));
            DeviceMemory direct = test.gpu.allocate("bytes", size);
            direct.write(0, ByteBuffer.allocateDirect(size).put(bytes).flip().asReadOnlyBuffer());
            assertThat(direct.read(0, size)).isEqualTo(ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void partsAreWrittenFromThePositionToTheLimit() {
        try (TestGpu test = new TestGpu("")) {
            DeviceMemory memory = test.ints(1, 2, 3, 4);
            ByteBuffer from = TestGpu.bytes(9, 10, 11, 12, 13);
            from.position(4).limit(12);
            memory.write(4, from);
            assertThat(from.position()).as("stays").isEqualTo(4);
            memory.write(0, from.slice(4, 4));
            assertThat(TestGpu.ints(memory)).containsExactly(10, 10, 11, 4);
            assertThat(TestGpu.ints(memory.read(8, 8))).containsExactly(11, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async=late", "async=eager"})
    void copiesKeepTheOrderOfKernels(String mode) {
        try (TestGpu test = new TestGpu(mode)) {
            DeviceMemory x = test.ints(1);
            ByteBuffer bytes = TestGpu.bytes(0);
            for (int i = 0; i < 6; i++) {
                bytes.putInt(0, i);
                x.write(0, bytes);
                bytes.putInt(0, -1); // what was given was taken
                test.append(x, 0, 7);
                if (i % 2 == 1) {
                    assertThat(TestGpu.ints(x)).containsExactly(2 * i + 7);
                }
            }
        }
    }
}
