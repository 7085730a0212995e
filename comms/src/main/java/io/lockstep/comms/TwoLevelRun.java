package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The all-reduce in two levels, for several ranks on each of several hosts. The ranks of each host reduce through shared
 * memory, the first rank of each host reduces with those of the other hosts by a ring, and passes the result on through
 * shared memory. So a host's network carries 2S(H-1)/H bytes each way for H hosts, however many ranks it has: with R ranks
 * a host, a ring over all ranks takes as much, but in 2(RH-1) steps, and moves all of it through R times as many sockets.
 *
 * <p>A rank that is alone on its host, or is not its host's first, has fewer stages.
 */
final class TwoLevelRun implements Run {
    private final List<Run> stages;
    private final int[] peers;
    private int stage;

    /** @param stages this rank's part, in order; at least one */
    TwoLevelRun(List<Run> stages) {
        this.stages = stages;
        peers = stages.stream()
                .flatMapToInt(run -> Arrays.stream(run.peers()))
                .distinct()
                .toArray();
    }

    @Override
    public int[] peers() {
        return peers;
    }

    @Override
    public boolean progress() {
        boolean moved = current().progress();
        while (stage < stages.size() - 1 && current().isDone()) {
            stage++;
            moved |= current().progress();
        }
        return moved;
    }

    @Override
    public boolean maySleep() {
        return current().maySleep();
    }

    @Override
    public long pollNanos() {
        return current().pollNanos();
    }

    @Override
    public boolean isDone() {
        return stage == stages.size() - 1 && current().isDone();
    }

    @Override
    public int receivable(int rank) {
        return current().receivable(rank);
    }

    @Override
    public ByteBuffer receiveInto(int bytes) {
        return current().receiveInto(bytes);
    }

    @Override
    public void received(int bytes) {
        current().received(bytes);
    }

    @Override
    public int awaited() {
        return current().awaited();
    }

    @Override
    public boolean awaitsTaking() {
        return current().awaitsTaking();
    }

    @Override
    public String describeProgress() {
        return current().describeProgress() + " in stage " + (stage + 1) + " of " + stages.size();
    }

    @Override
    public long sentBytes() {
        return stages.stream().mapToLong(Run::sentBytes).sum();
    }

    private Run current() {
        return stages.get(stage);
    }
}
