package io.lockstep.comms;

/**
 * Which all-reduce is used for which size: up to one limit the first, up to the next the second, and so on.
 *
 * @param limits the most bytes of each choice but the last, ascending
 * @param algorithms the choices, one more than the limits
 */
record Selection(int[] limits, Algorithm[] algorithms) {
    /** What serves loopback and fast networks before anything is measured. */
    static Selection untuned() {
        return new Selection(
                new int[] {64 << 10, 1 << 20},
                new Algorithm[] {Algorithm.RECURSIVE_DOUBLING, Algorithm.HALVING_DOUBLING, Algorithm.RING});
    }

    static Selection always(Algorithm algorithm) {
        return new Selection(new int[0], new Algorithm[] {algorithm});
    }

    Algorithm of(int bytes) {
        int choice = 0;
        while (choice < limits.length && bytes > limits[choice]) {
            choice++;
        }
        return algorithms[choice];
    }
}
