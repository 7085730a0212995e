package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.entrant.Family;
import io.lockstep.benchmarks.report.Machine;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Results of nobody. */
final class CommsResults {
    private CommsResults() {}

    /** 25 MB on 2 ranks, 4 ranks on emulated hosts with a goodput of 100 MB/s. */
    static Report report() {
        return new Report(
                "deploy/lockstep bench comms",
                LocalDate.of(2026, 11, 24),
                new Machine("Abacus <9000>", 2, List.of("fma"), 1024, "Linux 6", "JVM 17"),
                new Setting("on this machine", "reno", 3, 500),
                Map.of("Lockstep", "1.0"),
                List.of(
                        new Row(2, 25 << 20, scores(), List.of()),
                        new Row(4, 1 << 20, scores(), List.of(90e6, 100e6, 110e6))),
                List.of("a note"),
                List.of("a failure"));
    }

    private static List<Score> scores() {
        return List.of(
                score("lockstep", Family.LOCKSTEP, 10, 12, 11),
                score("lockstep-small", Family.LOCKSTEP, 22, 22, 22),
                score("gloo", Family.GLOO, 33, 33, 33),
                score("gloo-ring", Family.GLOO, 22, 22, 22),
                score("mpi", Family.MPI, 5.5, 5.5, 5.5));
    }

    /** @param millis of each turn's median */
    static Score score(String name, Family family, double... millis) {
        return new Score(
                name,
                family,
                java.util.Arrays.stream(millis)
                        .mapToObj(median -> LongStream.of(8, 10, 20)
                                .map(tenths -> (long) (median * tenths * 1e5))
                                .toArray())
                        .toList());
    }
}
