package io.lockstep.engine.data;

import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.engine.format.Idx;
import io.lockstep.engine.format.IdxArray;
import java.io.IOException;
import java.util.List;

/** Grey images of an idx file with their labels, such as MNIST and Fashion-MNIST, held in memory whole. */
public final class IdxImageDataset implements ImageDataset {
    private final IdxArray images;
    private final byte[] labels;
    private final int classes;
    private final List<String> classNames;

    private IdxImageDataset(IdxArray images, byte[] labels, int classes, List<String> classNames) {
        this.images = images;
        this.labels = labels;
        this.classes = classes;
        this.classNames = classNames;
    }

    /**
     * Reads both files whole.
     *
     * @param classes number of classes that the labels must stay below
     * @param classNames a name per class, or none at all
     * @throws CorruptFileException if a file is damaged, their counts differ, or a label is out of range
     */
    public static IdxImageDataset open(ByteSource images, ByteSource labels, int classes, List<String> classNames)
            throws IOException {
        if (!classNames.isEmpty() && classNames.size() != classes) {
            throw new IllegalArgumentException(
                    "a data set of " + classes + " classes needs as many names or none, but got " + classNames.size());
        }
        IdxArray pixels = Idx.read(images.name(), images.open(), 3);
        requireImages(images.name(), pixels);
        IdxArray numbers = Idx.read(labels.name(), labels.open(), 1);
        requireLabels(labels.name(), numbers, images.name(), pixels.size(0), classes);
        return new IdxImageDataset(pixels, numbers.elements(), classes, List.copyOf(classNames));
    }

    @Override
    public int size() {
        return images.size(0);
    }

    @Override
    public int height() {
        return images.size(1);
    }

    @Override
    public int width() {
        return images.size(2);
    }

    @Override
    public int channels() {
        return 1;
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
        return labels[index] & 0xFF;
    }

    @Override
    public void read(int index, byte[] destination, int offset) {
        int bytes = imageBytes();
        System.arraycopy(images.elements(), index * bytes, destination, offset, bytes);
    }

    private static void requireImages(String name, IdxArray images) throws CorruptFileException {
        if (images.elements().length == 0) {
            throw new CorruptFileException(
                    name,
                    "the file should hold images, but holds " + images.size(0) + " of " + images.size(1) + " x "
                            + images.size(2) + " pixels",
                    "fetch the file again");
        }
    }

    private static void requireLabels(String name, IdxArray labels, String imagesName, int images, int classes)
            throws CorruptFileException {
        if (labels.size(0) != images) {
            throw new CorruptFileException(
                    name,
                    "there should be " + images + " labels, one for each image in " + imagesName + ", but there are "
                            + labels.size(0),
                    "check that both files belong to the same split");
        }
        for (int i = 0; i < images; i++) {
            int label = labels.elements()[i] & 0xFF;
            if (label >= classes) {
                throw new CorruptFileException(
                        name,
                        "label " + i + " should be 0 to " + (classes - 1) + ", but is " + label,
                        "check the number of classes, or fetch the file again");
            }
        }
    }
}
