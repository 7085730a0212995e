package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.comms.protocol.RankProtocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A process for each rank, started by us. */
final class RankProcesses implements AutoCloseable {
    private final String name;
    private final List<ChildProcess> processes = new ArrayList<>();
    private final AutoCloseable rest;

    /**
     * @param command of a rank
     * @param rest what is closed when all have ended
     */
    static RankProcesses start(
            Launch launch, String name, int ranks, IntFunction<List<String>> command, AutoCloseable rest)
            throws IOException {
        RankProcesses started = new RankProcesses(name, rest);
        try {
            for (int rank = 0; rank < ranks; rank++) {
                started.processes.add(launch.start(name + " rank " + rank, rank, command.apply(rank)));
            }
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private RankProcesses(String name, AutoCloseable rest) {
        this.name = name;
        this.rest = rest;
    }

    /** Lets all ranks tell their addresses, and tells them to all. */
    void exchangeAddresses() throws InterruptedException {
        List<String> addresses = new ArrayList<>();
        for (ChildProcess process : processes) {
            addresses.add(RankProtocol.readAddress(process.answer()));
        }
        processes.forEach(process -> process.tell(RankProtocol.addresses(addresses)));
    }

    Ranks ranks() {
        List<Consumer<String>> ranks = new ArrayList<>();
        processes.forEach(process -> ranks.add(process::tell));
        return new Ranks(name, processes.get(0), ranks, this::witnesses, this);
    }

    /** What the ranks behind the first say that have failed: rank 0 often sees only the consequences. */
    private Optional<String> witnesses() {
        List<String> words = new ArrayList<>();
        for (int rank = 1; rank < processes.size(); rank++) {
            int number = rank;
            processes.get(rank).lastWords().ifPresent(said -> words.add("rank " + number + ": " + said));
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
        try {
            rest.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot clear up after " + name, e);
        }
    }
}
