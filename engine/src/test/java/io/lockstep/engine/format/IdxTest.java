package io.lockstep.engine.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class IdxTest {
    private static final int IMAGES = 0x803;

    @Test
    void readsRawAndCompressedFiles() throws IOException {
        byte[] raw = idx(IMAGES, new int[] {2, 1, 3}, 6);
        for (byte[] file : new byte[][] {raw, gzip(raw)}) {
            IdxArray array = read(file);
            assertThat(array.size(0)).isEqualTo(2);
            assertThat(array.size(2)).isEqualTo(3);
            assertThat(array.elements()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void refusesAnotherMagicNumber() {
        assertFault(
                idx(0x801, new int[] {2}, 2),
                "the file should begin with 00000803 for unsigned bytes in 3 dimensions, but begins with 00000801");
    }

    @Test
    void refusesAFileCutAnywhere() throws IOException {
        byte[] raw = idx(IMAGES, new int[] {2, 1, 3}, 6);
        for (byte[] whole : new byte[][] {raw, gzip(raw)}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> read(cut)).isInstanceOf(CorruptFileException.class);
            }
        }
        assertFault(Arrays.copyOf(raw, 20), "the data should have 6 bytes, but the file ends after 4");
    }

    @Test
    void refusesBytesAfterTheEnd() {
        assertFault(idx(IMAGES, new int[] {2, 1, 2}, 5), "there are bytes after the 4 that the header promises");
    }

    @Test
    void refusesSizesThatNoFileCanHave() {
        assertFault(
                idx(IMAGES, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE}, 0),
                "the header promises the sizes [2147483647, 2147483647, 2147483647], but a file can hold at most"
                        + " 2147483639 elements");
        assertFault(
                idx(IMAGES, new int[] {1, -1, 1}, 0),
                "the header promises the sizes [1, -1, 1], but a file can hold at most 2147483639 elements");
    }

    @Test
    void believesNoSizeBeforeTheBytesArrive() {
        byte[] lying = idx(IMAGES, new int[] {2_000_000, 28, 28}, 10);
        long before = AllocatedMemory.ofThisThread();
        assertFault(lying, "the data should have 1568000000 bytes, but the file ends after 10");
        assertThat(AllocatedMemory.ofThisThread() - before).isLessThan(2_000_000);
    }

    @Test
    void refusesDamagedCompression() throws IOException {
        byte[] file = gzip(idx(IMAGES, new int[] {2, 1, 3}, 6));
        file[file.length - 6] ^= 1;
        assertFault(file, "the gzip compression is damaged or cut short (Corrupt GZIP trailer)");
    }

    private static void assertFault(byte[] file, String fault) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        CorruptFileException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    private static IdxArray read(byte[] file) throws IOException {
        return Idx.read("test-idx", new ByteArrayInputStream(file), 3);
    }

    private static byte[] idx(int magic, int[] sizes, int elements) {
        ByteBuffer file = ByteBuffer.allocate(Integer.BYTES * (1 + sizes.length) + elements);
        file.putInt(magic);
        for (int size : sizes) {
            file.putInt(size);
        }
        for (int i = 1; i <= elements; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
