package io.lockstep.engine.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: where the data of each tensor lies.
 *
 * @param entries in the order of their data, which they cover without holes
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";

    private static final int ALIGNMENT = 8;

    /**
     * One tensor.
     *
     * @param begin first byte, counted from the end of the header
     * @param end byte after the last
     */
    record Entry(String name, DType dtype, Shape shape, long begin, long end) {
        long bytes() {
            return end - begin;
        }
    }

    /** The header for tensors that are written one after the other. */
    static SafetensorsHeader of(SafetensorsFile file) {
        List<Entry> entries = new ArrayList<>();
        long begin = 0;
        for (Map.Entry<String, HostArray> tensor : file.tensors().entrySet()) {
            if (tensor.getKey().equals(METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be called " + METADATA + "; rename it");
            }
            HostArray array = tensor.getValue();
            long end = Math.addExact(begin, array.data().remaining());
            entries.add(new Entry(tensor.getKey(), array.dtype(), array.shape(), begin, end));
            begin = end;
        }
        return new SafetensorsHeader(entries, file.metadata());
    }

    /**
     * A header as read, if its tensors cover the data exactly.
     *
     * @param entries in any order, each consistent in itself
     * @param dataBytes bytes of the file after the header
     * @throws CorruptFileException if there is a hole, an overlap, or data beyond either end
     */
    static SafetensorsHeader covering(String file, List<Entry> entries, Map<String, String> metadata, long dataBytes)
            throws CorruptFileException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long position = 0;
        for (Entry entry : sorted) {
            if (entry.begin() != position) {
                String fault = entry.begin() > position ? "leaves a hole before its data" : "overlaps another tensor";
                throw corrupt(
                        file,
                        "tensor " + quoted(entry.name()) + " " + fault + ": it should begin at byte " + position
                                + ", but begins at " + entry.begin());
            }
            position = entry.end();
        }
        if (position != dataBytes) {
            throw corrupt(file, "the tensors need " + position + " bytes of data, but the file has " + dataBytes);
        }
        return new SafetensorsHeader(sorted, metadata);
    }

    /** The header as JSON, padded with spaces so that the data begins at a multiple of 8 bytes. */
    byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (Entry entry : entries) {
                write(entry, json);
            }
            json.writeEndObject();
        }
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(' ');
        }
        if (bytes.size() > Safetensors.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("the header of a safetensors file has at most "
                    + Safetensors.MAX_HEADER_BYTES + " bytes, but this one has " + bytes.size()
                    + "; shorten names or metadata, or write several files");
        }
        return bytes.toByteArray();
    }

    /** A name from a file, fit for a message of one line. */
    static String quoted(String name) {
        return '"' + shortened(name).replaceAll("\\p{Cntrl}", "?") + '"';
    }

    /** At most the first hundred characters. */
    static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }

    private static void write(Entry entry, JsonGenerator json) throws IOException {
        long[] sizes = entry.shape().toArray();
        json.writeObjectFieldStart(entry.name());
        json.writeStringField("dtype", entry.dtype().safetensorsCode());
        json.writeFieldName("shape");
        json.writeArray(sizes, 0, sizes.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
        json.writeEndObject();
    }

    private static CorruptFileException corrupt(String file, String fault) {
        return new CorruptFileException(file, fault, Safetensors.CURE);
    }
}
