package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one rank does in a collective: steps whose sends happen in order, and whose receives happen in order. Steps are
 * not rounds: a send may run ahead of the receives, and a receive ahead of the sends, as far as the bytes allow.
 *
 * <p><b>Dependencies.</b> The ranges of the steps imply what waits for what. A send waits for earlier steps' receives
 * into its range, byte by byte, so long ranges are passed on while they arrive. A receive may not touch bytes that its own
 * or an earlier step has yet to send; {@link Transfer} holds such bytes back.
 *
 * <p>A plan depends on ranks and lengths only, never on time, so every run adds in the same order.
 */
public final class Plan {
    private final Step[] steps;
    private final int[] neededReceive;
    private final int[] precedingSend;
    private final int[] peers;
    private final boolean inPlace;

    private Plan(List<Step> steps, boolean inPlace) {
        this.steps = steps.toArray(new Step[0]);
        this.inPlace = inPlace;
        neededReceive = new int[this.steps.length];
        precedingSend = new int[this.steps.length];
        for (int k = 0; k < this.steps.length; k++) {
            neededReceive[k] = inPlace ? lastReceiveBefore(k) : -1;
            precedingSend[k] = inPlace ? lastSendUpTo(k) : -1;
        }
        peers = steps.stream()
                .flatMapToInt(step -> IntStream.of(step.sendTo(), step.receiveFrom()))
                .filter(peer -> peer != Step.NOBODY)
                .distinct()
                .toArray();
    }

    /** A plan that sends from and receives into the same buffer. */
    static Plan inPlace(List<Step> steps) {
        return new Plan(nonEmpty(steps), true);
    }

    /** A plan that sends from one buffer and receives into another. */
    static Plan between(List<Step> steps) {
        return new Plan(nonEmpty(steps), false);
    }

    /** This plan, made for ranks 0 and up, for the ranks {@code ranks[0]} and up. */
    public Plan among(int[] ranks) {
        List<Step> renamed = new ArrayList<>(steps.length);
        for (Step step : steps) {
            int to = step.sendTo() == Step.NOBODY ? Step.NOBODY : ranks[step.sendTo()];
            int from = step.receiveFrom() == Step.NOBODY ? Step.NOBODY : ranks[step.receiveFrom()];
            renamed.add(new Step(
                    to,
                    step.sendStart(),
                    step.sendEnd(),
                    from,
                    step.receiveStart(),
                    step.receiveEnd(),
                    step.arrival()));
        }
        return new Plan(renamed, inPlace);
    }

    /** The ranks that this one sends to or receives from. */
    public int[] peers() {
        return peers.clone();
    }

    int count() {
        return steps.length;
    }

    Step step(int index) {
        return steps[index];
    }

    /** The last step whose receive the send of {@code step} waits for, or -1. */
    int neededReceive(int step) {
        return neededReceive[step];
    }

    /** The last step whose send must be out before the receive of {@code step} may touch the buffer, or -1. */
    int precedingSend(int step) {
        return precedingSend[step];
    }

    private int lastReceiveBefore(int k) {
        for (int j = k - 1; j >= 0; j--) {
            if (steps[k].sendsWhat(steps[j])) {
                return j;
            }
        }
        return -1;
    }

    private int lastSendUpTo(int k) {
        for (int i = k; i >= 0; i--) {
            if (steps[i].sendsWhat(steps[k])) {
                return i;
            }
        }
        return -1;
    }

    /** Ranges without a byte are nobody's business: no frame has them. */
    private static List<Step> nonEmpty(List<Step> steps) {
        List<Step> kept = new ArrayList<>(steps.size());
        for (Step step : steps) {
            boolean sends = step.sendBytes() > 0;
            boolean receives = step.receiveBytes() > 0;
            if (sends && receives) {
                kept.add(step);
            } else if (sends) {
                kept.add(Step.send(step.sendTo(), step.sendStart(), step.sendEnd()));
            } else if (receives) {
                kept.add(Step.receive(step.receiveFrom(), step.receiveStart(), step.receiveEnd(), step.arrival()));
            }
        }
        return kept;
    }
}
