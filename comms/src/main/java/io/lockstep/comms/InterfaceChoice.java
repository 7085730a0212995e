package io.lockstep.comms;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of this machine's addresses the mesh uses: that of the host, those of a network interface by its name, or those
 * in a network in CIDR notation, which can be the same choice for machines whose interfaces differ in name.
 *
 * <p>Of several addresses the first IPv4 one is taken, else the first IPv6 one; addresses that mean something on their
 * own link only ({@code fe80::}) never are.
 */
public record InterfaceChoice(String text) {
    /** The address that {@link MeshOptions#host} has. */
    public static final InterfaceChoice HOST = new InterfaceChoice("host");

    /** @throws IllegalArgumentException if the text has a slash and is no network in CIDR notation */
    public InterfaceChoice {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "the network interface must be a name such as eth0, a network such as 10.0.0.0/8, or host");
        }
        if (text.contains("/")) {
            Cidr.parse(text);
        }
    }

    /**
     * The host name or address to listen on and to tell the others; {@code host} if that is the choice.
     *
     * @throws RendezvousException naming what there is, if this machine has no such address
     */
    public String resolve(String host) {
        if (equals(HOST)) {
            return host;
        }
        List<NetworkInterface> interfaces = interfaces();
        List<InetAddress> matching = matching(interfaces);
        InetAddress best = null;
        for (InetAddress address : matching) {
            if (best == null || (address instanceof Inet4Address && !(best instanceof Inet4Address))) {
                best = address;
            }
        }
        if (best == null) {
            throw new RendezvousException("this machine has no address on the network interface \"" + text
                    + "\" (--comms-interface); it has " + describe(interfaces)
                    + "; give one of these names, or a network such as 10.0.0.0/8");
        }
        return NetUtil.toAddressString(best);
    }

    @Override
    public String toString() {
        return text;
    }

    private List<InetAddress> matching(List<NetworkInterface> interfaces) {
        @Nullable Cidr network = text.contains("/") ? Cidr.parse(text) : null;
        Predicate<InetAddress> inNetwork = network == null ? address -> true : network::contains;
        List<InetAddress> matching = new ArrayList<>();
        for (NetworkInterface candidate : interfaces) {
            if (network != null || candidate.getName().equals(text)) {
                usable(candidate).stream().filter(inNetwork).forEach(matching::add);
            }
        }
        return matching;
    }

    private static List<InetAddress> usable(NetworkInterface candidate) {
        return Collections.list(candidate.getInetAddresses()).stream()
                .filter(address -> !address.isLinkLocalAddress())
                .toList();
    }

    private static List<NetworkInterface> interfaces() {
        try {
            List<NetworkInterface> up = new ArrayList<>();
            for (NetworkInterface candidate : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (candidate.isUp()) {
                    up.add(candidate);
                }
            }
            return up;
        } catch (SocketException e) {
            throw new RendezvousException("the network interfaces cannot be listed: " + e.getMessage(), e);
        }
    }

    private static String describe(List<NetworkInterface> interfaces) {
        return interfaces.stream()
                .map(candidate -> candidate.getName() + " ("
                        + usable(candidate).stream()
                                .map(NetUtil::toAddressString)
                                .collect(Collectors.joining(", ")) + ")")
                .collect(Collectors.joining(", "));
    }
}
