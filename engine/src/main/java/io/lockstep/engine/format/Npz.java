package io.lockstep.engine.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes NumPy's .npz files: zip archives of .npy files, as numpy.savez and savez_compressed write them.
 *
 * <p>A few bytes of an archive may unfold to gigabytes, so the arrays of one archive are limited together: by default to
 * 256 MiB, or to a hundred times the file's size if that is more.
 */
public final class Npz {
    private static final String CURE = "the file is damaged or not a NumPy archive: copy or write it again";
    private static final String SUFFIX = ".npy";
    private static final long ALWAYS_ALLOWED = 256L << 20;
    private static final int USUAL_RATIO = 100;
    /** Deflate codes 258 bytes in 2 bits at best (RFC 1951, section 3.2.5). */
    private static final int LARGEST_RATIO = 1032;
    /** One time for all files, so that the same arrays give the same bytes. */
    private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Npz() {}

    /** @throws CorruptFileException if the file breaks the format in any way, or unfolds to too much */
    public static Map<String, HostArray> read(Path file) throws IOException {
        return read(file, Math.max(ALWAYS_ALLOWED, USUAL_RATIO * Files.size(file)));
    }

    /**
     * The arrays by name, in the order of the archive.
     *
     * @param maxBytes of all arrays together
     * @throws CorruptFileException if the file breaks the format in any way, or unfolds to more
     */
    public static Map<String, HostArray> read(Path file, long maxBytes) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, HostArray> arrays = new LinkedHashMap<>();
            long left = maxBytes;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                requireAllowed(file, entry, left, maxBytes);
                left -= entry.getSize();
                String name = entry.getName();
                String key = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
                if (arrays.put(key, readEntry(file, zip, entry)) != null) {
                    throw new CorruptFileException(
                            file.toString(), "the array " + SafetensorsHeader.quoted(key) + " is there twice", CURE);
                }
            }
            return arrays;
        } catch (ZipException | EOFException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new CorruptFileException(file.toString(), "the zip archive is broken (" + reason + ")", CURE, e);
        }
    }

    /**
     * Writes an archive to a stream, which stays open.
     *
     * @param compressed deflated as by savez_compressed, else stored as by savez
     * @throws IllegalArgumentException for bfloat16, which NumPy does not have
     */
    public static void write(OutputStream out, Map<String, HostArray> arrays, boolean compressed) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, HostArray> entry : arrays.entrySet()) {
            writeEntry(zip, entry.getKey(), entry.getValue(), compressed);
        }
        zip.finish();
    }

    private static HostArray readEntry(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        String name = file + ", array " + SafetensorsHeader.quoted(entry.getName());
        try (InputStream bytes = zip.getInputStream(entry);
                CheckedInputStream in = new CheckedInputStream(bytes, new CRC32())) {
            HostArray array = Npy.read(name, in, entry.getSize());
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new CorruptFileException(name, "the bytes do not give the checksum that the archive has", CURE);
            }
            return array;
        } catch (ZipException | EOFException e) {
            throw new CorruptFileException(name, "the compressed bytes are damaged or cut short", CURE, e);
        }
    }

    private static void requireAllowed(Path file, ZipEntry entry, long left, long maxBytes) throws IOException {
        String name = file + ", array " + SafetensorsHeader.quoted(entry.getName());
        long bytes = entry.getSize();
        long compressed = entry.getCompressedSize();
        if (bytes < 0 || compressed < 0 || compressed > Files.size(file) || bytes / LARGEST_RATIO > compressed) {
            throw new CorruptFileException(
                    name, "the archive gives it " + bytes + " bytes from " + compressed + ", which cannot be", CURE);
        }
        if (bytes > left) {
            throw new CorruptFileException(
                    name,
                    "the archive unfolds to more than the " + maxBytes + " bytes that are allowed",
                    "call Npz.read with a larger limit if the file can be trusted");
        }
    }

    private static void writeEntry(ZipOutputStream zip, String name, HostArray array, boolean compressed)
            throws IOException {
        byte[] header = NpyHeader.toBytes(array.dtype(), array.shape());
        ByteBuffer data = array.data();
        ZipEntry entry = new ZipEntry(name + SUFFIX);
        entry.setTimeLocal(WRITTEN);
        if (!compressed) {
            CRC32 checksum = new CRC32();
            checksum.update(header);
            checksum.update(data.duplicate());
            entry.setMethod(ZipEntry.STORED);
            entry.setSize((long) header.length + data.remaining());
            entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(header);
        WritableByteChannel channel = Channels.newChannel(zip);
        while (data.hasRemaining()) {
            channel.write(data);
        }
        zip.closeEntry();
    }
}
