package io.lockstep.benchmarks.comms.entrant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Gloo over TCP: the all-reduce of libtorch's ProcessGroupGloo, which is Gloo's ring, or one of Gloo's own algorithms in
 * the release that the system's packages have.
 *
 * @param algorithm as {@code gloo_contestant} knows it; empty for the one of libtorch's
 */
public record GlooEntrant(String name, String algorithm) implements Entrant {
    /** libtorch's first: whoever says Gloo means this. */
    static List<GlooEntrant> all() {
        return List.of(
                new GlooEntrant("gloo", ""),
                new GlooEntrant("gloo-ring", "ring"),
                new GlooEntrant("gloo-ring-chunked", "ring-chunked"),
                new GlooEntrant("gloo-halving-doubling", "halving-doubling"),
                new GlooEntrant("gloo-bcube", "bcube"));
    }

    @Override
    public Family family() {
        return Family.GLOO;
    }

    @Override
    public Ranks start(Launch launch, int ranks) throws IOException {
        Path meeting = launch.meetingPlace();
        return RankProcesses.start(
                        launch, name, ranks, rank -> command(launch, rank, ranks, meeting), () -> delete(meeting))
                .ranks();
    }

    private List<String> command(Launch launch, int rank, int ranks, Path meeting) {
        String self = Integer.toString(rank);
        String all = Integer.toString(ranks);
        String address = launch.place().address(rank);
        return algorithm.isEmpty()
                ? List.of(
                        launch.program("process_group_gloo_contestant"),
                        self,
                        all,
                        meeting.resolve("store").toString(),
                        address)
                : List.of(launch.program("gloo_contestant"), self, all, meeting.toString(), address, algorithm);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
