package io.lockstep.engine.data.vision;

import io.lockstep.engine.data.ByteFolder;
import io.lockstep.engine.data.ByteSource;
import io.lockstep.engine.data.ImageDataset;
import io.lockstep.engine.data.Split;
import io.lockstep.engine.format.CorruptFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR-10 and CIFAR-100 in their binary version (Krizhevsky, "Learning multiple layers of features from tiny images",
 * 2009): colour images of 32 x 32, held in memory whole. A record of a file is its label, one byte for CIFAR-10, the
 * coarse and the fine one for CIFAR-100, and then the red, green and blue plane.
 */
public final class Cifar implements ImageDataset {
    private static final int SIZE = 32;
    private static final int CHANNELS = 3;
    private static final int PLANE = SIZE * SIZE;
    private static final int IMAGE_BYTES = PLANE * CHANNELS;
    private static final String CURE = "the file is damaged or not of CIFAR's binary version: fetch it again";

    private final int classes;
    private final List<String> classNames;
    private final byte[] images;
    private final int[] labels;

    private Cifar(int classes, List<String> classNames, List<byte[]> records, int labelBytes) {
        this.classes = classes;
        this.classNames = classNames;
        images = new byte[Math.multiplyExact(records.size(), IMAGE_BYTES)];
        labels = new int[records.size()];
        for (int i = 0; i < labels.length; i++) {
            byte[] entry = records.get(i);
            labels[i] = entry[labelBytes - 1] & 0xFF;
            for (int p = 0; p < PLANE; p++) {
                for (int c = 0; c < CHANNELS; c++) {
                    images[i * IMAGE_BYTES + p * CHANNELS + c] = entry[labelBytes + c * PLANE + p];
                }
            }
        }
    }

    /**
     * CIFAR-10 out of the folder {@code cifar-10-batches-bin}.
     *
     * @throws FileNotFoundException if a file is missing
     * @throws CorruptFileException if a file is cut short or a label is out of range
     */
    public static Cifar cifar10(ByteFolder folder, Split split) throws IOException {
        List<ByteSource> files = new ArrayList<>();
        if (split == Split.TRAIN) {
            for (int i = 1; i <= 5; i++) {
                files.add(folder.file("data_batch_" + i + ".bin"));
            }
        } else {
            files.add(folder.file("test_batch.bin"));
        }
        return read(files, 10, 1, names(folder, "batches.meta.txt", 10));
    }

    /** CIFAR-100 with its fine labels out of the folder {@code cifar-100-binary}; throws as {@link #cifar10} does. */
    public static Cifar cifar100(ByteFolder folder, Split split) throws IOException {
        ByteSource file = folder.file(split == Split.TRAIN ? "train.bin" : "test.bin");
        return read(List.of(file), 100, 2, names(folder, "fine_label_names.txt", 100));
    }

    private static Cifar read(List<ByteSource> files, int classes, int labelBytes, List<String> classNames)
            throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (ByteSource file : files) {
            try (InputStream in = file.open()) {
                read(file.name(), in, classes, labelBytes, records);
            } catch (FileNotFoundException | NoSuchFileException e) {
                throw missing(file.name(), e);
            }
        }
        return new Cifar(classes, classNames, records, labelBytes);
    }

    private static void read(String name, InputStream in, int classes, int labelBytes, List<byte[]> records)
            throws IOException {
        int length = labelBytes + IMAGE_BYTES;
        for (int i = 0; ; i++) {
            byte[] entry = in.readNBytes(length);
            if (entry.length == 0 && i > 0) {
                return;
            }
            if (entry.length < length) {
                throw new CorruptFileException(
                        name,
                        "image " + i + " should have " + length + " bytes, but the file ends after " + entry.length,
                        CURE);
            }
            int label = entry[labelBytes - 1] & 0xFF;
            if (label >= classes) {
                throw new CorruptFileException(
                        name,
                        "the label of image " + i + " should be 0 to " + (classes - 1) + ", but is " + label,
                        CURE);
            }
            records.add(entry);
        }
    }

    private static FileNotFoundException missing(String name, IOException cause) {
        FileNotFoundException missing = new FileNotFoundException(
                name + ": no such file; unpack CIFAR's binary version and give the folder with its .bin files");
        missing.initCause(cause);
        return missing;
    }

    /** The names that lie beside the images; none if the file is not there. */
    private static List<String> names(ByteFolder folder, String file, int classes) throws IOException {
        ByteSource source = folder.file(file);
        try (InputStream in = source.open()) {
            List<String> names = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (names.size() != classes) {
                throw new CorruptFileException(
                        source.name(),
                        "the file should hold " + classes + " names of classes, but holds " + names.size(),
                        "fetch it again, or remove it to go without names");
            }
            return names;
        } catch (FileNotFoundException | NoSuchFileException e) {
            // Only messages use the names.
            return List.of();
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int height() {
        return SIZE;
    }

    @Override
    public int width() {
        return SIZE;
    }

    @Override
    public int channels() {
        return CHANNELS;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void read(int index, byte[] destination, int offset) {
        System.arraycopy(images, index * IMAGE_BYTES, destination, offset, IMAGE_BYTES);
    }
}
