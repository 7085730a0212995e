package io.lockstep.comms;

/**
 * Where a rank listens for the others, and whether what flows between them is encrypted.
 *
 * @param address which of this machine's addresses
 * @param ports which of its ports
 * @param tls whether TLS 1.3 protects all links; all ranks of a mesh must agree
 */
public record NetworkOptions(InterfaceChoice address, PortRange ports, boolean tls) {
    /** The host's own address, any port, no TLS. */
    public static final NetworkOptions DEFAULT = new NetworkOptions(InterfaceChoice.HOST, PortRange.ANY, false);

    public NetworkOptions with(InterfaceChoice changed) {
        return new NetworkOptions(changed, ports, tls);
    }

    public NetworkOptions with(PortRange changed) {
        return new NetworkOptions(address, changed, tls);
    }

    public NetworkOptions withTls(boolean changed) {
        return new NetworkOptions(address, ports, changed);
    }
}
