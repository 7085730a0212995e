package io.lockstep.engine.data.transform;

/**
 * An image whose elements are read and written one by one, whatever holds them: unsigned bytes ({@link Image}) or floats
 * ({@link FloatImage}). Transforms that change the size write to a spare image and swap.
 */
public interface Raster {
    int height();

    int width();

    int channels();

    /** The value of white: 255 for bytes, 1 for floats. */
    float bound();

    /** Whether elements are whole numbers, so that what is computed is rounded. */
    boolean isIntegral();

    /** Element (y, x) of channel c. */
    float get(int y, int x, int c);

    /** Sets element (y, x) of channel c; bytes drop the fraction of a value, which must be 0 to 255. */
    void set(int y, int x, int c, float value);

    /** Makes the spare image one of this size; what it holds is of no account. */
    void prepareSpare(int height, int width);

    /** Sets an element of the spare image, as {@link #set}. */
    void setSpare(int y, int x, int c, float value);

    /** Makes the spare image the image, and the old one the spare. */
    void swap();
}
