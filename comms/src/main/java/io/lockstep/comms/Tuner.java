package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds out which all-reduce is the fastest for which size on this mesh, by trying them.
 *
 * <p>Each algorithm runs for a while so that its code is compiled, and then, for sizes from small to large, a few times on
 * all ranks. An algorithm is as slow as its slowest rank, so the ranks agree on the maximum of their times, and thereby on everything that follows from them, the end of the
 * measuring included. As a few tries on a machine that starts up say little, the built-in choice stays unless another one is
 * faster by {@link #MARGIN} in every round, in which all have their turns one after the other.
 *
 * <p>All in all it takes {@link #BUDGET_NANOS}, or the time of one slow size more; sizes for which no time was left go by the
 * built-in choice.
 */
final class Tuner {
    private static final int[] SIZES = {4 << 10, 32 << 10, 128 << 10, 512 << 10, 2 << 20, 8 << 20};
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(2000);
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int WARM_UP_BYTES = 64 << 10;
    private static final int ROUNDS = 8;
    private static final double MARGIN = 1.3;
    private static final int MAX_REPETITIONS = 50;
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
        for (Algorithm candidate : candidates) {
            warmUp(candidate);
        }
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

    /** Else the one that was compiled first would win. */
    private void warmUp(Algorithm candidate) {
        ByteBuffer data = direct(WARM_UP_BYTES);
        long spent = 0;
        while (spent < WARM_UP_NANOS) {
            spent += agree(time(candidate, data, MAX_REPETITIONS));
        }
    }

    private Algorithm fastest(int bytes) {
        ByteBuffer data = direct(bytes);
        long[][] nanos = new long[ROUNDS][candidates.size()];
        int[] repetitions = new int[candidates.size()];
        for (int candidate = 0; candidate < repetitions.length; candidate++) {
            long once = agree(time(candidates.get(candidate), data, 1));
            repetitions[candidate] = (int) Math.max(1, Math.min(MAX_REPETITIONS, ROUND_NANOS / (once + 1)));
        }
        for (long[] round : nanos) {
            for (int candidate = 0; candidate < round.length; candidate++) {
                int count = repetitions[candidate];
                round[candidate] = agree(time(candidates.get(candidate), data, count)) / count;
            }
        }
        return candidates.get(winner(nanos, candidates.indexOf(builtIn.of(bytes))));
    }

    /**
     * The candidate that won.
     *
     * @param nanos by round and candidate
     * @param standard the one that stays unless another is faster in all rounds; negative for none
     */
    static int winner(long[][] nanos, int standard) {
        int winner = standard;
        long best = standard < 0 ? Long.MAX_VALUE : shortest(nanos, standard);
        for (int candidate = 0; candidate < nanos[0].length; candidate++) {
            long shortest = shortest(nanos, candidate);
            if (shortest < best && (standard < 0 || isClearlyFaster(nanos, candidate, standard))) {
                winner = candidate;
                best = shortest;
            }
        }
        return winner;
    }

    /** Interference only ever adds time. */
    private static long shortest(long[][] nanos, int candidate) {
        return Arrays.stream(nanos).mapToLong(round -> round[candidate]).min().orElseThrow();
    }

    private static boolean isClearlyFaster(long[][] nanos, int candidate, int standard) {
        return Arrays.stream(nanos).allMatch(round -> round[candidate] * MARGIN < round[standard]);
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
        ByteBuffer maximum = direct(Long.BYTES).putLong(0, nanos);
        communicator
                .allReduce("tuning", maximum, ElementType.INT64, Reduction.MAX, Algorithm.RECURSIVE_DOUBLING)
                .await();
        return maximum.getLong(0);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
