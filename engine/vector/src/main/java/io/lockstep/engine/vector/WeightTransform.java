package io.lockstep.engine.vector;

import java.nio.FloatBuffer;

import static io.lockstep.engine.vector.Vectors.LANES;

/** G g G' of the weights [K, C, 3, 3]. Not for several threads at once. */
public final class WeightTransform {
    private static final int TAPS = 9;
    /** Channels that are transformed side by side. */
    private static final int RUN = 64;
    /** Channels c whose taps are read at once for each channel k. */
    private static final int PATCH = 8;

    /** The taps of RUN channels k, one line of PATCH channels c each; or those of one k and RUN channels c. */
    private final float[] patch = new float[RUN * PATCH * TAPS];

    /** One line of RUN channels for each tap. */
    private final float[] taps = new float[TAPS * RUN];

    /** G g: six lines of three vectors. */
    private final float[] half = new float[Tiles.INPUT * 3 * LANES];

    /** One line of RUN channels for each of the 36 matrices. */
    private final float[] result = new float[Tiles.PRODUCTS * RUN];

    /**
     * For the convolution itself: the 36 matrices [C, K], at the channels k from {@code firstK} to before {@code endK}.
     */
    public void forward(FloatBuffer weights, int firstK, int endK, MatrixBatch u) {
        FloatBuffer target = u.elements();
        int channelsC = u.rows();
        for (int k = firstK; k < endK; k += RUN) {
            int run = Math.min(RUN, endK - k);
            for (int c = 0; c < channelsC; c += PATCH) {
                int channels = Math.min(PATCH, channelsC - c);
                for (int i = 0; i < run; i++) {
                    weights.get(((k + i) * channelsC + c) * TAPS, patch, i * PATCH * TAPS, channels * TAPS);
                }
                for (int i = 0; i < channels; i++) {
                    for (int lane = 0; lane < run; lane++) {
                        for (int tap = 0; tap < TAPS; tap++) {
                            taps[tap * RUN + lane] = patch[(lane * PATCH + i) * TAPS + tap];
                        }
                    }
                    transform(run, target, (c + i) * u.columns() + k, u.stride());
                }
            }
        }
    }

    /**
     * For the gradient of its input, the convolution with the weights turned by 180 degrees: the 36 matrices [K, C], at
     * the channels k from {@code firstK} to before {@code endK}.
     */
    public void backward(FloatBuffer weights, int firstK, int endK, MatrixBatch u) {
        FloatBuffer target = u.elements();
        int channelsC = u.columns();
        for (int k = firstK; k < endK; k++) {
            for (int c = 0; c < channelsC; c += RUN) {
                int run = Math.min(RUN, channelsC - c);
                weights.get((k * channelsC + c) * TAPS, patch, 0, run * TAPS);
                for (int lane = 0; lane < run; lane++) {
                    for (int tap = 0; tap < TAPS; tap++) {
                        taps[(TAPS - 1 - tap) * RUN + lane] = patch[lane * TAPS + tap];
                    }
                }
                transform(run, target, k * u.columns() + c, u.stride());
            }
        }
    }

    private void transform(int run, FloatBuffer target, int to, int stride) {
        for (int lane = 0; lane < run; lane += LANES) {
            Winograd.weight(3, taps, lane, RUN, 3 * RUN, half, 0, LANES, 3 * LANES);
            Winograd.weight(Tiles.INPUT, half, 0, 3 * LANES, LANES, result, lane, Tiles.INPUT * RUN, RUN);
        }
        for (int matrix = 0; matrix < Tiles.PRODUCTS; matrix++) {
            target.put(to + matrix * stride, result, matrix * RUN, run);
        }
    }
}
