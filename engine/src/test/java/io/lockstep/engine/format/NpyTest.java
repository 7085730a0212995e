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
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class NpyTest {
    private static final HostArray SAMPLE = HostArray.of(Shape.of(2, 3), 0f, 1f, 2f, 3f, 4f, 5f);

    /** Written by NumPy 2.4.6 with numpy.lib.format.write_array. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersionThatNumPyWrites(int version) throws IOException {
        assertThat(read(resource("numpy_" + version + ".npy"))).isEqualTo(SAMPLE);
    }

    @Test
    void writesTheBytesThatNumPyWrites(@TempDir Path folder) throws IOException {
        assertThat(write(SAMPLE)).isEqualTo(resource("numpy_1.npy"));
        Path file = folder.resolve("a.npy");
        Files.write(file, write(SAMPLE));
        assertThat(Npy.read(file)).isEqualTo(SAMPLE);
    }

    @Test
    void saysThatNumPyHasNoBfloat16() {
        HostArray array = new HostArray(DType.BFLOAT16, Shape.of(1), ByteBuffer.allocate(2));
        assertThatThrownBy(() -> write(array))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NumPy has no bfloat16; convert with to(FLOAT32)");
    }

    @Test
    void readsWhatPython2Wrote() throws IOException {
        String header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2L,), }\n";
        assertThat(read(file(1, header, 16))).isEqualTo(HostArray.of(Shape.of(2), 0L, 0L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,)} ~ the array should be of one of NumPy's types b1, u1, i1, i2, i4, i8, f2, f4, f8, with < or > before it, but is of \"|O\" ~ objects are refused",
                "{'descr': '<u2', 'fortran_order': False, 'shape': (4,)} ~ the array should be of ~ astype(numpy.int32)",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)} ~ the array should be of ~ astype to one of these",
                "{'descr': '<V2', 'fortran_order': False, 'shape': (4,)} ~ the array should be of ~ bfloat16",
                "{'descr': '', 'fortran_order': False, 'shape': (4,)} ~ the array should be of ~ astype",
                "{'descr': '|f4', 'fortran_order': False, 'shape': (2,)} ~ the array should be of ~ astype",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)} ~ the array has a structured type ~ each field",
                "{'descr': '<f4', 'fortran_order': False} ~ the header should have descr, fortran_order and shape, but one is missing ~ damaged",
                "{'descr': '<f4', 'descr': '<f4'} ~ the header should have descr, fortran_order and shape once each, but has \"descr\" too ~ damaged",
                "{'descr': '<f4', 'x': 1} ~ the header should have descr, fortran_order and shape once each, but has \"x\" too ~ damaged",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)} ~ fortran_order in the header should be True or False, but is \"0, 'shape': (2,)}\" ~ damaged",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2)} ~ shape in the header should be a tuple ~ damaged",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)} ~ shape in the header should hold sizes from 0 to 10^18, but is \"-2,)}\" ~ damaged",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} ~ an array of type float32 and shape [3] should have 12 bytes of data, but the file has 8 ~ damaged",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} ~ an array of type float32 and shape [1] should have 4 bytes of data, but the file has 8 ~ damaged",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)} ~ the array has 2^63 bytes or more ~ damaged",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,)} ~ the array has 17179869184 bytes, but one array can have at most 2147483639 ~ split",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + 1 ~ the header goes on after its closing brace ~ damaged",
                "__import__('os') ~ the header should have '{' at character 0, but is ~ damaged",
                "{'descr': '<f4 ~ descr in the header should be a string in quotes ~ damaged",
            })
    void namesTheFault(String header, String fault, String cure) {
        assertThatThrownBy(() -> read(file(1, header, 8))).isInstanceOfSatisfying(CorruptFileException.class, e -> {
            assertThat(e.fault()).startsWith(fault);
            assertThat(e.cure()).contains(cure);
            assertThat(e.file()).isEqualTo("test.npy");
        });
    }

    @Test
    void refusesAnotherMagicVersionOrHeaderLength() throws IOException {
        byte[] whole = resource("numpy_2.npy");
        assertThatThrownBy(() -> read("PK and so on".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("should begin with \\x93NUMPY");
        byte[] version = whole.clone();
        version[6] = 4;
        assertThatThrownBy(() -> read(version)).hasMessageContaining("should be 1.0, 2.0 or 3.0, but is 4.0");
        byte[] length = whole.clone();
        length[11] = -1;
        assertThatThrownBy(() -> read(length))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("at most 10000 bytes, but its length says 4278190196");
    }

    @Test
    void refusesAFileCutAnywhere() throws IOException {
        byte[] whole = resource("numpy_1.npy");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(CorruptFileException.class);
            assertThatThrownBy(() -> Npy.read("cut", new ByteArrayInputStream(cut), whole.length))
                    .isInstanceOf(CorruptFileException.class);
        }
    }

    @Test
    void survivesMutations() throws IOException {
        Mutations.assertRefusedOrRead(resource("numpy_1.npy"), "{}()',:0129<>|fuibO TrueFals", NpyTest::read);
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(NpyTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] file(int version, String header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + dataBytes);
        file.put(NpyHeader.MAGIC).put((byte) version).put((byte) 0);
        file.put((byte) header.length()).put((byte) (header.length() >> 8));
        return file.put(header.getBytes(StandardCharsets.ISO_8859_1)).array();
    }

    private static byte[] write(HostArray array) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, array);
        return out.toByteArray();
    }

    private static HostArray read(byte[] bytes) throws IOException {
        return Npy.read("test.npy", new ByteArrayInputStream(bytes), bytes.length);
    }
}
