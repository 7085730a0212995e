package io.lockstep.engine.data.mix;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.format.HostArray;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch on its way to being mixed: column 0 are images, float32 [N, C, H, W], column 1 labels, int64 [N] or already
 * shares of classes, float32 [N, classes]. Sample i is mixed with sample i - 1, the first with the last, as torchvision's
 * {@code roll(1, 0)}.
 */
final class MixedBatch {
    private final String name;
    private final Batch batch;
    private final Shape shape;
    private final float[] images;
    private final float[] shares;
    private final int classes;

    MixedBatch(String name, Batch batch, int numClasses) {
        this.name = name;
        this.batch = batch;
        HostArray pixels = column(0);
        HostArray labels = column(1);
        if (pixels.dtype() != DType.FLOAT32 || pixels.shape().dim() != 4) {
            throw new IllegalArgumentException(name + " expects images as float32 [N, C, H, W] in column 0, but got "
                    + pixels + "; apply ToTensor to the samples first");
        }
        shape = pixels.shape();
        images = floats(pixels);
        if (labels.dtype() == DType.FLOAT32 && labels.shape().dim() == 2) {
            classes = (int) labels.shape().size(1);
            shares = floats(labels);
        } else if (labels.dtype() == DType.INT64 && labels.shape().dim() == 1) {
            classes = numClasses;
            shares = oneHot(labels);
        } else {
            throw new IllegalArgumentException(
                    name + " expects labels as int64 [N] or float32 [N, classes] in column 1, but" + " got " + labels);
        }
    }

    int samples() {
        return (int) shape.size(0);
    }

    int height() {
        return (int) shape.size(2);
    }

    int width() {
        return (int) shape.size(3);
    }

    /** The images themselves. */
    float[] images() {
        return images;
    }

    /** The batch of these images, with lambda of each sample's own label and 1 - lambda of the one before. */
    Batch with(float[] mixed, double lambda) {
        float[] labels = new float[shares.length];
        for (int n = 0; n < samples(); n++) {
            int before = (n + samples() - 1) % samples();
            for (int k = 0; k < classes; k++) {
                labels[n * classes + k] =
                        (float) (lambda * shares[n * classes + k] + (1 - lambda) * shares[before * classes + k]);
            }
        }
        List<Batch.Column> columns = new ArrayList<>(batch.columns());
        columns.set(0, new Batch.Column(columns.get(0).name(), HostArray.of(shape, mixed), List.of()));
        Shape labelShape = Shape.of(samples(), classes);
        columns.set(1, new Batch.Column(columns.get(1).name(), HostArray.of(labelShape, labels), List.of()));
        return new Batch(batch.indices(), columns);
    }

    private HostArray column(int column) {
        if (batch.columns().size() <= column) {
            throw new IllegalArgumentException(name + " expects a batch of images and labels, but it has "
                    + batch.columns().size() + " columns; give samples as Example of image and label");
        }
        return batch.array(column);
    }

    private float[] oneHot(HostArray labels) {
        float[] hot = new float[Math.multiplyExact(samples(), classes)];
        for (int n = 0; n < samples(); n++) {
            long label = labels.longs().get(n);
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(name + " expects labels of 0 to " + (classes - 1)
                        + ", but that of sample " + batch.indices()[n] + " is " + label + "; check numClasses");
            }
            hot[n * classes + (int) label] = 1;
        }
        return hot;
    }

    private static float[] floats(HostArray array) {
        FloatBuffer buffer = array.floats();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
