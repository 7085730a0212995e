package io.lockstep.engine.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads idx files, the format of MNIST (yann.lecun.com/exdb/mnist): two zero bytes, the element type, the number of
 * dimensions, each dimension as a big-endian int, then the elements. Only unsigned bytes (type 8) are read. A file
 * compressed with gzip is known by its first two bytes.
 *
 * <p>Memory grows with the bytes that really arrive, never with what the header promises.
 */
public final class Idx {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int UNSIGNED_BYTE = 8;
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;
    private static final String CURE = "the file is damaged or not an idx file of unsigned bytes: fetch it again";

    private Idx() {}

    /**
     * Reads a whole file from a stream and closes it.
     *
     * @param name the file's name for messages
     * @param dimensions how many the file must have: 3 for images, 1 for labels
     * @throws CorruptFileException if the file is cut short, too long, damaged or of another kind
     */
    public static IdxArray read(String name, InputStream in, int dimensions) throws IOException {
        try (InputStream raw = decompress(in)) {
            int[] sizes = readSizes(name, raw, dimensions);
            return new IdxArray(sizes, readElements(name, raw, count(name, sizes)));
        } catch (EOFException | ZipException e) {
            throw new CorruptFileException(
                    name, "the gzip compression is damaged or cut short (" + e.getMessage() + ")", CURE, e);
        }
    }

    private static InputStream decompress(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(2);
        int magic = (buffered.read() << 8) | (buffered.read() & 0xFF);
        buffered.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered;
    }

    private static int[] readSizes(String name, InputStream in, int dimensions) throws IOException {
        byte[] header = in.readNBytes(Integer.BYTES * (1 + dimensions));
        if (header.length < Integer.BYTES) {
            throw cutShort(name, "header", Integer.BYTES * (1 + dimensions), header.length);
        }
        ByteBuffer ints = ByteBuffer.wrap(header);
        int magic = ints.getInt();
        int expected = (UNSIGNED_BYTE << 8) | dimensions;
        if (magic != expected) {
            throw new CorruptFileException(
                    name,
                    "the file should begin with %08x for unsigned bytes in %d dimensions, but begins with %08x"
                            .formatted(expected, dimensions, magic),
                    "check that images and labels are not exchanged, or fetch the file again");
        }
        if (header.length < Integer.BYTES * (1 + dimensions)) {
            throw cutShort(name, "header", Integer.BYTES * (1 + dimensions), header.length);
        }
        int[] sizes = new int[dimensions];
        for (int d = 0; d < dimensions; d++) {
            sizes[d] = ints.getInt();
        }
        return sizes;
    }

    private static int count(String name, int[] sizes) throws CorruptFileException {
        long count = 1;
        for (int size : sizes) {
            // Each factor is below 2^31, so the product cannot overflow before it is refused.
            count *= size;
            if (size < 0 || count > MAX_ARRAY_BYTES) {
                throw new CorruptFileException(
                        name,
                        "the header promises the sizes " + Arrays.toString(sizes) + ", but a file can hold at most "
                                + MAX_ARRAY_BYTES + " elements",
                        CURE);
            }
        }
        return (int) count;
    }

    private static byte[] readElements(String name, InputStream in, int count) throws IOException {
        byte[] elements = in.readNBytes(count);
        if (elements.length < count) {
            throw cutShort(name, "data", count, elements.length);
        }
        if (in.read() >= 0) {
            throw new CorruptFileException(
                    name, "there are bytes after the " + count + " that the header promises", CURE);
        }
        return elements;
    }

    private static CorruptFileException cutShort(String name, String part, int expected, int found) {
        return new CorruptFileException(
                name, "the " + part + " should have " + expected + " bytes, but the file ends after " + found, CURE);
    }
}
