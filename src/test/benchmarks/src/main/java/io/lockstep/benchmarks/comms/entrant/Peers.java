package io.lockstep.benchmarks.comms.entrant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Those who are measured beside Lockstep, by their names. */
public final class Peers {
    private Peers() {}

    public static List<Entrant> all() {
        List<Entrant> peers = new ArrayList<>(GlooEntrant.all());
        peers.addAll(MpiEntrant.all());
        return peers;
    }

    /** Those of a family, or the one of that name. */
    public static Optional<List<Entrant>> of(String name) {
        List<Entrant> found = all().stream()
                .filter(peer ->
                        peer.family().toString().equals(name) || peer.name().equals(name))
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }
}
