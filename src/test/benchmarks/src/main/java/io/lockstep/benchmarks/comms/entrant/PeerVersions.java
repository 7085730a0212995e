package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.comms.network.SystemCommand;
import io.lockstep.benchmarks.report.Versions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is compared, and in which release. */
public final class PeerVersions {
    private PeerVersions() {}

    /** By the names that people know; only of those who take part. */
    public static Map<String, String> of(List<Entrant> entrants) {
        Versions versions = Versions.ofBuild();
        Map<String, String> found = new LinkedHashMap<>();
        found.put("Lockstep", versions.lockstep());
        if (has(entrants, Family.GLOO)) {
            found.put("libtorch", versions.libtorch() + " as PyTorch ships it, its ProcessGroupGloo: gloo");
            found.put("Gloo", packaged("libgloo-dev") + ": gloo-ring and the like");
        }
        if (has(entrants, Family.MPI)) {
            found.put(
                    "Open MPI",
                    SystemCommand.tryRun("mpirun --version")
                            .map(text -> text.lines().findFirst().orElse("").replaceFirst(".* ", ""))
                            .orElse("unknown release"));
        }
        return found;
    }

    private static boolean has(List<Entrant> entrants, Family family) {
        return entrants.stream().anyMatch(entrant -> entrant.family() == family);
    }

    /** As Debian and Ubuntu know it. */
    private static String packaged(String name) {
        return SystemCommand.tryRun("dpkg-query --show --showformat ${Version} " + name)
                .map(version -> "package " + name + " " + version)
                .orElse("unknown release");
    }
}
