package io.lockstep.engine.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads and writes NumPy's .npy files (numpy.lib.format, versions 1.0 to 3.0): a magic number, the version, the length of
 * the header, the header, then the elements. Read are both orders of bytes and of dimensions, written is what NumPy writes
 * for a C-contiguous little-endian array, byte for byte.
 *
 * <p>Nothing is unpickled, and memory is taken only for bytes that the file has.
 */
public final class Npy {
    static final String CURE = "the file is damaged or not a NumPy array: copy or write it again";

    /** NumPy's own limit. */
    private static final int MAX_HEADER_BYTES = 10_000;

    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int VERSION_BYTES = 2;

    private Npy() {}

    /** @throws CorruptFileException if the file breaks the format in any way, or is of a type that the engine lacks */
    public static HostArray read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES)) {
            return read(file.toString(), in, Files.size(file));
        }
    }

    /**
     * Reads a whole file from a stream, which stays open.
     *
     * @param name the file's name for messages
     * @param length bytes of the file
     * @throws CorruptFileException if the file breaks the format in any way, or is of a type that the engine lacks
     */
    public static HostArray read(String name, InputStream in, long length) throws IOException {
        byte[] prefix = readExactly(name, in, "the magic number", NpyHeader.MAGIC.length + VERSION_BYTES);
        if (!Arrays.equals(prefix, 0, NpyHeader.MAGIC.length, NpyHeader.MAGIC, 0, NpyHeader.MAGIC.length)) {
            throw new CorruptFileException(name, "the file should begin with \\x93NUMPY, but does not", CURE);
        }
        int version = prefix[NpyHeader.MAGIC.length];
        if (version < 1 || version > 3 || prefix[NpyHeader.MAGIC.length + 1] != 0) {
            throw new CorruptFileException(
                    name,
                    "the version should be 1.0, 2.0 or 3.0, but is " + (version & 0xFF) + "."
                            + (prefix[NpyHeader.MAGIC.length + 1] & 0xFF),
                    CURE);
        }
        int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
        int headerBytes = headerLength(name, readExactly(name, in, "the length of the header", lengthBytes));
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String text = new String(readExactly(name, in, "the header", headerBytes), charset);
        NpyHeader header = NpyHeaderParser.parse(name, text);
        return readElements(name, in, header, length - prefix.length - lengthBytes - headerBytes);
    }

    /**
     * Writes a file to a stream, which stays open.
     *
     * @throws IllegalArgumentException for bfloat16, which NumPy does not have
     */
    public static void write(OutputStream out, HostArray array) throws IOException {
        out.write(NpyHeader.toBytes(array.dtype(), array.shape()));
        WritableByteChannel channel = Channels.newChannel(out);
        ByteBuffer data = array.data();
        while (data.hasRemaining()) {
            channel.write(data);
        }
    }

    private static int headerLength(String name, byte[] bytes) throws CorruptFileException {
        long length = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            length = length << Byte.SIZE | (bytes[i] & 0xFF);
        }
        if (length > MAX_HEADER_BYTES) {
            throw new CorruptFileException(
                    name,
                    "the header should have at most " + MAX_HEADER_BYTES + " bytes, but its length says " + length,
                    CURE);
        }
        return (int) length;
    }

    private static HostArray readElements(String name, InputStream in, NpyHeader header, long found)
            throws IOException {
        long expected = bytes(name, header);
        if (expected != found) {
            throw new CorruptFileException(
                    name,
                    "an array of type " + header.dtype() + " and shape " + header.shape() + " should have " + expected
                            + " bytes of data, but the file has " + found,
                    CURE);
        }
        byte[] data = readExactly(name, in, "the data", (int) expected);
        if (in.read() >= 0) {
            throw new CorruptFileException(name, "there are bytes after the " + expected + " of the data", CURE);
        }
        if (header.bigEndian()) {
            ElementOrder.reverseBytes(data, header.dtype().bytes());
        }
        if (header.columnMajor() && header.shape().dim() > 1) {
            data = ElementOrder.rowMajor(data, header.dtype().bytes(), header.shape());
        }
        return new HostArray(header.dtype(), header.shape(), ByteBuffer.wrap(data));
    }

    private static long bytes(String name, NpyHeader header) throws CorruptFileException {
        long bytes;
        try {
            bytes = Math.multiplyExact(
                    header.shape().numel(), (long) header.dtype().bytes());
        } catch (ArithmeticException e) {
            throw new CorruptFileException(name, "the array has 2^63 bytes or more", CURE, e);
        }
        if (bytes > MAX_ARRAY_BYTES) {
            throw new CorruptFileException(
                    name,
                    "the array has " + bytes + " bytes, but one array can have at most " + MAX_ARRAY_BYTES,
                    "split the array");
        }
        return bytes;
    }

    /** The stream's own buffers grow with what arrives, whatever {@code count} promises. */
    private static byte[] readExactly(String name, InputStream in, String part, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new CorruptFileException(
                    name,
                    part + " should have " + count + " bytes, but the file ends after " + bytes.length + " of them",
                    CURE);
        }
        return bytes;
    }
}
