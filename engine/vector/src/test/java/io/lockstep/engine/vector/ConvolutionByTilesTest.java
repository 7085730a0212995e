package io.lockstep.engine.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The transforms put together to whole convolutions, beside the sum of the definition. */
class ConvolutionByTilesTest {
    private static final double TOLERANCE = 1e-5;

    private final Random random = new Random(3);

    @BeforeAll
    static void hasVectors() {
        assertThat(VectorUnit.unavailable()).isNull();
    }

    /** A convolution and arrays for it: x [N, C, H, W], weights [K, C, 3, 3] and the results' y [N, K, H', W']. */
    private record Case(int n, int c, int k, int h, int w, int padding) {
        int outputHeight() {
            return h + 2 * padding - 2;
        }

        int outputWidth() {
            return w + 2 * padding - 2;
        }

        Tiles tiles() {
            return new Tiles(n, outputHeight(), outputWidth(), padding, padding);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // N, C, K, H, W, padding, tiles at once
        "1, 16, 16, 4, 4, 1, 1",
        "2, 16, 32, 8, 12, 1, 12",
        "3, 32, 16, 7, 9, 1, 5",
        "2, 16, 16, 3, 3, 0, 2",
        "1, 16, 16, 10, 5, 2, 4",
        "1, 16, 16, 1, 1, 1, 3",
        "2, 80, 16, 30, 33, 1, 37",
        "1, 16, 1040, 9, 6, 1, 3",
    })
    void agreesWithTheSum(int n, int c, int k, int h, int w, int padding, int chunk) {
        Case shape = new Case(n, c, k, h, w, padding);
        float[] x = values(n * c * h * w);
        float[] weights = values(k * c * 9);
        int results = shape.outputHeight() * shape.outputWidth();
        float[] dy = values(n * k * results);
        Images blockedX = images(x, n, c, h, w);
        Images blockedDy = images(dy, n, k, shape.outputHeight(), shape.outputWidth());
        FloatBuffer taps = FloatBuffer.wrap(weights);

        MatrixBatch u = matrices(c, k);
        WeightTransform transform = new WeightTransform();
        int middle = random.nextInt(c + 1); // as threads share the rows
        transform.forward(taps, middle, c, u);
        transform.forward(taps, 0, middle, u);
        Images y = images(new float[n * k * results], n, k, shape.outputHeight(), shape.outputWidth());
        convolve(blockedX, shape.tiles(), chunk, u, y);
        assertClose(plain(y, n, k, results), forward(shape, x, weights));

        MatrixBatch turned = matrices(k, c);
        middle = random.nextInt(k + 1);
        transform.backward(taps, middle, k, turned);
        transform.backward(taps, 0, middle, turned);
        Images dx = images(new float[x.length], n, c, h, w);
        convolve(blockedDy, new Tiles(n, h, w, 2 - padding, 2 - padding), chunk, turned, dx);
        assertClose(plain(dx, n, c, h * w), backwardData(shape, dy, weights));

        float[] bias = new float[k];
        float[] gradient = weightGradient(shape, blockedX, blockedDy, chunk, bias);
        assertClose(gradient, backwardWeights(shape, x, dy));
        assertClose(bias, sums(dy, n, k, results));
    }

    private static void convolve(Images x, Tiles tiles, int chunk, MatrixBatch u, Images y) {
        MatrixBatch v = matrices(chunk, u.rows());
        MatrixBatch m = matrices(chunk, u.columns());
        InputTransform input = new InputTransform();
        OutputTransform output = new OutputTransform();
        for (int first = 0; first < tiles.count(); first += chunk) {
            int end = Math.min(tiles.count(), first + chunk);
            input.apply(x, tiles, first, end, v);
            multiply(v, false, u, m);
            output.apply(m, tiles, first, end, 0, Epilogue.none(), y);
        }
    }

    /** In two parts over tiles, and each of them in two over channels. */
    private static float[] weightGradient(Case shape, Images x, Images dy, int chunk, float[] bias) {
        Tiles tiles = shape.tiles();
        int block = VectorUnit.lanes();
        float[] gradient = new float[shape.k() * shape.c() * 9];
        InputTransform input = new InputTransform();
        OutputGradientTransform output = new OutputGradientTransform();
        int half = shape.k() / block / 2 * block;
        for (int[] channels : new int[][] {{0, half}, {half, shape.k()}}) {
            if (channels[0] == channels[1]) {
                continue; // a single block
            }
            MatrixBatch[] parts = new MatrixBatch[2];
            for (int part = 0; part < 2; part++) {
                int begin = tiles.count() * part / 2;
                int finish = tiles.count() * (part + 1) / 2;
                parts[part] = matrices(shape.c(), channels[1] - channels[0]);
                for (int first = begin; first < finish; first += chunk) {
                    int end = Math.min(finish, first + chunk);
                    MatrixBatch v = matrices(chunk, shape.c());
                    MatrixBatch dm = matrices(chunk, channels[1] - channels[0]);
                    input.apply(x, tiles, first, end, v);
                    output.apply(dy, tiles, first, end, channels[0], bias, dm);
                    multiply(v, true, dm, parts[part]);
                }
            }
            WeightGradientTransform weights = new WeightGradientTransform();
            int middle = shape.c() / block / 2 * block;
            weights.apply(List.of(parts), channels[0], 0, middle, FloatBuffer.wrap(gradient));
            weights.apply(List.of(parts), channels[0], middle, shape.c(), FloatBuffer.wrap(gradient));
        }
        return gradient;
    }

