package io.lockstep.driver.scaling;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network that a user states.
 *
 * @param bitsPerSecond of a host's link, in each direction
 * @param latency seconds that it adds to each exchange
 */
public record StatedNetwork(double bitsPerSecond, double latency) {
    /** Payload of 1448 bytes in Ethernet frames of 1538 on the wire, as TCP with time stamps fills them. */
    private static final double GOODPUT = 1448.0 / 1538;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)([mg])bit(?:,(\\d{1,7})us)?");

    /** As in {@code 25gbit} or {@code 100gbit,10us}; empty if {@code text} is nothing like that. */
    public static Optional<StatedNetwork> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
            return Optional.empty();
        }
        double unit = matcher.group(2).equals("g") ? 1e9 : 1e6;
        double micros = matcher.group(3) == null ? 0 : Double.parseDouble(matcher.group(3));
        return Optional.of(new StatedNetwork(Double.parseDouble(matcher.group(1)) * unit, micros / 1e6));
    }

    /** It, with the latency that {@code measured} has by its software. */
    public Network beside(Network measured) {
        return new Network(measured.latency() + latency, bitsPerSecond / Byte.SIZE * GOODPUT);
    }
}
