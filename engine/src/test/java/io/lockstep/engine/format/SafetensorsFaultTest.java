package io.lockstep.engine.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SafetensorsFaultTest {
    private static final String TENSOR = "{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor \"b\" overlaps another tensor: it should begin at byte 8, but begins at 4",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor \"a\" leaves a hole before its data: it should begin at byte 0, but begins at 4",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | the tensors need 4 bytes of data, but the file has 8",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | the tensors need 12 bytes of data, but the file has 8",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | tensor \"a\" of type float32 and shape [3] should have 12 bytes, but its data_offsets give it 8",
                "{'a':{'dtype':'Q7','shape':[4],'data_offsets':[0,8]}} | tensor \"a\" should have a dtype of BOOL, U8, ",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | tensor \"a\" should have two rising data_offsets, but has [8, 0]",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}} | tensor \"a\" should have two rising data_offsets, but has [0, 8, 9]",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | tensor \"a\", shape should hold numbers of 0 or more, but holds -2",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | tensor \"a\", shape should hold integers only, but holds VALUE_NUMBER_FLOAT",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | tensor \"a\" has 2^63 bytes or more",
                "{'a':{'dtype':'F32','shape':[4294967296],'data_offsets':[0,17179869184]}} | tensor \"a\" has 17179869184 bytes, but one tensor can have at most 2147483639",
                "{'a':{'dtype':'F32','shape':[2]}} | tensor \"a\" should have dtype, shape and data_offsets, but one is missing",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | tensor \"a\" has the unknown field \"x\"",
                "{'a':TENSOR,'a':TENSOR} | the header is not valid JSON: Duplicate field 'a'",
                "{'a':TENSOR} {} | the header goes on after its closing brace",
                "{'a':TENSOR | the header is not valid JSON: Unexpected end-of-input",
                "{'a':[1]} | tensor \"a\" should be START_OBJECT in the header's JSON, but is START_ARRAY",
                "{'__metadata__':{'k':1},'a':TENSOR} | metadata \"k\" should be VALUE_STRING in the header's JSON, but is VALUE_NUMBER_INT",
                "[1] | the header should begin with '{', but begins with byte 91",
            })
    void namesTheFault(String header, String fault) {
        byte[] json =
                header.strip().replace("TENSOR", TENSOR).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> SafetensorsTest.read(file(json.length, json, 8)))
                .isInstanceOfSatisfying(CorruptFileException.class, e -> {
                    assertThat(e.fault()).startsWith(fault);
                    assertThat(e.file()).isEqualTo("test.safetensors");
                    assertThat(e).hasMessage("test.safetensors: " + e.fault() + "; " + e.cure());
                });
    }

    @ParameterizedTest
    @CsvSource({
        "100000001, 'the header should have 2 to 100000000 bytes, but its length says 100000001'",
        "-1, 'the header should have 2 to 100000000 bytes, but its length says 18446744073709551615'",
        "0, 'the header should have 2 to 100000000 bytes, but its length says 0'",
        "99999999, 'the header should have 99999999 bytes, but the file ends after 2 of them'",
    })
    void refusesAHeaderLengthThatCannotBe(long length, String fault) {
        assertThatThrownBy(() -> SafetensorsTest.read(file(length, new byte[] {'{', '}'}, 0)))
                .isInstanceOfSatisfying(
                        CorruptFileException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() {
        byte[] header = {'{', '"', (byte) 0xC3, '"', ':', '1', '}'};
        assertThatThrownBy(() -> SafetensorsTest.read(file(header.length, header, 0)))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("not valid UTF-8");
    }

    @Test
    void keepsMessagesShortWhateverTheHeader() {
        String offsets = "0,".repeat(100_000) + "8";
        byte[] header = "{\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%s]}}"
                .formatted("n".repeat(10_000), offsets)
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> SafetensorsTest.read(file(header.length, header, 8)))
                .isInstanceOfSatisfying(
                        CorruptFileException.class, e -> assertThat(e.fault()).hasSizeLessThan(400));
    }

    @Test
    void refusesAFileCutAnywhere() throws IOException {
        byte[] whole = SafetensorsTest.write(SafetensorsTest.sample());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SafetensorsTest.read(cut)).isInstanceOf(CorruptFileException.class);
        }
    }

    @Test
    void refusesAStreamThatEndsBeforeItsLength() throws IOException {
        byte[] whole = SafetensorsTest.write(SafetensorsTest.sample());
        for (int length = 0; length < whole.length; length++) {
            ByteArrayInputStream in = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> Safetensors.read("short", in, whole.length))
                    .isInstanceOf(CorruptFileException.class);
        }
    }

    @Test
    void survivesMutations() throws IOException {
        byte[] whole = SafetensorsTest.write(SafetensorsTest.sample());
        Mutations.assertRefusedOrRead(whole, "{}[]\",:0129-eE\\", SafetensorsTest::read);
    }

    private static byte[] file(long headerLength, byte[] header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + header.length + dataBytes);
        return file.order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerLength)
                .put(header)
                .array();
    }
}
