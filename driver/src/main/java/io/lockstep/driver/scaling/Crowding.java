package io.lockstep.driver.scaling;

/**
 * How workers share hosts.
 *
 * @param workersPerHost as the user says, or 0 to take what the pair showed: all on one host, or one on each
 * @param pairHosts hosts that the two workers of a pair ran on
 * @param threads of a worker
 * @param cores of a host
 */
public record Crowding(int workersPerHost, long pairHosts, int threads, int cores) {
    /** How many times as long a worker's work takes as in the pair, because threads outnumber cores. */
    public double factor(int workers) {
        return load(workersOnAHost(workers)) / load(workersOnAHost(2));
    }

    /** As {@link #factor}, for workers on machines of their own unless the user says else. */
    public double factorElsewhere() {
        return load(workersPerHost == 0 ? 1 : workersPerHost) / load(workersOnAHost(2));
    }

    private int workersOnAHost(int workers) {
        if (workersPerHost > 0) {
            return Math.min(workersPerHost, workers);
        }
        return pairHosts == 1 ? workers : 1;
    }

    private double load(int workersHere) {
        return Math.max(1, (double) workersHere * threads / cores);
    }
}
