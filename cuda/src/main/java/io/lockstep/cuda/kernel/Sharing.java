package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Launch;

/**
 * How the threads of a block share several lists of elements, each of which gives one result or one line of results: as {@code
 * Sharing} in reduce_lanes.h.
 *
 * @param lanes threads for one list, a power of two
 * @param lanesAreNeighbours whether neighbouring threads take elements of one list, rather than of neighbouring lists
 */
record Sharing(int lanes, boolean lanesAreNeighbours) {
    static final int THREADS = 256;
    /** Fewer elements would not keep a lane busy. */
    private static final int ELEMENTS_OF_LANE = 4;
    /** Neighbours that read a whole piece of memory together. */
    private static final int WARP = 32;

    /**
     * @param lists how many
     * @param elements of a list
     * @param elementStride between the elements of a list in memory
     * @param listStride between lists
     */
    static Sharing of(long lists, long elements, long elementStride, long listStride) {
        int wanted = powerOfTwo((elements + ELEMENTS_OF_LANE - 1) / ELEMENTS_OF_LANE);
        if (lists == 1 || Math.abs(elementStride) <= Math.abs(listStride)) {
            return new Sharing(wanted, true);
        }
        int most = THREADS / Math.min(WARP, powerOfTwo(lists));
        return new Sharing(Math.min(wanted, most), false);
    }

    /** The next power of two, at most {@link #THREADS}. */
    private static int powerOfTwo(long atLeast) {
        int power = 1;
        while (power < atLeast && power < THREADS) {
            power *= 2;
        }
        return power;
    }

    long blocks(long lists) {
        long ofBlock = THREADS / lanes;
        return (lists + ofBlock - 1) / ofBlock;
    }

    Launch put(Launch launch) {
        return launch.putInt(lanes).putInt(lanesAreNeighbours ? 1 : 0);
    }
}
