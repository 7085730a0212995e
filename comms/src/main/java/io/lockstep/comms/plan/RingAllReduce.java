package io.lockstep.comms.plan;

import java.util.List;

/**
 * The ring all-reduce.
 *
 * <p><b>Idea.</b> The buffer of S bytes is cut into P segments of (nearly) the same number of elements, and the ranks
 * stand in a ring in which each only sends to its right neighbour. In step k of the <em>reduce-scatter</em>
 * (k = 0..P-2) rank r sends segment r-k-1, receives segment r-k-2 and adds it to its own; after P-1 steps rank r holds
 * segment r reduced over all ranks. In the <em>all-gather</em> the finished segments go once more round the ring: step
 * P-1+k sends segment r-k and replaces segment r-k-1. All indices are modulo P.
 *
 * <p><b>Cost.</b> 2(P-1) steps; each rank sends, and receives, 2S(P-1)/P bytes, which is the least any all-reduce can do
 * (Patarasuk and Yuan 2009, theorem 1). So the time for large buffers does not grow with P, and every link is used in
 * one direction all of the time. The price is 2(P-1) latencies for small buffers.
 *
 * <p><b>Pipelining.</b> Steps are not rounds. What step k sends is just what step k-1 received, so each byte is sent on
 * as soon as it is reduced, and the steps run into each other like water in a pipe: a rank never waits for a whole
 * segment.
 *
 * <p><b>Same bits everywhere.</b> Segment s is summed along one fixed path, x[s+1], x[s+2] + x[s+1], x[s+3] + (x[s+2] +
 * x[s+1]), ..., and then copied. However the bytes are cut into frames and reads, that order stands, so all ranks get
 * the same bits and so does every repetition at the same P. A different P adds in another order.
 *
 * <p>References: P. Patarasuk, X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", Journal
 * of Parallel and Distributed Computing 69(2), 2009. R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of collective
 * communication operations in MPICH", IJHPCA 19(1), 2005, section 4.
 */
public final class RingAllReduce {
    private RingAllReduce() {}

    /** The plan of {@code rank}; the segments are as many as the ranks. */
    public static Plan plan(int rank, Segments segments) {
        List<Step> steps = RingReduceScatter.steps(rank, segments);
        steps.addAll(RingAllGather.steps(rank, segments));
        return Plan.inPlace(steps);
    }
}
