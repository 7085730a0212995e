package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.Image;
import java.io.IOException;
import java.util.Objects;

/**
 * The images of an {@link ImageDataset} with their labels, as a data set for {@link DataLoader}.
 *
 * @param images such as {@link IdxImageDataset}
 */
public record ImageExamples(ImageDataset images) implements Dataset<Example<Image, Integer>> {
    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Example<Image, Integer> get(int index) throws IOException {
        Objects.checkIndex(index, images.size());
        Image image = new Image(images.height(), images.width(), images.channels());
        images.read(index, image.pixels(), 0);
        return new Example<>(image, images.label(index));
    }

    /** Class of each image, for samplers by class. */
    public int[] labels() {
        int[] labels = new int[images.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = images.label(i);
        }
        return labels;
    }
}
