package io.lockstep.driver.scaling;

import java.util.List;

/**
 * The communication of one step, simulated: buckets are reduced one after the other in their order, each as soon as all
 * ranks have submitted it and the one before is done.
 *
 * @param bytes of each bucket
 * @param shares when each is ready, as a share of the time until the last one is submitted
 */
record CommunicationLane(List<Long> bytes, List<Double> shares) {
    CommunicationLane {
        if (bytes.size() != shares.size()) {
            throw new IllegalArgumentException(bytes.size() + " buckets with " + shares.size() + " times");
        }
    }

    /** Seconds from the start of the step until all buckets are reduced, if the slowest rank submits its last at {@code last}. */
    double end(double last, Network network, int workers) {
        double free = 0;
        for (int bucket = 0; bucket < bytes.size(); bucket++) {
            double start = Math.max(free, shares.get(bucket) * last);
            free = start + network.allReduceSeconds(bytes.get(bucket).doubleValue(), workers);
        }
        return Math.max(free, last);
    }

    /** Seconds that the buckets take one after the other. */
    double busy(Network network, int workers) {
        double seconds = 0;
        for (Long size : bytes) {
            seconds += network.allReduceSeconds(size.doubleValue(), workers);
        }
        return seconds;
    }
}
