package io.lockstep.engine.format;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SafetensorsTest {
    /** Holds the same tensors as {@link #sample}, written by the Python package safetensors 0.8.0 from NumPy arrays. */
    private static final String PYTHON_FILE = "python.safetensors";

    @Test
    void readsWhatPythonWrote() throws IOException {
        byte[] bytes = pythonFile();
        SafetensorsFile file = read(bytes);
        assertThat(file).isEqualTo(sample());
        assertThat(file.tensors().keySet()).containsExactly("counts", "scalar", "empty", "layer.weight", "bytes");
        assertThat(file.tensors()).extractingByKey("layer.weight").satisfies(weight -> {
            assertThat(weight.shape()).isEqualTo(Shape.of(2, 3));
            assertThat(weight.floats().get(4)).isEqualTo(Float.POSITIVE_INFINITY);
        });
    }

    @Test
    void writesTheBytesThatPythonWrites() throws IOException {
        assertThat(write(sample())).isEqualTo(pythonFile());
    }

    @Test
    void readsAFileFromDisk(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("model.safetensors");
        Files.write(path, write(sample()));
        assertThat(Safetensors.read(path)).isEqualTo(sample());
    }

    @Test
    void keepsNamesAndTextOfAnyKind() throws IOException {
        Map<String, HostArray> tensors = new LinkedHashMap<>();
        tensors.put("", HostArray.of(Shape.SCALAR, 1f));
        tensors.put("schön \"quoted\"\n\u0000 \uD83D\uDE00", HostArray.of(Shape.of(1), 2L));
        SafetensorsFile file = new SafetensorsFile(tensors, Map.of("{\"step\"}", "\\ 12 \u00e9"));
        assertThat(read(write(file))).isEqualTo(file);
    }

    @Test
    void readsAndWritesEveryType() throws IOException {
        Map<String, HostArray> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            ByteBuffer data = ByteBuffer.allocate(6 * dtype.bytes());
            while (data.hasRemaining()) {
                data.put((byte) (dtype == DType.BOOL ? data.position() % 2 : 37 * data.position()));
            }
            tensors.put(dtype.toString(), new HostArray(dtype, Shape.of(2, 3), data.flip()));
        }
        SafetensorsFile file = new SafetensorsFile(tensors, Map.of());
        assertThat(read(write(file))).isEqualTo(file);
        String header = new String(write(file), StandardCharsets.ISO_8859_1);
        for (String code : List.of("BOOL", "U8", "I8", "I16", "I32", "I64", "F16", "BF16", "F32", "F64")) {
            assertThat(header).contains("\"dtype\":\"" + code + "\"");
        }
    }

    @Test
    void readsAndWritesAFileWithoutTensors() throws IOException {
        SafetensorsFile empty = new SafetensorsFile(Map.of(), Map.of());
        assertThat(write(empty)).hasSize(16);
        assertThat(read(write(empty))).isEqualTo(empty);
    }

    @Test
    void refusesATensorWithTheNameOfTheMetadata() {
        SafetensorsFile file = new SafetensorsFile(Map.of("__metadata__", HostArray.of(Shape.SCALAR, 1f)), Map.of());
        assertThatThrownBy(() -> write(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rename it");
    }

    @Test
    void arraysRefuseABufferOfTheWrongSizeAndReadersOfTheWrongType() {
        assertThatThrownBy(() -> new HostArray(DType.FLOAT32, Shape.of(2), ByteBuffer.allocate(7)))
                .hasMessage("an array of type float32 and shape [2] has 8 bytes, but the buffer holds 7");
        assertThatThrownBy(() -> HostArray.of(Shape.of(1), 1f).longs())
                .hasMessage("this array holds float32, not int64; cast it first");
    }

    static SafetensorsFile sample() {
        Map<String, HostArray> tensors = new LinkedHashMap<>();
        tensors.put("counts", HostArray.of(Shape.of(2), -1L, 1L << 40));
        tensors.put("scalar", HostArray.of(Shape.SCALAR, 2.5));
        tensors.put("empty", HostArray.of(Shape.of(0, 3), new float[0]));
        tensors.put("layer.weight", HostArray.of(Shape.of(2, 3), 1.5f, -2f, 3.25f, 0f, Float.POSITIVE_INFINITY, 1e-3f));
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 127, -1});
        tensors.put("bytes", new HostArray(DType.UINT8, Shape.of(3), bytes));
        return new SafetensorsFile(tensors, Map.of("format", "pt"));
    }

    static byte[] write(SafetensorsFile file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(out, file);
        return out.toByteArray();
    }

    static SafetensorsFile read(byte[] bytes) throws IOException {
        return Safetensors.read("test.safetensors", new ByteArrayInputStream(bytes), bytes.length);
    }

    private static byte[] pythonFile() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(SafetensorsTest.class.getResourceAsStream(PYTHON_FILE), PYTHON_FILE)) {
            return in.readAllBytes();
        }
    }
}
