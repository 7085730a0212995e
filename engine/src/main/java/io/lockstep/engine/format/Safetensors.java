package io.lockstep.engine.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes safetensors (github.com/huggingface/safetensors, section "Format"): eight bytes little-endian, the
 * length of the header; the header, JSON in UTF-8 padded with spaces; the bytes of all tensors without holes.
 *
 * <p>Everything the header says is checked against the length of the file before memory for a tensor is allocated, and
 * the header itself is allocated as it arrives, so a damaged file costs no more memory than it has bytes. Types are
 * limited to those of {@link io.lockstep.engine.backend.DType}, and one tensor to 2 GiB.
 */
public final class Safetensors {
    /** The limit that the reference implementation sets. */
    static final int MAX_HEADER_BYTES = 100_000_000;

    static final int LENGTH_BYTES = Long.BYTES;
    static final String CURE = "the file is damaged or not safetensors: copy or write it again";

    private static final int CHUNK_BYTES = 1 << 16;

    private Safetensors() {}

    /**
     * Reads a whole file.
     *
     * @throws CorruptFileException if the file breaks the format in any way
     */
    public static SafetensorsFile read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES)) {
            return read(file.toString(), in, Files.size(file));
        }
    }

    /**
     * Reads a whole file from a stream, which stays open.
     *
     * @param name the file's name for messages
     * @param length bytes of the file
     * @throws CorruptFileException if the file breaks the format in any way
     */
    public static SafetensorsFile read(String name, InputStream in, long length) throws IOException {
        byte[] header = readHeader(name, in, length);
        long dataBytes = length - LENGTH_BYTES - header.length;
        SafetensorsHeader parsed = SafetensorsHeaderParser.parse(name, header, dataBytes);
        Map<String, HostArray> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : parsed.entries()) {
            ByteBuffer data = ByteBuffer.wrap(new byte[(int) entry.bytes()]);
            int got = in.readNBytes(data.array(), 0, data.capacity());
            if (got < data.capacity()) {
                throw cutShort(name, "tensor \"" + entry.name() + "\"", data.capacity(), got);
            }
            tensors.put(entry.name(), new HostArray(entry.dtype(), entry.shape(), data));
        }
        return new SafetensorsFile(tensors, parsed.metadata());
    }

    /**
     * Writes a file to a stream, which stays open; the tensors lie in the order of the map.
     *
     * @throws IllegalArgumentException if a tensor is called {@code __metadata__}
     */
    public static void write(OutputStream out, SafetensorsFile file) throws IOException {
        byte[] header = SafetensorsHeader.of(file).toBytes();
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write(length.putLong(header.length).array());
        out.write(header);
        WritableByteChannel channel = Channels.newChannel(out);
        for (HostArray tensor : file.tensors().values()) {
            ByteBuffer data = tensor.data();
            while (data.hasRemaining()) {
                channel.write(data);
            }
        }
    }

    private static byte[] readHeader(String name, InputStream in, long length) throws IOException {
        byte[] prefix = in.readNBytes(LENGTH_BYTES);
        if (length < LENGTH_BYTES || prefix.length < LENGTH_BYTES) {
            throw cutShort(name, "the length of the header", LENGTH_BYTES, Math.min(length, prefix.length));
        }
        long headerBytes =
                ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
            throw new CorruptFileException(
                    name,
                    "the header should have 2 to " + MAX_HEADER_BYTES + " bytes, but its length says "
                            + Long.toUnsignedString(headerBytes),
                    CURE);
        }
        if (headerBytes > length - LENGTH_BYTES) {
            throw cutShort(name, "the header", headerBytes, length - LENGTH_BYTES);
        }
        byte[] header = in.readNBytes((int) headerBytes);
        if (header.length < headerBytes) {
            throw cutShort(name, "the header", headerBytes, header.length);
        }
        return header;
    }

    private static CorruptFileException cutShort(String name, String part, long expected, long found) {
        return new CorruptFileException(
                name,
                part + " should have " + expected + " bytes, but the file ends after " + found + " of them",
                CURE);
    }
}
