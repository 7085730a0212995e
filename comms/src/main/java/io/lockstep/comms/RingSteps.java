package io.lockstep.comms;

/**
 * The plan of a collective on a ring, seen from one rank: in each step it sends one segment of the buffer to its right
 * neighbour and receives one from its left. Step k of a rank's receiving is step k of its left neighbour's sending. What
 * step k sends is what step k-1 received, so it may leave as fast as that arrives; step 0 sends the rank's own data.
 */
interface RingSteps {
    /** The number of steps. */
    int count();

    /** The number of steps, from step 0, whose received bytes are reduced into the buffer; later ones replace. */
    int reducing();

    /** The segment that {@code step} sends. */
    int sent(int step);

    /** The segment that {@code step} receives. */
    int received(int step);

    /** The byte offset at which {@code segment} starts in the buffer; it ends where the next one starts. */
    int start(int segment);

    /** The length of {@code segment} in bytes. */
    default int length(int segment) {
        return start(segment + 1) - start(segment);
    }
}
