package io.lockstep.comms;

import io.lockstep.comms.wire.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Where the ranks listen. */
@Timeout(30)
class ListeningTest {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void aMeshIsFormedOverIpv6(Transport transport) throws IOException {
        assumeIpv6();
        NetworkOptions ipv6 = NetworkOptions.DEFAULT.with(new InterfaceChoice("::1/128"));
        assertThat(meet(ipv6, transport)).allMatch(address -> address.startsWith("[::1]:"));
    }

    @Test
    void aHostMayStandInBracketsAsSparkWritesIt() throws IOException {
        assumeIpv6();
        assertThatThrownBy(() -> Mesh.join(withHost("[::1]"), own -> {
                    throw new IOException("listening on " + own);
                }))
                .hasMessageContaining("listening on [::1]:");
    }

    @Test
    void ranksOfOneMachineShareARangeOfPorts() throws IOException {
        try (Ports ports = Ports.find(4)) {
            ports.free(1, 2, 3);
            NetworkOptions network = NetworkOptions.DEFAULT.with(ports.range());
            assertThat(meet(network, Transport.preferred()))
                    .containsExactlyInAnyOrder(ports.address(1), ports.address(2), ports.address(3));
        }
    }

    @Test
    void aRangeWithoutAFreePortIsNamed() throws IOException {
        try (Ports ports = Ports.find(3)) {
            MeshOptions options = Ranks.options(1, 2).with(NetworkOptions.DEFAULT.with(ports.range()));
            assertThatThrownBy(() -> Mesh.join(options, own -> List.of()))
                    .isInstanceOf(RendezvousException.class)
                    .hasMessageContaining("rank 1 cannot listen on 127.0.0.1 at any of the ports " + ports.range())
                    .hasMessageContaining("--comms-ports");
        }
    }

    @Test
    void anAddressThatThisMachineLacksIsNamed() {
        assertThatThrownBy(() -> Mesh.join(withHost("203.0.113.9"), own -> List.of()))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("rank 0 cannot listen on 203.0.113.9")
                .hasMessageContaining("give an address of this machine");
        MeshOptions options =
                Ranks.options(0, 2).with(NetworkOptions.DEFAULT.with(new InterfaceChoice("203.0.113.0/24")));
        assertThatThrownBy(() -> Mesh.join(options, own -> List.of()))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("203.0.113.0/24");
    }

    private static void assumeIpv6() throws IOException {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        boolean present = NetworkInterface.getByInetAddress(InetAddress.getByAddress(loopback)) != null;
        assumeTrue(present, "no ::1 on this machine");
    }

    private static MeshOptions withHost(String host) {
        return MeshOptions.of(0, 2, "test", 1, Ranks.SECRET, host);
    }

    /** Forms a mesh of three ranks, runs a collective and returns where they listened. */
    private static List<String> meet(NetworkOptions network, Transport transport) {
        Ranks.MemoryExchange exchange = new Ranks.MemoryExchange(3);
        ConcurrentHashMap<Integer, String> addresses = new ConcurrentHashMap<>();
        Ranks.onEach(3, rank -> {
            AddressExchange noted = own -> {
                addresses.put(rank, own);
                return exchange.of(rank).exchange(own);
            };
            try (Communicator communicator = Mesh.join(Ranks.options(rank, 3).with(network), noted, transport)) {
                assertThat(communicator.allGatherObject("ranks", new byte[] {(byte) rank}))
                        .containsExactly(new byte[] {0}, new byte[] {1}, new byte[] {2});
                communicator.barrier("end");
            }
            return true;
        });
        return List.copyOf(addresses.values());
    }

    /** Some ports in a row, all taken until they are freed. */
    private static final class Ports implements AutoCloseable {
        private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

        private final ServerSocket[] taken;

        private Ports(int count) {
            taken = new ServerSocket[count];
        }

        static Ports find(int count) throws IOException {
            for (int tries = 0; tries < 100; tries++) {
                Ports ports = new Ports(count);
                if (ports.take()) {
                    return ports;
                }
                ports.close();
            }
            throw new IOException("no " + count + " free ports in a row");
        }

        PortRange range() {
            return new PortRange(taken[0].getLocalPort(), taken[taken.length - 1].getLocalPort());
        }

        String address(int index) {
            return "127.0.0.1:" + (range().first() + index);
        }

        void free(int... indices) throws IOException {
            for (int index : indices) {
                taken[index].close();
            }
        }

        @Override
        public void close() throws IOException {
            for (ServerSocket socket : taken) {
                if (socket != null) {
                    socket.close();
                }
            }
        }

        private boolean take() {
            try {
                taken[0] = new ServerSocket(0, 1, LOOPBACK);
                for (int i = 1; i < taken.length; i++) {
                    taken[i] = new ServerSocket(taken[0].getLocalPort() + i, 1, LOOPBACK);
                }
                return true;
            } catch (IOException | IllegalArgumentException e) {
                return false;
            }
        }
    }
}
