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

    /** Channels k that are transformed side by side. */
    private static final int RUN = 64;

    /** One line of RUN channels for each of the 36 matrices. */
    private final float[] sum = new float[Tiles.PRODUCTS * RUN];

    private final float[] part = new float[RUN];

    /** G' u: three lines of six vectors. */
    private final float[] half = new float[3 * Tiles.INPUT * LANES];

    /** One line of RUN channels for each tap of PATCH channels c. */
    private final float[] taps = new float[PATCH * TAPS * RUN];

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
        MatrixBatch u = parts.get(0);
        for (int k = 0; k < u.columns(); k += RUN) {
            int run = Math.min(RUN, u.columns() - k);
            for (int c = firstC; c < endC; c += PATCH) {
                int channels = Math.min(PATCH, endC - c);
                for (int i = 0; i < channels; i++) {
                    gather(parts, (c + i) * u.columns() + k, run);
                    for (int lane = 0; lane < run; lane += LANES) {
                        int to = i * TAPS * RUN + lane;
                        Winograd.weightGradient(SIZE, sum, lane, RUN, SIZE * RUN, half, 0, LANES, SIZE * LANES);
                        Winograd.weightGradient(3, half, 0, SIZE * LANES, LANES, taps, to, 3 * RUN, RUN);
                    }
                }
                write(gradient, firstK + k, run, c, channels, u.rows());
            }
        }
    }

    private void gather(List<MatrixBatch> parts, int from, int run) {
        for (int matrix = 0; matrix < Tiles.PRODUCTS; matrix++) {
            int to = matrix * RUN;
            for (int p = 0; p < parts.size(); p++) {
                MatrixBatch u = parts.get(p);
                int at = from + matrix * u.stride();
                if (p == 0) {
                    u.elements().get(at, sum, to, run);
                } else {
                    u.elements().get(at, part, 0, run);
                    for (int lane = 0; lane < run; lane += LANES) {
                        load(sum, to + lane).add(load(part, lane)).intoArray(sum, to + lane);
                    }
                }
            }
        }
    }

    private void write(FloatBuffer gradient, int k, int run, int c, int channels, int channelsC) {
        for (int lane = 0; lane < run; lane++) {
            for (int tap = 0; tap < channels * TAPS; tap++) {
                line[tap] = taps[tap * RUN + lane];
            }
            gradient.put(((k + lane) * channelsC + c) * TAPS, line, 0, channels * TAPS);
        }
    }
}
