package io.lockstep.comms;

import io.lockstep.comms.RankProcesses.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Ranks as processes: killed, frozen, or cut off by the network. */
@Timeout(60)
class ProcessFailureTest {
    /** A busy machine may take its time to let the survivors run. */
    private static final long PATIENCE_MILLIS = 5000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void processesReduce(boolean sharedMemory) throws IOException {
        try (RankProcesses ranks = RankProcesses.join(setting(sharedMemory), 3)) {
            requireNothingLeftInSharedMemory();
            for (int count : new int[] {1, 100_000}) {
                ranks.tellAll("reduce gradients " + count);
                for (int rank = 0; rank < 3; rank++) {
                    assertThat(ranks.expect(rank, "done")).isEqualTo(Double.toString(6.0 * count));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKilledRankIsNamedByAllOthersAtOnce(boolean sharedMemory) {
        try (RankProcesses ranks = RankProcesses.join(setting(sharedMemory), 3)) {
            reduceForever(ranks, 3);
            long killed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            ranks.signal(1, "KILL");
            for (int rank : new int[] {0, 2}) {
                Failed failed = Failed.of(ranks.expect(rank, "failed"));
                assertThat(failed.text()).startsWith("PeerLostException").contains("rank 1 at 127.0.0.1:");
                assertThat(failed.millis() - killed).isLessThan(PATIENCE_MILLIS);
            }
        }
    }

    @Test
    void aFrozenRankIsNamedAtTheDeadline() {
        try (RankProcesses ranks = RankProcesses.join(Setting.DEFAULT.withOperationMillis(1000), 3)) {
            reduceForever(ranks, 3);
            ranks.signal(1, "STOP");
            for (int rank : new int[] {0, 2}) {
                assertThat(ranks.expect(rank, "failed"))
                        .contains("OperationTimeoutException")
                        .contains("for rank 1 at 127.0.0.1:")
                        .contains("which does not answer");
            }
        }
    }

    @Test
    void aRankThatFallsSilentIsNamedBeforeTheDeadline() {
        try (RankProcesses ranks = RankProcesses.join(Setting.DEFAULT.withSilenceMillis(1000), 2)) {
            ranks.tell(0, "reduce gradients 10");
            ranks.signal(1, "STOP");
            assertThat(ranks.expect(0, "failed"))
                    .contains("PeerLostException")
                    .contains("has heard nothing from rank 1 at 127.0.0.1:")
                    .contains("for 1000 ms during operation #0, all-reduce \"gradients\"")
                    .contains("its process is frozen, or its host or network is down");
        }
    }

    @Test
    void aRankWhoseNetworkIsCutIsNamedByTheOthers() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("network namespaces need root")
                .isEqualTo("root");
        assumeThat(Files.isExecutable(Path.of("/sbin/ip")))
                .as("there is /sbin/ip")
                .isTrue();
        Namespaces hosts = new Namespaces(3);
        try (hosts;
                RankProcesses ranks = RankProcesses.join(
                        Setting.DEFAULT.withSilenceMillis(1000).withPrefixes(hosts.prefixes()), hosts.addresses())) {
            reduceForever(ranks, 3);
            hosts.cut(1);
            for (int rank : new int[] {0, 2}) {
                assertThat(ranks.expect(rank, "failed"))
                        .contains("PeerLostException")
                        .contains("from rank 1 at " + hosts.addresses().get(1));
            }
        }
    }

    private static void reduceForever(RankProcesses ranks, int worldSize) {
        ranks.tellAll("forever gradients 300000");
        for (int rank = 0; rank < worldSize; rank++) {
            ranks.expect(rank, "reducing");
        }
    }

    private static Setting setting(boolean sharedMemory) {
        return sharedMemory ? Setting.DEFAULT.withSharedMemory() : Setting.DEFAULT;
    }

    /** The files of meshes that others form on this machine right now come and go. */
    private static void requireNothingLeftInSharedMemory() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (System.nanoTime() < deadline) {
            try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
                if (files.noneMatch(file -> file.getFileName().toString().startsWith("lockstep-"))) {
                    return;
                }
            }
        }
        throw new AssertionError("files of shared memory are left in /dev/shm");
    }

    /** What a rank said when it failed. */
    private record Failed(long millis, String text) {
        static Failed of(String answer) {
            int cut = answer.indexOf(' ');
            return new Failed(Long.parseLong(answer.substring(0, cut)), answer.substring(cut + 1));
        }
    }

    /** Hosts in network namespaces of their own, on one switch. */
    private static final class Namespaces implements AutoCloseable {
        private final int count;
        private final String prefix = "lk" + ProcessHandle.current().pid() % 100_000;

        Namespaces(int count) {
            this.count = count;
            ip("netns add " + prefix + "s");
            ip("-n " + prefix + "s link add br0 type bridge");
            ip("-n " + prefix + "s link set br0 up");
            for (int host = 0; host < count; host++) {
                String name = prefix + "h" + host;
                ip("netns add " + name);
                ip("link add v" + host + " netns " + prefix + "s type veth peer name eth0 netns " + name);
                ip("-n " + prefix + "s link set v" + host + " master br0 up");
                ip("-n " + name + " addr add " + addresses().get(host) + "/24 dev eth0");
                ip("-n " + name + " link set lo up");
                ip("-n " + name + " link set eth0 up");
            }
        }

        List<String> addresses() {
            List<String> addresses = new ArrayList<>();
            for (int host = 0; host < count; host++) {
                addresses.add("10.78.0." + (host + 1));
            }
            return addresses;
        }

        List<String> prefixes() {
            List<String> prefixes = new ArrayList<>();
            for (int host = 0; host < count; host++) {
                prefixes.add("/sbin/ip netns exec " + prefix + "h" + host);
            }
            return prefixes;
        }

        void cut(int host) {
            ip("-n " + prefix + "s link set v" + host + " down");
        }

        @Override
        public void close() {
            for (int host = 0; host < count; host++) {
                ip("netns del " + prefix + "h" + host);
            }
            ip("netns del " + prefix + "s");
        }

        private static void ip(String arguments) {
            RankProcesses.run(("/sbin/ip " + arguments).split(" ", -1));
        }
    }
}
