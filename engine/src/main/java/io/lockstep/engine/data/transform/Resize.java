package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Scales the image, as torchvision's {@code Resize} does tensors ({@code interpolate} without aligned corners). Bilinear
 * with antialias takes for each result pixel the mean of all pixels that it covers, weighted by a triangle; without, of
 * the four around its centre only.
 */
public final class Resize implements RasterTransform {
    private final int height;
    private final int width;
    private final Interpolation interpolation;
    private final boolean antialias;

    /** Makes the smaller edge this long and keeps the proportions. Bilinear with antialias. */
    public Resize(int size) {
        this(size, Interpolation.BILINEAR, true);
    }

    /** Makes the smaller edge this long and keeps the proportions. */
    public Resize(int size, Interpolation interpolation, boolean antialias) {
        this(0, size, interpolation, antialias, size >= 1);
    }

    /** Bilinear with antialias. */
    public Resize(int height, int width) {
        this(height, width, Interpolation.BILINEAR, true);
    }

    /**
     * @param antialias of account for bilinear only
     * @throws IllegalArgumentException if a size is below 1
     */
    public Resize(int height, int width, Interpolation interpolation, boolean antialias) {
        this(height, width, interpolation, antialias, height >= 1 && width >= 1);
    }

    private Resize(int height, int width, Interpolation interpolation, boolean antialias, boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "Resize expects sizes of 1 or more, but got " + (height == 0 ? "" : height + " x ") + width);
        }
        this.height = height;
        this.width = width;
        this.interpolation = interpolation;
        this.antialias = antialias;
    }

    @Override
    public void change(Raster image, RandomStream random) {
        if (height > 0) {
            resize(image, height, width, interpolation, antialias);
            return;
        }
        int shorter = Math.min(image.height(), image.width());
        int longer = (int) ((long) width * Math.max(image.height(), image.width()) / shorter);
        boolean upright = image.width() <= image.height();
        resize(image, upright ? longer : width, upright ? width : longer, interpolation, antialias);
    }

    static void resize(Raster image, int height, int width, Interpolation interpolation, boolean antialias) {
        if (height == image.height() && width == image.width()) {
            return;
        }
        Line columns = Line.of(image.width(), width, interpolation, antialias);
        Line rows = Line.of(image.height(), height, interpolation, antialias);
        int channels = image.channels();
        // Rows first, as ATen does; kept as floats, so that bytes are rounded once.
        float[] across = new float[image.height() * width * channels];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    float sum = 0;
                    for (int j = 0; j < columns.weights[x].length; j++) {
                        sum += columns.weights[x][j] * image.get(y, columns.first[x] + j, c);
                    }
                    across[(y * width + x) * channels + c] = sum;
                }
            }
        }
        image.prepareSpare(height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    float sum = 0;
                    for (int j = 0; j < rows.weights[y].length; j++) {
                        sum += rows.weights[y][j] * across[((rows.first[y] + j) * width + x) * channels + c];
                    }
                    image.setSpare(y, x, c, image.isIntegral() ? (float) Math.rint(sum) : sum);
                }
            }
        }
        image.swap();
    }

    /** For each result pixel of a line, where the pixels it is made of start, and their weights, which sum to 1. */
    private record Line(int[] first, float[][] weights) {
        static Line of(int size, int newSize, Interpolation interpolation, boolean antialias) {
            Line line = new Line(new int[newSize], new float[newSize][]);
            double scale = (double) size / newSize;
            for (int i = 0; i < newSize; i++) {
                if (interpolation == Interpolation.NEAREST) {
                    line.first[i] = Math.min((int) (i * (float) scale), size - 1);
                    line.weights[i] = new float[] {1};
                } else if (antialias) {
                    line.triangle(i, size, scale);
                } else {
                    line.neighbours(i, size, scale);
                }
            }
            return line;
        }

        private void triangle(int i, int size, double scale) {
            double support = Math.max(scale, 1);
            double centre = scale * (i + 0.5);
            int start = Math.max((int) (centre - support + 0.5), 0);
            int end = Math.min((int) (centre + support + 0.5), size);
            double[] heights = new double[end - start];
            double sum = 0;
            for (int j = 0; j < heights.length; j++) {
                heights[j] = Math.max(0, 1 - Math.abs((j + start - centre + 0.5) / support));
                sum += heights[j];
            }
            first[i] = start;
            weights[i] = new float[heights.length];
            for (int j = 0; j < heights.length; j++) {
                weights[i][j] = (float) (heights[j] / sum);
            }
        }

        private void neighbours(int i, int size, double scale) {
            double centre = Math.max(scale * (i + 0.5) - 0.5, 0);
            int start = Math.min((int) centre, size - 1);
            float fraction = (float) (centre - start);
            first[i] = start;
            weights[i] = start == size - 1 ? new float[] {1} : new float[] {1 - fraction, fraction};
        }
    }
}
