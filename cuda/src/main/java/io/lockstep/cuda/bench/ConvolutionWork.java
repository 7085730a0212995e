package io.lockstep.cuda.bench;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution of square images without bias, as networks have them: [N, C, H, H] with K filters.
 *
 * @param channels C
 * @param size H
 * @param filters K
 * @param kernel height and width of a filter
 */
record ConvolutionWork(int channels, int size, int filters, int kernel, int stride) {
    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final int EXPANSION = 4;

    Window window() {
        return Window.square(kernel, stride, kernel / 2);
    }

    Shape images(int batch) {
        return Shape.of(batch, channels, size, size);
    }

    Shape weights() {
        return Shape.of(filters, channels, kernel, kernel);
    }

    int outputSize() {
        return Math.toIntExact(window().outputHeight(size));
    }

    Shape results(int batch) {
        return Shape.of(batch, filters, outputSize(), outputSize());
    }

    /** Multiplications and additions of one pass. */
    double operations(int batch) {
        return 2.0 * batch * outputSize() * outputSize() * filters * channels * kernel * kernel;
    }

    /** Such as {@code 64x56-64 3x3/1}: channels, height, filters, kernel and stride. */
    @Override
    public String toString() {
        return channels + "x" + size + "-" + filters + " " + kernel + "x" + kernel + "/" + stride;
    }

    /** Those of ResNet-50 on images of 224 x 224, and how many layers have each. */
    static Map<ConvolutionWork, Integer> ofResNet50() {
        List<ConvolutionWork> layers = new ArrayList<>();
        layers.add(new ConvolutionWork(3, 224, 64, 7, 2));
        int size = 56;
        int channels = 64;
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            int width = 64 << stage;
            int outputs = width * EXPANSION;
            for (int block = 0; block < BLOCKS[stage]; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                layers.add(new ConvolutionWork(channels, size, width, 1, 1));
                layers.add(new ConvolutionWork(width, size, width, 3, stride));
                if (block == 0) {
                    layers.add(new ConvolutionWork(channels, size, outputs, 1, stride));
                }
                size /= stride;
                layers.add(new ConvolutionWork(width, size, outputs, 1, 1));
                channels = outputs;
            }
        }
        return counted(layers);
    }

    /** A few small ones, of every kind. */
    static Map<ConvolutionWork, Integer> small() {
        return counted(List.of(
                new ConvolutionWork(3, 16, 8, 7, 2),
                new ConvolutionWork(8, 8, 8, 3, 1),
                new ConvolutionWork(8, 8, 8, 3, 1),
                new ConvolutionWork(8, 8, 16, 1, 2)));
    }

    private static Map<ConvolutionWork, Integer> counted(List<ConvolutionWork> layers) {
        Map<ConvolutionWork, Integer> counts = new LinkedHashMap<>();
        layers.forEach(layer -> counts.merge(layer, 1, Integer::sum));
        return counts;
    }
}
