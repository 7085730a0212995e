package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.comms.contestant.MeshSettings;
import io.lockstep.benchmarks.comms.contestant.RankMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lockstep, or a variant of it: a Java virtual machine for each rank, with the options that matter of an executor's.
 *
 * @param settings what makes it a variant
 */
public record LockstepEntrant(String name, MeshSettings settings) implements Entrant {
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=8g",
            // As Spark starts its own.
            "--add-modules=jdk.incubator.vector");

    /** Lockstep as it is. */
    public static LockstepEntrant plain() {
        return new LockstepEntrant(Family.LOCKSTEP.toString(), MeshSettings.parse(""));
    }

    @Override
    public Family family() {
        return Family.LOCKSTEP;
    }

    @Override
    public Ranks start(Launch launch, int ranks) throws IOException, InterruptedException {
        RankProcesses processes =
                RankProcesses.start(launch, name, ranks, rank -> command(launch, rank, ranks), () -> {});
        try {
            processes.exchangeAddresses();
        } catch (InterruptedException | RuntimeException e) {
            processes.close();
            throw e;
        }
        return processes.ranks();
    }

    private List<String> command(Launch launch, int rank, int ranks) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RankMain.class.getName()));
        command.addAll(List.of(
                Integer.toString(rank), Integer.toString(ranks), launch.place().address(rank), settings.toString()));
        return command;
    }
}
