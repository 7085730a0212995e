package io.lockstep.engine.vector;

import static io.lockstep.engine.vector.Vectors.LANES;

/** B' d B of the input under each tile. Not for several threads at once. */
public final class InputTransform {
    private static final int SIZE = Tiles.INPUT;
    private static final int LINE = SIZE * LANES;

    private final Staging staging = new Staging();
    /** B' d: six lines of six vectors. */
    private final float[] half = new float[SIZE * LINE];

    /**
     * Row i of each of the 36 matrices [tiles, C] gets the element of tile {@code first + i}; rows of tiles from
     * {@code end} on get zeros.
     */
    public void apply(Images x, Tiles tiles, int first, int end, MatrixBatch v) {
        int block = x.block();
        int run;
        for (int tile = first; tile < end; tile += run) {
            run = tiles.run(tile, Math.min(end - tile, Staging.run(v.columns())));
            int top = tiles.top(tile) - tiles.paddingTop();
            int left = tiles.left(tile) - tiles.paddingLeft();
            int columns = run * Tiles.OUTPUT + SIZE - Tiles.OUTPUT;
            float[] source = staging.pixels(SIZE * columns * block);
            float[] target = staging.matrices(run * v.columns());
            for (int channel = 0; channel < x.channels(); channel += block) {
                x.read(tiles.image(tile), channel, top, left, SIZE, columns, source);
                for (int i = 0; i < run; i++) {
                    for (int c = 0; c < block; c += LANES) {
                        int from = i * Tiles.OUTPUT * block + c;
                        int to = i * v.columns() + channel + c;
                        int matrix = Staging.stride(run * v.columns());
                        Winograd.input(SIZE, source, from, block, columns * block, half, 0, LANES, LINE);
                        Winograd.input(SIZE, half, 0, LINE, LANES, target, to, SIZE * matrix, matrix);
                    }
                }
            }
            v.writeRows(Tiles.PRODUCTS, tile - first, run, target);
        }
        v.clearRows(Tiles.PRODUCTS, end - first);
    }
}
