package io.lockstep.engine.vector;

import java.nio.FloatBuffer;

import static io.lockstep.engine.vector.Vectors.LANES;

/** G g G' of the weights [K, C, 3, 3]. Not for several threads at once. */
public final class WeightTransform {
    private static final int TAPS = 9;
    /** Columns that are transformed side by side. */
    private static final int RUN = 64;
    /** Rows whose taps are read at once, where they lie side by side in memory. */
    private static final int PATCH = 8;

    private final Staging staging = new Staging();
    /** The taps of PATCH rows, for each column; or those of one row. */
    private float[] patch = {};

    /** One line of RUN columns for each tap. */
    private final float[] taps = new float[TAPS * RUN];

    /** G g: six lines of three vectors. */
    private final float[] half = new float[Tiles.INPUT * 3 * LANES];

    /**
     * For the convolution itself: the 36 matrices [C, K], in the rows c from {@code firstC} to before {@code endC}.
     */
    public void forward(FloatBuffer weights, int firstC, int endC, MatrixBatch u) {
        int channelsC = u.rows();
        int channelsK = u.columns();
        float[] source = patch(channelsK * PATCH * TAPS);
        transform(firstC, endC, u, (c, firstK, run) -> {
            int i = (c - firstC) % PATCH;
            if (i == 0 && firstK == 0) {
                int length = Math.min(PATCH, endC - c) * TAPS;
                for (int k = 0; k < channelsK; k++) {
                    weights.get((k * channelsC + c) * TAPS, source, k * PATCH * TAPS, length);
                }
            }
            for (int lane = 0; lane < run; lane++) {
                int from = ((firstK + lane) * PATCH + i) * TAPS;
                for (int tap = 0; tap < TAPS; tap++) {
                    taps[tap * RUN + lane] = source[from + tap];
                }
            }
        });
    }

    /**
     * For the gradient of its input, the convolution with the weights turned by 180 degrees: the 36 matrices [K, C], in the
     * rows k from {@code firstK} to before {@code endK}.
     */
    public void backward(FloatBuffer weights, int firstK, int endK, MatrixBatch u) {
        int channelsC = u.columns();
        float[] source = patch(RUN * TAPS);
        transform(firstK, endK, u, (k, firstC, run) -> {
            weights.get((k * channelsC + firstC) * TAPS, source, 0, run * TAPS);
            for (int lane = 0; lane < run; lane++) {
                for (int tap = 0; tap < TAPS; tap++) {
                    taps[(TAPS - 1 - tap) * RUN + lane] = source[lane * TAPS + tap];
                }
            }
        });
    }

    private float[] patch(int floats) {
        if (patch.length < floats) {
            patch = new float[floats];
        }
        return patch;
    }

    /** Fills the lines of taps for {@code run} columns of a row. */
    private interface Reader {
        void read(int row, int firstColumn, int run);
    }

    private void transform(int firstRow, int endRow, MatrixBatch u, Reader reader) {
        int rows;
        for (int first = firstRow; first < endRow; first += rows) {
            rows = Math.min(endRow - first, Staging.run(u.columns()));
            float[] target = staging.matrices(rows * u.columns());
            int matrix = Staging.stride(rows * u.columns());
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < u.columns(); column += RUN) {
                    int run = Math.min(RUN, u.columns() - column);
                    reader.read(first + row, column, run);
                    for (int lane = 0; lane < run; lane += LANES) {
                        int to = row * u.columns() + column + lane;
                        Winograd.weight(3, taps, lane, RUN, 3 * RUN, half, 0, LANES, 3 * LANES);
                        Winograd.weight(
                                Tiles.INPUT, half, 0, 3 * LANES, LANES, target, to, Tiles.INPUT * matrix, matrix);
                    }
                }
            }
            u.writeRows(Tiles.PRODUCTS, first, rows, target);
        }
    }
}
