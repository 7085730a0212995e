package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.protocol.Ready;
import java.util.List;

/** The start of a row: everyone gets ready, one after the other, and everyone is about to compute the same. */
final class Start {
    /** Largest difference of two losses, relative to them: another network is farther off, another rounding is not. */
    private static final double TOLERANCE = 0.01;

    private Start() {}

    /**
     * Waits for all contestants and returns the floating-point operations of a step.
     *
     * @throws BenchmarkException if the first batch does not give all of them the same loss
     */
    static double await(List<Contestant> contestants) throws InterruptedException {
        Contestant first = contestants.get(0);
        Ready expected = first.ready();
        double flops = expected.flops();
        for (Contestant other : contestants.subList(1, contestants.size())) {
            Ready found = other.ready();
            if (!(Math.abs(found.loss() - expected.loss()) <= TOLERANCE * Math.abs(expected.loss()))) {
                throw new BenchmarkException("the same network with the same images has a loss of " + expected.loss()
                        + " in " + first + " but of " + found.loss() + " in " + other
                        + ": they do not compute the same, and their times do not compare");
            }
            flops = Math.max(flops, found.flops());
        }
        return flops;
    }
}
