package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.AllReduceTime;
import java.util.List;
import java.util.Locale;

/**
 * The cost of collectives in Hockney's model: an exchange of n bytes between two ranks, both ways at once, takes latency + n
 * / bandwidth. An all-reduce of S bytes takes the least of what its algorithms take, as the mesh chooses by measuring, for P
 * ranks and S bytes (Thakur, Rabenseifner, Gropp: Optimization of Collective Communication Operations in MPICH, 2005):
 *
 * <ul>
 *   <li>ring: 2(P-1) exchanges of S/P
 *   <li>halving and doubling: 2 log2(P) exchanges, of 2S(P-1)/P together
 *   <li>recursive doubling: log2(P) exchanges of S
 * </ul>
 *
 * <p>The latter two take two exchanges of S more where P is no power of two.
 *
 * @param latency seconds of an exchange without bytes, the software's share included
 * @param bandwidth bytes per second, in each direction
 */
public record Network(double latency, double bandwidth) {
    /**
     * The network on which all-reduces between two ranks take {@code times}: the straight line with the least sum of squared
     * errors, each divided by the time itself: large buffers tell the bandwidth, small ones the latency.
     */
    static Network fit(List<AllReduceTime> times) {
        // Minimises sum (a + b s - t)^2 / t over a, the latency, and b, the seconds per byte.
        double aa = 0;
        double ab = 0;
        double bb = 0;
        double a1 = 0;
        double b1 = 0;
        for (AllReduceTime time : times) {
            double u = 1e9 / time.nanos();
            double v = time.bytes() * u;
            aa += u;
            ab += v;
            bb += time.bytes() * v;
            a1 += 1;
            b1 += time.bytes();
        }
        double determinant = aa * bb - ab * ab;
        double latency = (a1 * bb - b1 * ab) / determinant;
        double perByte = (b1 * aa - a1 * ab) / determinant;
        if (!(latency > 0)) { // without one: the line through the origin
            return new Network(0, bb / b1);
        }
        return perByte > 0 ? new Network(latency, 1 / perByte) : new Network(a1 / aa, Double.POSITIVE_INFINITY);
    }

    /** This network where {@code ranks} times as many share what carries it. */
    Network sharedBy(double ranks) {
        return new Network(latency * ranks, bandwidth / ranks);
    }

    double allReduceSeconds(double bytes, int workers) {
        if (workers == 1) {
            return 0;
        }
        int doublings = 31 - Integer.numberOfLeadingZeros(workers);
        double fold = Integer.bitCount(workers) == 1 ? 0 : 2 * exchange(bytes);
        int folded = 1 << doublings;
        double ring = 2 * (workers - 1) * exchange(bytes / workers);
        double halving = fold + 2 * doublings * latency + 2 * bytes * (folded - 1) / folded / bandwidth;
        double doubling = fold + doublings * exchange(bytes);
        return Math.min(ring, Math.min(halving, doubling));
    }

    private double exchange(double bytes) {
        return latency + bytes / bandwidth;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.0f us per exchange and %.0f MB/s in each direction", latency * 1e6, bandwidth / 1e6);
    }
}
