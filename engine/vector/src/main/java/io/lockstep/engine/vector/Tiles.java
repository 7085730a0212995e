package io.lockstep.engine.vector;

/**
 * The results of a convolution by 3 x 3 with stride 1 as tiles of 4 x 4, numbered along the rows of one image after the
 * other; those at the right and the bottom may hang over. A tile needs 6 x 6 elements of the convolution's input.
 *
 * @param images number of images
 * @param height of the results
 * @param width of the results
 * @param paddingTop rows of zeros above the input
 * @param paddingLeft columns of zeros before the input
 */
public record Tiles(int images, int height, int width, int paddingTop, int paddingLeft) {
    /** Rows and columns of a tile of results. */
    static final int OUTPUT = 4;

    /** Rows and columns of the input under a tile. */
    static final int INPUT = 6;

    /** Matrices of products: one for each element of a transformed tile. */
    public static final int PRODUCTS = INPUT * INPUT;

    public int count() {
        return images * perImage();
    }

    private int perImage() {
        return rows() * perRow();
    }

    private int rows() {
        return (height + OUTPUT - 1) / OUTPUT;
    }

    private int perRow() {
        return (width + OUTPUT - 1) / OUTPUT;
    }

    /** How many of the tiles from one on, at most {@code most}, lie side by side in its row. */
    int run(int tile, int most) {
        return Math.min(most, perRow() - tile % perRow());
    }

    int image(int tile) {
        return tile / perImage();
    }

    /** The first row of results in a tile. */
    int top(int tile) {
        return tile % perImage() / perRow() * OUTPUT;
    }

    /** The first column of results in a tile. */
    int left(int tile) {
        return tile % perRow() * OUTPUT;
    }

    /** Share of the tiles' elements that are results, from 0 to 1. */
    public double filled() {
        return (double) height * width / (perImage() * OUTPUT * OUTPUT);
    }
}
