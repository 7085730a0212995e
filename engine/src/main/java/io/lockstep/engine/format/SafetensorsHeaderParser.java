package io.lockstep.engine.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a safetensors header token by token, so that a hostile one builds no tree in memory. */
final class SafetensorsHeaderParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    private final String file;
    private final JsonParser json;
    private final List<SafetensorsHeader.Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafetensorsHeaderParser(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /**
     * The header, checked against the data that follows it.
     *
     * @param dataBytes bytes of the file after the header
     * @throws CorruptFileException if the header breaks the format in any way
     */
    static SafetensorsHeader parse(String file, byte[] header, long dataBytes) throws IOException {
        if (header[0] != '{') {
            throw corrupt(file, "the header should begin with '{', but begins with byte " + (header[0] & 0xFF));
        }
        // A decoder of our own: the default one replaces bad bytes, and Jackson would guess at UTF-16.
        Reader text = new InputStreamReader(new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser json = JSON.createParser(text)) {
            SafetensorsHeaderParser parser = new SafetensorsHeaderParser(file, json);
            parser.parseHeader();
            return SafetensorsHeader.covering(file, parser.entries, parser.metadata, dataBytes);
        } catch (JsonProcessingException e) {
            String fault =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            throw new CorruptFileException(file, "the header is not valid JSON: " + fault, Safetensors.CURE, e);
        } catch (CharacterCodingException e) {
            throw new CorruptFileException(file, "the header is not valid UTF-8", Safetensors.CURE, e);
        }
    }

    private void parseHeader() throws IOException {
        expect(JsonToken.START_OBJECT, "the header");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (name.equals(SafetensorsHeader.METADATA)) {
                parseMetadata();
            } else {
                parseTensor(name);
            }
        }
        if (json.nextToken() != null) {
            throw corrupt(file, "the header goes on after its closing brace");
        }
    }

    private void parseMetadata() throws IOException {
        expect(JsonToken.START_OBJECT, SafetensorsHeader.METADATA);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            expect(JsonToken.VALUE_STRING, "metadata " + SafetensorsHeader.quoted(name));
            metadata.put(name, json.getText());
        }
    }

    private void parseTensor(String name) throws IOException {
        String tensor = "tensor " + SafetensorsHeader.quoted(name);
        DType dtype = null;
        long[] sizes = null;
        long[] offsets = null;
        expect(JsonToken.START_OBJECT, tensor);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            switch (field) {
                case "dtype" -> dtype = parseDType(tensor);
                case "shape" -> sizes = parseLongs(tensor + ", shape");
                case "data_offsets" -> offsets = parseLongs(tensor + ", data_offsets");
                default -> throw corrupt(file, tensor + " has the unknown field " + SafetensorsHeader.quoted(field));
            }
        }
        if (dtype == null || sizes == null || offsets == null) {
            throw corrupt(file, tensor + " should have dtype, shape and data_offsets, but one is missing");
        }
        entries.add(entry(name, tensor, dtype, Shape.of(sizes), offsets));
    }

    private SafetensorsHeader.Entry entry(String name, String tensor, DType dtype, Shape shape, long[] offsets)
            throws CorruptFileException {
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw corrupt(
                    file,
                    tensor + " should have two rising data_offsets, but has "
                            + SafetensorsHeader.shortened(Arrays.toString(offsets)));
        }
        long expected = bytes(tensor, dtype, shape);
        long found = offsets[1] - offsets[0];
        if (expected != found) {
            throw corrupt(
                    file,
                    tensor + " of type " + dtype + " and shape " + SafetensorsHeader.shortened(shape.toString())
                            + " should have " + expected + " bytes, but its data_offsets give it " + found);
        }
        return new SafetensorsHeader.Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private long bytes(String tensor, DType dtype, Shape shape) throws CorruptFileException {
        long bytes;
        try {
            bytes = Math.multiplyExact(shape.numel(), (long) dtype.bytes());
        } catch (ArithmeticException e) {
            throw new CorruptFileException(file, tensor + " has 2^63 bytes or more", Safetensors.CURE, e);
        }
        if (bytes > MAX_ARRAY_BYTES) {
            throw new CorruptFileException(
                    file,
                    tensor + " has " + bytes + " bytes, but one tensor can have at most " + MAX_ARRAY_BYTES,
                    "split the tensor");
        }
        return bytes;
    }

    private DType parseDType(String tensor) throws IOException {
        expect(JsonToken.VALUE_STRING, tensor + ", dtype");
        String code = json.getText();
        for (DType dtype : DType.values()) {
            if (dtype.safetensorsCode().equals(code)) {
                return dtype;
            }
        }
        StringBuilder known = new StringBuilder();
        for (DType dtype : DType.values()) {
            known.append(known.isEmpty() ? "" : ", ").append(dtype.safetensorsCode());
        }
        throw new CorruptFileException(
                file,
                tensor + " should have a dtype of " + known + ", but has " + SafetensorsHeader.quoted(code),
                "convert it to one of these");
    }

    private long[] parseLongs(String what) throws IOException {
        expect(JsonToken.START_ARRAY, what);
        long[] values = new long[4];
        int count = 0;
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            long value = json.getLongValue();
            if (value < 0) {
                throw corrupt(file, what + " should hold numbers of 0 or more, but holds " + value);
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw corrupt(file, what + " should hold integers only, but holds " + json.currentToken());
        }
        return Arrays.copyOf(values, count);
    }

    private void expect(JsonToken expected, String what) throws IOException {
        JsonToken found = json.nextToken();
        if (found != expected) {
            throw corrupt(file, what + " should be " + expected + " in the header's JSON, but is " + describe(found));
        }
    }

    private static String describe(@Nullable JsonToken token) {
        return token == null ? "missing" : token.toString();
    }

    private static CorruptFileException corrupt(String file, String fault) {
        return new CorruptFileException(file, fault, Safetensors.CURE);
    }
}
