package io.lockstep.comms;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NetworkOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"any", "40000", "40000-40100", "1-65535"})
    void aRangeOfPortsReadsWhatItWrites(String text) {
        assertThat(PortRange.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0-5", "5-4", "1-65536", "-1", "1-", "a-b", "1-2-3", "99999999999"})
    void anythingElseIsNoRangeOfPorts(String text) {
        assertThatThrownBy(() -> PortRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("40000-40100");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.3.4, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.20.0/22, 192.168.23.255, true",
        "192.168.20.0/22, 192.168.24.0, false",
        "127.0.0.1/32, 127.0.0.1, true",
        "127.0.0.1/32, 127.0.0.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "::1/128, ::1, true"
    })
    void aNetworkContainsItsAddresses(String network, String address, boolean contained) throws UnknownHostException {
        assertThat(Cidr.parse(network).contains(InetAddress.getByName(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "10.0.0/8", "host/8", "/8", "10.0.0.0/", "10.0.0.0/-1"})
    void anythingElseWithASlashIsNoInterface(String text) {
        assertThatThrownBy(() -> new InterfaceChoice(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/8 or fd00::/8");
    }

    @Test
    void anInterfaceIsChosenByItsNameOrNetwork() {
        assertThat(InterfaceChoice.HOST.resolve("node7")).isEqualTo("node7");
        assertThat(new InterfaceChoice("lo").resolve("node7")).isEqualTo("127.0.0.1");
        assertThat(new InterfaceChoice("127.0.0.0/8").resolve("node7")).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth77", "203.0.113.0/24"})
    void whatDoesNotExistIsReportedWithWhatDoes(String text) {
        assertThatThrownBy(() -> new InterfaceChoice(text).resolve("node7"))
                .isInstanceOf(RendezvousException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageMatching(".* it has .*lo \\([^)]*127\\.0\\.0\\.1.*");
    }
}
