package io.lockstep.engine.format;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Float16;
import io.lockstep.engine.backend.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class NpzTest {
    @TempDir
    private Path folder;

    /** Arrays of all types, orders of bytes and of dimensions, written by NumPy 2.4.6; each holds (37 i) mod 101. */
    @ParameterizedTest
    @ValueSource(strings = {"numpy.npz", "numpy_compressed.npz"})
    void readsWhatNumPyWrote(String name) throws IOException {
        Map<String, HostArray> arrays = Npz.read(file(NpyTest.resource(name)));
        int compared = 0;
        for (DType dtype : DType.values()) {
            for (String order : dtype == DType.BFLOAT16 ? new String[0] : new String[] {"C", "F"}) {
                for (String end : new String[] {"little", "big"}) {
                    String key = NpyHeader.code(dtype) + "_" + order + "_" + end;
                    assertThat(arrays.get(key)).as(key).isEqualTo(formula(dtype));
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(36);
        assertThat(arrays.get("scalar")).isEqualTo(HostArray.of(Shape.SCALAR, 2.5));
        assertThat(arrays.get("empty")).isEqualTo(HostArray.of(Shape.of(0, 3), new float[0]));
        assertThat(arrays.get("vector")).isEqualTo(HostArray.of(Shape.of(2), -1L, 1L << 40));
        assertThat(arrays).hasSize(compared + 3);
    }

    /** What lies in the archive is what NumPy lays there, for all that we write as NumPy does. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writesTheArraysThatNumPyWrites(boolean compressed) throws IOException {
        Map<String, HostArray> arrays = Npz.read(file(NpyTest.resource("numpy.npz")));
        arrays.keySet().removeIf(name -> name.contains("_F_") || name.contains("_big"));
        byte[] written = write(arrays, compressed);
        assertThat(Npz.read(file(written))).isEqualTo(arrays);
        Map<String, String> expected = contents(NpyTest.resource("numpy.npz"));
        expected.keySet().removeIf(name -> name.contains("_F_") || name.contains("_big"));
        assertThat(contents(written)).isEqualTo(expected).hasSize(12);
    }

    @Test
    void readsAnArchiveWithoutArraysAndNamesOfAnyKind() throws IOException {
        assertThat(Npz.read(file(write(Map.of(), false)))).isEmpty();
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("layer/schön \uD83D\uDE00", HostArray.of(Shape.of(1), 2f));
        arrays.put("", HostArray.of(Shape.of(1), 3f));
        assertThat(Npz.read(file(write(arrays, true)))).isEqualTo(arrays);
    }

    @Test
    void refusesToUnfoldMoreThanIsAllowed() throws IOException {
        Path file = file(write(Map.of("zeros", HostArray.of(Shape.of(1_000_000), new float[1_000_000])), true));
        assertThat(Files.size(file)).isLessThan(5_000);
        long before = AllocatedMemory.ofThisThread();
        assertThatThrownBy(() -> Npz.read(file, 3_000_000))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("array \"zeros.npy\"")
                .hasMessageContaining("unfolds to more than the 3000000 bytes that are allowed");
        assertThat(AllocatedMemory.ofThisThread() - before).isLessThan(1_000_000);
        assertThat(Npz.read(file)).containsOnlyKeys("zeros");
    }

    @Test
    void refusesDamagedBytesTwinsAndOtherFiles() throws IOException {
        byte[] whole = NpyTest.resource("numpy.npz");
        whole[200] ^= 1; // an element of the first array
        assertThatThrownBy(() -> Npz.read(file(whole)))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("checksum");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(text)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write("no array at all".getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> Npz.read(file(text.toByteArray())))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("\"readme.txt\": the file should begin with \\x93NUMPY");
        byte[] array = NpyTest.resource("numpy_1.npy");
        ByteArrayOutputStream twins = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(twins)) {
            for (String name : new String[] {"a", "a.npy"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(array);
            }
        }
        assertThatThrownBy(() -> Npz.read(file(twins.toByteArray())))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("the array \"a\" is there twice");
        assertThatThrownBy(() -> Npz.read(folder.resolve("missing.npz"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesAFileCutAnywhere() throws IOException {
        byte[] whole = write(Map.of("a", HostArray.of(Shape.of(3), 1f, 2f, 3f)), true);
        for (int length = 0; length < whole.length; length++) {
            Path cut = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Npz.read(cut)).isInstanceOf(CorruptFileException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void survivesMutations(boolean compressed) throws IOException {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("a", HostArray.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f));
        arrays.put("b", HostArray.of(Shape.of(2), 1L, 2L));
        Mutations.assertRefusedOrRead(
                write(arrays, compressed), "PK\1\2\3\4\5\6\7\10\0", bytes -> Npz.read(file(bytes)));
    }

    private static HostArray formula(DType dtype) {
        ByteBuffer data = ByteBuffer.allocate(24 * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 24; i++) {
            int value = i * 37 % 101;
            switch (dtype) {
                case BOOL -> data.put((byte) (value % 2));
                case UINT8, INT8 -> data.put((byte) value);
                case INT16 -> data.putShort((short) value);
                case INT32 -> data.putInt(value);
                case INT64 -> data.putLong(value);
                case FLOAT16 -> data.putShort(Float16.of(value));
                case FLOAT32 -> data.putFloat(value);
                case FLOAT64 -> data.putDouble(value);
                case BFLOAT16 -> throw new IllegalArgumentException("not of NumPy");
            }
        }
        return new HostArray(dtype, Shape.of(2, 3, 4), data.flip());
    }

    private Path file(byte[] bytes) throws IOException {
        Path file = folder.resolve("test.npz");
        // A file that is cut to nothing and written anew goes to the disk at once on some file systems.
        Files.deleteIfExists(file);
        return Files.write(file, bytes);
    }

    private static byte[] write(Map<String, HostArray> arrays, boolean compressed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, arrays, compressed);
        return out.toByteArray();
    }

    private static Map<String, String> contents(byte[] archive) throws IOException {
        Map<String, String> contents = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                contents.put(Objects.requireNonNull(entry.getName()), Arrays.toString(zip.readAllBytes()));
            }
        }
        return contents;
    }
}
