package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.comms.entrant.Entrant;
import io.lockstep.benchmarks.comms.network.LinkRate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the user wants measured.
 *
 * @param ranks how many there are, ascending
 * @param sizes of the buffers in bytes, ascending
 * @param entrants Lockstep first, then its variants, then the peers
 * @param rounds in each of which each contestant has a turn
 * @param turn how long one is
 * @param congestionControl of TCP in a network of our own; empty for the network as it is
 * @param hosts how many are emulated; none if the ranks run on this machine as it is
 * @param link what joins the hosts
 * @param master the Spark cluster to run on; none for processes on this machine
 * @param json file for the results, for programs
 * @param svg file for a picture
 * @param markdown file for the results, for people
 */
record CommsSettings(
        List<Integer> ranks,
        List<Long> sizes,
        List<Entrant> entrants,
        int rounds,
        Duration turn,
        Optional<String> congestionControl,
        OptionalInt hosts,
        LinkRate link,
        Optional<String> master,
        Optional<Path> json,
        Optional<Path> svg,
        Optional<Path> markdown) {
    int mostRanks() {
        return ranks.get(ranks.size() - 1);
    }
}
