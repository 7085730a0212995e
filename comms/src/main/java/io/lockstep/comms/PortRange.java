package io.lockstep.comms;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that a rank may listen on, {@code first} to {@code last}; a firewall lets these through.
 *
 * @param first 0 in {@link #ANY} only, where the system chooses
 */
public record PortRange(int first, int last) {
    /** Whatever port is free. */
    public static final PortRange ANY = new PortRange(0, 0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MAX_PORT = 65535;

    public PortRange {
        boolean any = first == 0 && last == 0;
        if (!any && (first < 1 || last > MAX_PORT || first > last)) {
            throw new IllegalArgumentException("a range of ports must rise within 1.." + MAX_PORT + " but is " + first
                    + "-" + last + "; give one such as 40000-40100");
        }
    }

    /**
     * Reads {@code any}, one port, or {@code first-last}: what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static PortRange parse(String text) {
        if (text.equals("any")) {
            return ANY;
        }
        Matcher ports = FORM.matcher(text);
        if (!ports.matches() || text.equals("0")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no range of ports; give one such as 40000-40100, or any");
        }
        int first = Integer.parseInt(ports.group(1));
        return new PortRange(first, ports.group(2) == null ? first : Integer.parseInt(ports.group(2)));
    }

    @Override
    public String toString() {
        return first == 0 ? "any" : first == last ? Integer.toString(first) : first + "-" + last;
    }
}
