package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds out which all-reduce is the fastest for which size on this mesh, by trying them.
 *
 * <p>For sizes from small to large each algorithm runs a few times on all ranks. An algorithm is as slow as its slowest
 * rank, so the ranks agree on the maximum of their times, and thereby on everything that follows from them, the end of the
 * measuring included. Interference only ever adds time: the shortest time counts. As a few tries on a machine that starts
 * up say little all the same, the built-in choice stays unless another one is faster by {@link #MARGIN}.
 *
 * <p>All in all it takes {@link #BUDGET_NANOS}, or the time of one slow size more; sizes for which no time was left go by the
 * built-in choice.
 */
final class Tuner {
    private static final int[] SIZES = {4 << 10, 32 << 10, 128 << 10, 512 << 10, 2 << 20, 8 << 20};
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);
    private static final int ROUNDS = 3;
    private static final double MARGIN = 2;
    private static final int MAX_REPETITIONS = 10;
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final MeshCommunicator communicator;
    private final List<Algorithm> candidates;
    private final Selection builtIn;
    private final long startNanos = System.nanoTime();

    /** @param builtIn the choice without measuring, out of the candidates */
    Tuner(MeshCommunicator communicator, List<Algorithm> candidates, Selection builtIn) {
        this.communicator = communicator;
        this.candidates = candidates;
        this.builtIn = builtIn;
    }

    /** The same on all ranks, which call this at the same time. */
    Selection measure() {
        List<Algorithm> winners = new ArrayList<>();
        boolean timeLeft = true;
        for (int bytes : SIZES) {
            winners.add(timeLeft ? fastest(bytes) : builtIn.of(bytes));
            timeLeft = timeLeft && agree(System.nanoTime() - startNanos) <= BUDGET_NANOS;
        }
        List<Selection.Choice> choices = new ArrayList<>();
        for (int i = 0; i < winners.size(); i++) {
            boolean last = i == winners.size() - 1;
            if (last || winners.get(i) != winners.get(i + 1)) {
                // Between two sizes of which the one is won by this, the other by the next: their geometric mean.
                int limit = last ? Selection.Choice.UNLIMITED : 2 * SIZES[i];
                choices.add(new Selection.Choice(winners.get(i), limit));
            }
        }
        return new Selection(choices);
    }

    private Algorithm fastest(int bytes) {
        ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        long[] best = new long[candidates.size()];
        int[] repetitions = new int[candidates.size()];
        for (int round = 0; round <= ROUNDS; round++) {
            for (int candidate = 0; candidate < best.length; candidate++) {
                // The first round warms up, and says how many repetitions fit into a round.
                int count = round == 0 ? 1 : repetitions[candidate];
                long nanos = agree(time(candidates.get(candidate), data, count)) / count;
                if (round == 0) {
                    repetitions[candidate] = (int) Math.max(1, Math.min(MAX_REPETITIONS, ROUND_NANOS / (nanos + 1)));
                }
                best[candidate] = round <= 1 ? nanos : Math.min(best[candidate], nanos);
            }
        }
        return winner(best, builtIn.of(bytes));
    }

    private Algorithm winner(long[] nanos, Algorithm usual) {
        int fastest = 0;
        for (int candidate = 1; candidate < nanos.length; candidate++) {
            fastest = nanos[candidate] < nanos[fastest] ? candidate : fastest;
        }
        int standard = candidates.indexOf(usual);
        boolean clearly = standard < 0 || nanos[fastest] * MARGIN < nanos[standard];
        return candidates.get(clearly ? fastest : standard);
    }

    private long time(Algorithm algorithm, ByteBuffer data, int count) {
        communicator.barrier("tuning");
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            communicator
                    .allReduce("tuning", data, ElementType.FLOAT32, Reduction.SUM, algorithm)
                    .await();
        }
        return System.nanoTime() - start;
    }

    private long agree(long nanos) {
        ByteBuffer maximum = ByteBuffer.allocateDirect(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(0, nanos);
        communicator
                .allReduce("tuning", maximum, ElementType.INT64, Reduction.MAX, Algorithm.RECURSIVE_DOUBLING)
                .await();
        return maximum.getLong(0);
    }
}
