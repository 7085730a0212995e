package io.lockstep.comms;

import io.lockstep.comms.compress.Schedule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Carries out a {@link Schedule}: an operation of several exchanges, with computations of this rank before, between and
 * beside them. A computation advances by one slice at a time, so that all links are served in between.
 *
 * <p>Data of an exchange that has not started here waits in its {@link LinkReader}: exchanges of one operation come in the
 * same order on all ranks, so data is never taken for that of another.
 */
final class Sequence implements Run {
    private final Schedule schedule;
    private final List<PlanRun> exchanges;
    private final int[] peers;
    private final int ownRank;
    private int computation;
    private int exchange;

    /** @param exchanges the runs of the schedule's exchanges, in its order */
    Sequence(Schedule schedule, List<PlanRun> exchanges, int ownRank) {
        this.schedule = schedule;
        this.exchanges = exchanges;
        this.ownRank = ownRank;
        peers = exchanges.stream()
                .flatMapToInt(run -> IntStream.of(run.peers()))
                .distinct()
                .toArray();
    }

    @Override
    public int[] peers() {
        return peers;
    }

    @Override
    public boolean progress() {
        boolean moved = compute();
        if (isExchanging()) {
            PlanRun current = exchanges.get(exchange);
            moved |= current.progress();
            if (current.isDone()) {
                exchange++;
                moved = true;
            }
        }
        return moved;
    }

    @Override
    public long pollNanos() {
        return isExchanging() ? exchanges.get(exchange).pollNanos() : Drive.SHORT_POLL_NANOS;
    }

    @Override
    public boolean isDone() {
        return computation == schedule.computations() && exchange == exchanges.size();
    }

    @Override
    public int receivable(int rank) {
        return isExchanging() ? exchanges.get(exchange).receivable(rank) : 0;
    }

    @Override
    public ByteBuffer receiveInto(int bytes) {
        return exchanges.get(exchange).receiveInto(bytes);
    }

    @Override
    public void received(int bytes) {
        exchanges.get(exchange).received(bytes);
    }

    @Override
    public int awaited() {
        return isExchanging() ? exchanges.get(exchange).awaited() : ownRank;
    }

    @Override
    public boolean awaitsTaking() {
        return isExchanging() && exchanges.get(exchange).awaitsTaking();
    }

    @Override
    public String describeProgress() {
        String part = isExchanging() ? exchanges.get(exchange).describeProgress() : "computed";
        return part + " in part " + Math.min(exchange + 1, exchanges.size()) + " of " + exchanges.size();
    }

    @Override
    public long sentBytes() {
        long bytes = 0;
        for (PlanRun run : exchanges) {
            bytes += run.sentBytes();
        }
        return bytes;
    }

    /** Does a slice of the next computation, if its time has come; returns whether it did. */
    private boolean compute() {
        while (computation < schedule.computations()
                && schedule.computation(computation).isDone()) {
            computation++;
        }
        if (computation == schedule.computations() || schedule.exchangesBefore(computation) > exchange) {
            return false;
        }
        schedule.computation(computation).advance();
        if (schedule.computation(computation).isDone()) {
            computation++;
        }
        return true;
    }

    private boolean isExchanging() {
        return exchange < exchanges.size() && schedule.computationsBefore(exchange) <= computation;
    }
}
