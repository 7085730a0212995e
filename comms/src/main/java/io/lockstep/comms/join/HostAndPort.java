package io.lockstep.comms.join;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a rank listens, as exchanged in the rendezvous: {@code host:port}, or {@code [::1]:port} for an IPv6 address.
 *
 * @param host a name or an address, without brackets
 */
public record HostAndPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]:]+)):(\\d{1,5})");

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text of {@code rank} is anything else
     */
    public static HostAndPort parse(int rank, String text) {
        Matcher parts = FORM.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group(3)) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the address exchange must give host:port, or [IPv6 address]:port, for"
                    + " each rank, but gave \"" + text + "\" for rank " + rank);
        }
        return new HostAndPort(parts.group(1) == null ? parts.group(2) : parts.group(1), port);
    }

    /** Takes {@code host} with or without the brackets of an IPv6 address. */
    public static HostAndPort of(String host, int port) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new HostAndPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
