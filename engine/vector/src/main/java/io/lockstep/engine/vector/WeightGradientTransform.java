package io.lockstep.engine.vector;

import java.nio.FloatBuffer;
import java.util.List;

import static io.lockstep.engine.vector.Vectors.LANES;
import static io.lockstep.engine.vector.Vectors.load;

/** G' u G: the gradient of the weights [K, C, 3, 3]. Not for several threads at once. */
public final class WeightGradientTransform {
    private static final int SIZE = Tiles.INPUT;
    private static final int TAPS = 9;
    /** Channels c whose taps are written at once for each channel k. */
    private static final int PATCH = 8;

    private final Staging sums = new Staging();
    private final Staging addends = new Staging();

    /** G' u: three lines of six vectors. */
    private final float[] half = new float[3 * SIZE * LANES];

    /** One line of channels k for each tap of PATCH channels c, {@link Staging#stride} apart. */
    private float[] taps = {};

    /** The taps of PATCH channels c. */
    private final float[] line = new float[PATCH * TAPS];

    /**
     * Overwrites the gradient of the channels k that the columns of the matrices are for.
     *
     * @param parts sums over some of the tiles each, 36 matrices [C, channels k]
     * @param firstK channel k of the matrices' first column
     * @param firstC first of the channels c to compute
     * @param endC one past the last of them
     */
    public void apply(List<MatrixBatch> parts, int firstK, int firstC, int endC, FloatBuffer gradient) {
        int channelsC = parts.get(0).rows();
        int channelsK = parts.get(0).columns();
        int lineOfTap = Staging.stride(channelsK);
        if (taps.length < PATCH * TAPS * lineOfTap) {
            taps = new float[PATCH * TAPS * lineOfTap];
        }
        int channels;
        for (int c = firstC; c < endC; c += channels) {
            channels = Math.min(PATCH, endC - c);
            int rows;
            for (int i = 0; i < channels; i += rows) {
                rows = Math.min(channels - i, Staging.run(channelsK));
                transform(sum(parts, c + i, rows), rows, channelsK, i);
            }
            for (int k = 0; k < channelsK; k++) {
                for (int tap = 0; tap < channels * TAPS; tap++) {
                    line[tap] = taps[tap * lineOfTap + k];
                }
                gradient.put(((firstK + k) * channelsC + c) * TAPS, line, 0, channels * TAPS);
            }
        }
    }

    /** Some rows of each of the 36 matrices. */
    private float[] sum(List<MatrixBatch> parts, int first, int rows) {
        int floats = rows * parts.get(0).columns();
        float[] sum = sums.matrices(floats);
        parts.get(0).readRows(Tiles.PRODUCTS, first, rows, sum);
        for (MatrixBatch part : parts.subList(1, parts.size())) {
            float[] addend = addends.matrices(floats);
            part.readRows(Tiles.PRODUCTS, first, rows, addend);
            for (int i = 0; i < Tiles.PRODUCTS * Staging.stride(floats); i += LANES) {
                load(sum, i).add(load(addend, i)).intoArray(sum, i);
            }
        }
        return sum;
    }

    private void transform(float[] source, int rows, int columns, int firstLine) {
        int matrix = Staging.stride(rows * columns);
        int lineOfTap = Staging.stride(columns);
        for (int row = 0; row < rows; row++) {
            for (int lane = 0; lane < columns; lane += LANES) {
                int from = row * columns + lane;
                int to = (firstLine + row) * TAPS * lineOfTap + lane;
                Winograd.weightGradient(SIZE, source, from, matrix, SIZE * matrix, half, 0, LANES, SIZE * LANES);
                Winograd.weightGradient(3, half, 0, SIZE * LANES, LANES, taps, to, 3 * lineOfTap, lineOfTap);
            }
        }
    }
}
