package io.lockstep.engine.vector;

import jdk.incubator.vector.FloatVector;

import static io.lockstep.engine.vector.Vectors.LANES;
import static io.lockstep.engine.vector.Vectors.load;

/** A' m A of the products of each tile: the results of the convolution. Not for several threads at once. */
public final class OutputTransform {
    private static final int SIZE = Tiles.OUTPUT;
    private static final int LINE = Tiles.INPUT * LANES;
    private static final FloatVector ZERO = FloatVector.zero(Vectors.SPECIES);

    private final Staging staging = new Staging();
    /** A' m: four lines of six vectors. */
    private final float[] half = new float[SIZE * LINE];

    private float[] addend = {};

    /**
     * Row i of each of the 36 matrices [tiles, channels] has the product of tile {@code first + i}.
     *
     * @param firstChannel channel of y that the first column of the matrices is for, a multiple of y's block
     */
    public void apply(MatrixBatch m, Tiles tiles, int first, int end, int firstChannel, Epilogue epilogue, Images y) {
        int block = y.block();
        int run;
        for (int tile = first; tile < end; tile += run) {
            run = tiles.run(tile, Math.min(end - tile, Staging.run(m.columns())));
            int row = run * SIZE * block;
            float[] source = staging.matrices(run * m.columns());
            float[] target = staging.pixels(SIZE * row);
            m.readRows(Tiles.PRODUCTS, tile - first, run, source);
            for (int channel = 0; channel < m.columns(); channel += block) {
                for (int i = 0; i < run; i++) {
                    for (int c = 0; c < block; c += LANES) {
                        int from = i * m.columns() + channel + c;
                        int to = i * SIZE * block + c;
                        int matrix = Staging.stride(run * m.columns());
                        Winograd.output(Tiles.INPUT, source, from, matrix, Tiles.INPUT * matrix, half, 0, LANES, LINE);
                        Winograd.output(SIZE, half, 0, LINE, LANES, target, to, row, block);
                    }
                }
                Place place = new Place(tiles.image(tile), firstChannel + channel, tiles.top(tile), tiles.left(tile));
                finish(epilogue, place, run * SIZE, block, target);
                y.write(place.image(), place.channel(), place.top(), place.left(), SIZE, run * SIZE, target);
            }
        }
    }

    /** Where a rectangle of results lies. */
    private record Place(int image, int channel, int top, int left) {}

    private void finish(Epilogue epilogue, Place place, int columns, int block, float[] results) {
        int floats = SIZE * columns * block;
        if (epilogue.scales()) {
            for (int c = 0; c < block; c += LANES) {
                scale(epilogue, place.channel() + c, results, c, floats, block);
            }
        }
        Images other = epilogue.addend();
        if (other != null) {
            if (addend.length < floats) {
                addend = new float[floats];
            }
            other.read(place.image(), place.channel(), place.top(), place.left(), SIZE, columns, addend);
            for (int i = 0; i < floats; i += LANES) {
                load(results, i).add(load(addend, i)).intoArray(results, i);
            }
        }
        if (epilogue.relu()) {
            for (int i = 0; i < floats; i += LANES) {
                load(results, i).max(ZERO).intoArray(results, i);
            }
        }
    }

    private static void scale(Epilogue epilogue, int channel, float[] results, int from, int end, int step) {
        FloatVector factor = load(epilogue.factors(), channel);
        FloatVector offset = load(epilogue.offsets(), channel);
        for (int i = from; i < end; i += step) {
            load(results, i).fma(factor, offset).intoArray(results, i);
        }
    }
}
