package io.lockstep.comms.compress;

import java.util.Arrays;

/**
 * Finds the k-th largest magnitude of an array exactly, in time that depends on nothing but its length.
 *
 * <p>The bits of a positive float, read as an int, are in the order of the floats. So a histogram of their uppermost 12
 * bits tells in which bin the k-th largest is, one of the next 12 bits among the elements of that bin tells more, and one
 * of the last 7 bits tells all: three passes over the array, each in slices. NaN counts as larger than all numbers, so it
 * is never left behind.
 *
 * <p>Reference: T. Alabi, J. D. Blanchard, B. Gordon, R. Steinbach, "Fast k-selection algorithms for graphics processing
 * units", ACM Journal of Experimental Algorithmics 17, 2012, section 2.3 (radix select).
 */
final class RadixSelect {
    static final int PASSES = 3;
    private static final int[] SHIFTS = {19, 7, 0};
    private static final int[] BINS = {1 << 12, 1 << 12, 1 << 7};
    private static final int MAGNITUDE = 0x7FFF_FFFF;

    private final int[] histogram = new int[1 << 12];
    /** The uppermost bits of the magnitude that is looked for, as far as they are known. */
    private int known;
    /** How many of the elements that begin with {@link #known} are among the k largest. */
    private int wanted;

    void begin(int k) {
        known = 0;
        wanted = k;
        Arrays.fill(histogram, 0);
    }

    /** Counts the elements from {@code from} to {@code to} for pass number {@code pass}. */
    void count(int pass, float[] values, int from, int to) {
        int shift = SHIFTS[pass];
        int mask = BINS[pass] - 1;
        // Before the first pass nothing is known, and a shift by 31 leaves nothing of a magnitude.
        int knownShift = pass == 0 ? 31 : SHIFTS[pass - 1];
        for (int i = from; i < to; i++) {
            int magnitude = Float.floatToRawIntBits(values[i]) & MAGNITUDE;
            if (magnitude >>> knownShift == known) {
                histogram[(magnitude >>> shift) & mask]++;
            }
        }
    }

    /** All elements have been counted in pass number {@code pass}. */
    void choose(int pass) {
        int bin = BINS[pass] - 1;
        while (bin > 0 && histogram[bin] < wanted) {
            wanted -= histogram[bin];
            bin--;
        }
        int bits = Integer.numberOfTrailingZeros(BINS[pass]);
        known = known << bits | bin;
        Arrays.fill(histogram, 0);
    }

    /** Whether {@code value} is larger than the k-th largest magnitude. */
    boolean isAbove(float value) {
        return (Float.floatToRawIntBits(value) & MAGNITUDE) > known;
    }

    /** Whether {@code value} is of the k-th largest magnitude, and one of those that make up the k when all are taken in turn. */
    boolean takesTie(float value) {
        if (wanted > 0 && (Float.floatToRawIntBits(value) & MAGNITUDE) == known) {
            wanted--;
            return true;
        }
        return false;
    }
}
