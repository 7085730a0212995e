package io.lockstep.engine.vector;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

import static io.lockstep.engine.vector.Vectors.LANES;
import static io.lockstep.engine.vector.Vectors.load;

/**
 * A y A' of the gradient of each tile of results: the gradient of the tile's products. Not for several threads at once.
 */
public final class OutputGradientTransform {
    private static final int SIZE = Tiles.OUTPUT;
    private static final int LINE = SIZE * LANES;

    private final Staging staging = new Staging();
    /** A y: six lines of four vectors. */
    private final float[] half = new float[Tiles.INPUT * LINE];

    /**
     * Row i of each of the 36 matrices [tiles, channels] gets the element of tile {@code first + i}; rows of tiles from
     * {@code end} on get zeros.
     *
     * @param firstChannel channel of dy that the first column of the matrices is for, a multiple of dy's block
     * @param sums gets the sum of these tiles' elements added, one element per channel of dy; null if nobody wants it
     */
    public void apply(
            Images dy, Tiles tiles, int first, int end, int firstChannel, float @Nullable [] sums, MatrixBatch dm) {
        int block = dy.block();
        int run;
        for (int tile = first; tile < end; tile += run) {
            run = tiles.run(tile, Math.min(end - tile, Staging.run(dm.columns())));
            int columns = run * SIZE;
            float[] source = staging.pixels(SIZE * columns * block);
            float[] target = staging.matrices(run * dm.columns());
            for (int channel = 0; channel < dm.columns(); channel += block) {
                int of = firstChannel + channel;
                dy.read(tiles.image(tile), of, tiles.top(tile), tiles.left(tile), SIZE, columns, source);
                for (int i = 0; i < run; i++) {
                    for (int c = 0; c < block; c += LANES) {
                        int from = i * SIZE * block + c;
                        int to = i * dm.columns() + channel + c;
                        int matrix = Staging.stride(run * dm.columns());
                        Winograd.gradient(SIZE, source, from, block, columns * block, half, 0, LANES, LINE);
                        Winograd.gradient(Tiles.INPUT, half, 0, LINE, LANES, target, to, Tiles.INPUT * matrix, matrix);
                        if (sums != null) {
                            addSum(sums, of + c);
                        }
                    }
                }
            }
            dm.writeRows(Tiles.PRODUCTS, tile - first, run, target);
        }
        dm.clearRows(Tiles.PRODUCTS, end - first);
    }

    /** Row 1 of A is ones, so that line 1 of A y holds the sums of the columns. */
    private void addSum(float[] sums, int channel) {
        FloatVector left = load(half, LINE).add(load(half, LINE + LANES));
        FloatVector right = load(half, LINE + 2 * LANES).add(load(half, LINE + 3 * LANES));
        load(sums, channel).add(left.add(right)).intoArray(sums, channel);
    }
}
