package io.lockstep.comms;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/** A network: all addresses that share the first {@code bits} bits with {@code network}; IPv4 or IPv6. */
record Cidr(byte[] network, int bits) {
    /**
     * Reads {@code 10.0.0.0/8} or {@code fd00::/8}.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = slash < 0 ? null : NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
        String bits = text.substring(slash + 1);
        if (network == null || !bits.matches("\\d{1,3}") || Integer.parseInt(bits) > 8 * network.length) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no network in CIDR notation; give one such as 10.0.0.0/8 or fd00::/8");
        }
        return new Cidr(network, Integer.parseInt(bits));
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if (((other[bit / 8] ^ network[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