    /** c += a b for each matrix, or a transposed times b. */
    private static void multiply(MatrixBatch a, boolean transposed, MatrixBatch b, MatrixBatch c) {
        if (!transposed) {
            c.clearRows(Tiles.PRODUCTS, 0);
        }
        for (int matrix = 0; matrix < Tiles.PRODUCTS; matrix++) {
            for (int row = 0; row < c.rows(); row++) {
                for (int column = 0; column < c.columns(); column++) {
                    double sum = 0;
                    for (int i = 0; i < b.rows(); i++) {
                        sum += element(a, matrix, transposed ? i : row, transposed ? row : i)
                                * element(b, matrix, i, column);
                    }
                    int at = matrix * c.stride() + row * c.columns() + column;
                    c.elements().put(at, (float) (c.elements().get(at) + sum));
                }
            }
        }
    }

    private static double element(MatrixBatch matrices, int matrix, int row, int column) {
        return matrices.elements().get(matrix * matrices.stride() + row * matrices.columns() + column);
    }

    @Test
    void appliesWhatComesAfter() {
        int block = VectorUnit.lanes();
        Tiles tiles = new Tiles(1, 6, 5, 1, 1);
        float[] factors = values(2 * block);
        float[] offsets = values(2 * block);
        float[] addend = values(2 * block * 30);
        MatrixBatch m = matrices(4, block);
        for (int i = 0; i < m.elements().capacity(); i++) {
            m.elements().put(i, (float) random.nextGaussian());
        }
        Images bare = images(new float[2 * block * 30], 1, 2 * block, 6, 5);
        Images after = images(new float[2 * block * 30], 1, 2 * block, 6, 5);
        Epilogue epilogue = new Epilogue(factors, offsets, true, images(addend, 1, 2 * block, 6, 5), true);

        new OutputTransform().apply(m, tiles, 0, 4, block, Epilogue.none(), bare);
        new OutputTransform().apply(m, tiles, 0, 4, block, epilogue, after);

        float[] expected = plain(bare, 1, 2 * block, 30);
        for (int i = 0; i < expected.length; i++) {
            int channel = i / 30;
            expected[i] =
                    channel < block ? 0 : Math.max(0, expected[i] * factors[channel] + offsets[channel] + addend[i]);
        }
        assertThat(expected).contains(0f);
        assertClose(plain(after, 1, 2 * block, 30), expected);
    }

    @Test
    void refusesChannelsThatAreNoWholeBlocks() {
        ByteBuffer memory = direct(4 * 1000);
        assertThatThrownBy(() -> new Images(memory, 24, 2, 2, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24 channels in blocks of 16");
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static MatrixBatch matrices(int rows, int columns) {
        return new MatrixBatch(direct(MatrixBatch.bytes(Tiles.PRODUCTS, rows, columns)), rows, columns);
    }

    private static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }

    /** From [N, C, H, W] to blocks of as many channels as a vector has lanes. */
    private static Images images(float[] plain, int n, int channels, int height, int width) {
        int block = VectorUnit.lanes();
        ByteBuffer memory = direct(4L * plain.length);
        FloatBuffer elements = memory.asFloatBuffer();
        int pixels = height * width;
        for (int i = 0; i < plain.length; i++) {
            elements.put(blocked(i, channels, pixels, block), plain[i]);
        }
        return new Images(memory, channels, height, width, block);
    }

    private static float[] plain(Images images, int n, int channels, int pixels) {
        float[] plain = new float[n * channels * pixels];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = images.elements().get(blocked(i, channels, pixels, VectorUnit.lanes()));
        }
        return plain;
    }

    private static int blocked(int position, int channels, int pixels, int block) {
        int image = position / (channels * pixels);
        int channel = position / pixels % channels;
        int pixel = position % pixels;
        return ((image * (channels / block) + channel / block) * pixels + pixel) * block + channel % block;
    }

    /** What the definition sums: each product of an input element, a weight and a result's place. */
    private interface Products {
        void add(int x, int weight, int y);
    }

    private static void forEach(Case s, Products products) {
        for (int n = 0; n < s.n(); n++) {
            for (int k = 0; k < s.k(); k++) {
                for (int c = 0; c < s.c(); c++) {
                    for (int p = 0; p < s.outputHeight() * s.outputWidth(); p++) {
                        for (int tap = 0; tap < 9; tap++) {
                            int row = p / s.outputWidth() + tap / 3 - s.padding();
                            int column = p % s.outputWidth() + tap % 3 - s.padding();
                            if (row >= 0 && row < s.h() && column >= 0 && column < s.w()) {
                                products.add(
                                        ((n * s.c() + c) * s.h() + row) * s.w() + column,
                                        (k * s.c() + c) * 9 + tap,
                                        (n * s.k() + k) * s.outputHeight() * s.outputWidth() + p);
                            }
                        }
                    }
                }
            }
        }
    }

    private static float[] forward(Case shape, float[] x, float[] weights) {
        double[] y = new double[shape.n() * shape.k() * shape.outputHeight() * shape.outputWidth()];
        forEach(shape, (i, tap, place) -> y[place] += (double) x[i] * weights[tap]);
        return floats(y);
    }

    private static float[] backwardData(Case shape, float[] dy, float[] weights) {
        double[] dx = new double[shape.n() * shape.c() * shape.h() * shape.w()];
        forEach(shape, (i, tap, place) -> dx[i] += (double) dy[place] * weights[tap]);
        return floats(dx);
    }

    private static float[] backwardWeights(Case shape, float[] x, float[] dy) {
        double[] dweights = new double[shape.k() * shape.c() * 9];
        forEach(shape, (i, tap, place) -> dweights[tap] += (double) dy[place] * x[i]);
        return floats(dweights);
    }

    private static float[] sums(float[] dy, int n, int k, int results) {
        double[] sums = new double[k];
        for (int i = 0; i < n * k * results; i++) {
            sums[i / results % k] += dy[i];
        }
        return floats(sums);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(TOLERANCE * largest));
        }
    }
}
