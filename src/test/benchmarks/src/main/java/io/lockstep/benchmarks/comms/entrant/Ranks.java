package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.comms.protocol.RankProtocol;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The processes of one contestant while they live. All are told what to do; rank 0 answers for them. */
public final class Ranks implements AutoCloseable {
    private final String name;
    private final ChildProcess speaker;
    private final List<Consumer<String>> ranks;
    private final Supplier<Optional<String>> witnesses;
    private final AutoCloseable rest;

    /**
     * @param speaker who answers
     * @param ranks takes a line for each rank
     * @param witnesses what others than the speaker say when it has failed
     * @param rest what is closed when all have been told to quit, {@code speaker} included
     */
    Ranks(
            String name,
            ChildProcess speaker,
            List<Consumer<String>> ranks,
            Supplier<Optional<String>> witnesses,
            AutoCloseable rest) {
        this.name = name;
        this.speaker = speaker;
        this.ranks = List.copyOf(ranks);
        this.witnesses = witnesses;
        this.rest = rest;
    }

    /** Gives all ranks buffers of {@code bytes}, and makes sure that they sum them right. */
    public void take(long bytes) throws InterruptedException {
        tell(RankProtocol.size(bytes));
        try {
            RankProtocol.readReady(speaker.answer());
        } catch (BenchmarkException e) {
            throw located(e);
        }
    }

    /** Runs {@code count} all-reduces after {@code warmUp} that do not count; returns the nanoseconds of each on rank 0. */
    public long[] run(int warmUp, int count) throws InterruptedException {
        tell(RankProtocol.run(warmUp, count));
        try {
            return RankProtocol.readTimes(speaker.answer(), count);
        } catch (BenchmarkException e) {
            throw located(e);
        }
    }

    @Override
    public void close() {
        tell(RankProtocol.QUIT);
        try {
            rest.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot end the processes of " + name, e);
        }
    }

    private void tell(String command) {
        ranks.forEach(rank -> rank.accept(command));
    }

    private BenchmarkException located(BenchmarkException e) {
        String record = speaker.record();
        String message = String.valueOf(e.getMessage());
        String located = message.contains(record) ? message : name + ": " + message + "; see " + record;
        return new BenchmarkException(
                located + witnesses.get().map(words -> "; " + words).orElse(""), e);
    }
}
