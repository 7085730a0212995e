package io.lockstep.engine.data.vision;

import io.lockstep.engine.data.ByteFolder;
import io.lockstep.engine.data.ByteSource;
import io.lockstep.engine.data.Dataset;
import io.lockstep.engine.data.Example;
import io.lockstep.engine.data.transform.Image;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures in one folder per class, as torchvision's {@code ImageFolder}: {@code root/cat/1.png}, {@code
 * root/dog/extra/2.jpg}. Classes are numbered in the order of their names, pictures sorted by path, and folders inside
 * belong to their class. Images are RGB of whatever size; they are decoded anew whenever they are read.
 */
public final class ImageFolder implements Dataset<Example<Image, Integer>> {
    private final List<String> classNames;
    private final List<ByteSource> files = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    /**
     * Lists the files.
     *
     * @throws FileNotFoundException if the root holds no folder, or that of a class no picture
     */
    public ImageFolder(ByteFolder root) throws IOException {
        classNames = root.folders();
        if (classNames.isEmpty()) {
            throw new FileNotFoundException(root.name()
                    + ": there is no folder of a class; expected root/class/picture, is it the right path?");
        }
        for (int label = 0; label < classNames.size(); label++) {
            ByteFolder folder = root.folder(classNames.get(label));
            int before = files.size();
            add(folder, label);
            if (files.size() == before) {
                throw new FileNotFoundException(folder.name()
                        + ": the folder of this class holds no PNG, JPEG, BMP, GIF or TIFF; add pictures or remove it");
            }
        }
    }

    private void add(ByteFolder folder, int label) throws IOException {
        for (String name : folder.files()) {
            if (Pictures.isPicture(name)) {
                files.add(folder.file(name));
                labels.add(label);
            }
        }
        for (String name : folder.folders()) {
            add(folder.folder(name), label);
        }
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Example<Image, Integer> get(int index) throws IOException {
        return new Example<>(Pictures.read(files.get(index)), labels.get(index));
    }

    /** Names of the classes by label. */
    public List<String> classNames() {
        return classNames;
    }

    /** Class of each picture, for samplers by class. */
    public int[] labels() {
        return labels.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Path or address of a picture. */
    public String fileName(int index) {
        return files.get(index).name();
    }
}
