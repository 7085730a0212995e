package io.lockstep.cuda.kernel;

import java.util.List;

/**
 * The part of a result that one block of threads makes, as gemm_tiles.h has them.
 *
 * @param threads of a block
 * @param stages steps that are on their way at a time
 * @param resident blocks that run on a multiprocessor of an H100 at the same time
 * @param efficiency how fast a multiprocessor multiplies, relative to the largest tile; an estimate: on tensor cores the L2 cache
 *     delivers (rows + columns) bytes for each rows x columns products, which is what bounds all but the largest tile
 * @param overheadSteps time of a block's beginning and end, in steps; less where other blocks use the multiprocessor meanwhile
 */
record Tile(int rows, int columns, int threads, int stages, int resident, double efficiency, double overheadSteps) {
    private static final int STEP_BYTES = 128;
    private static final int PIXEL_BYTES = 16;

    private static final Tile LARGE = new Tile(256, 128, 256, 3, 1, 1.0, 6);
    private static final Tile SQUARE = new Tile(128, 128, 128, 3, 2, 0.8, 2.5);
    private static final Tile TALL = new Tile(128, 64, 128, 3, 3, 0.55, 2.5);
    private static final Tile WIDE = new Tile(64, 128, 128, 3, 3, 0.55, 2.5);
    private static final Tile SMALL = new Tile(64, 64, 128, 3, 4, 0.4, 2.5);
    private static final Tile FLOAT_SQUARE = new Tile(128, 128, 256, 2, 2, 1.0, 2.5);
    private static final Tile FLOAT_SMALL = new Tile(64, 64, 256, 2, 2, 0.7, 2.5);

    private static final List<Tile> TENSOR = List.of(LARGE, SQUARE, TALL, SMALL);
    private static final List<Tile> TENSOR_WEIGHTS = List.of(LARGE, SQUARE, TALL, WIDE, SMALL);
    private static final List<Tile> FLOAT = List.of(FLOAT_SQUARE, FLOAT_SMALL);

    /** For matrices, convolutions and gradients of their data. */
    static List<Tile> of(ProductKind kind) {
        return kind.onTensorCores() ? TENSOR : FLOAT;
    }

    /** For gradients of convolutions' weights. */
    static List<Tile> ofWeights(ProductKind kind) {
        return kind.onTensorCores() ? TENSOR_WEIGHTS : FLOAT;
    }

    /** Dynamic shared memory of a block. */
    int sharedBytes() {
        return stages * (rows + columns) * STEP_BYTES;
    }

    /** As {@link #sharedBytes()}, with the table of pixels of a gradient of weights. */
    int sharedBytesOfWeights(int depth) {
        return sharedBytes() + stages * depth * PIXEL_BYTES;
    }

    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
