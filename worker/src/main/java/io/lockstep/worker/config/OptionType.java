package io.lockstep.worker.config;

import io.lockstep.comms.Algorithm;
import io.lockstep.comms.InterfaceChoice;
import io.lockstep.comms.PortRange;
import io.lockstep.engine.backend.DType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Kind of value an option takes.
 *
 * @param <T> the value's type
 * @param placeholder how help names the value, such as {@code <n>}
 * @param range the values allowed, in words; empty if all are
 * @param choices the words allowed; empty if not a choice
 * @param parse reads a value; throws {@link IllegalArgumentException} if the text is not one or is out of range
 * @param format writes a value so that {@code parse} reads the same one
 */
public record OptionType<T>(
        Class<T> javaType,
        String placeholder,
        String range,
        List<String> choices,
        Function<String, T> parse,
        Function<T, String> format) {
    static OptionType<String> text(String placeholder) {
        return new OptionType<>(String.class, placeholder, "", List.of(), OptionType::notBlank, text -> text);
    }

    static OptionType<Boolean> flag() {
        Map<String, Boolean> values = Map.of("true", true, "false", false);
        List<String> choices = List.of("true", "false");
        return choice(Boolean.class, values, choices, Object::toString);
    }

    static OptionType<Integer> integer(int min, int max) {
        String range = "a whole number from " + min + " to " + max;
        return new OptionType<>(
                Integer.class,
                "<n>",
                range,
                List.of(),
                text -> {
                    int value = Integer.parseInt(text);
                    require(value >= min && value <= max);
                    return value;
                },
                Object::toString);
    }

    /** A whole number of 0 or more. */
    static OptionType<Long> natural() {
        return new OptionType<>(
                Long.class,
                "<n>",
                "a whole number of 0 or more",
                List.of(),
                text -> {
                    long value = Long.parseLong(text);
                    require(value >= 0);
                    return value;
                },
                Object::toString);
    }

    /** A number of {@code [min, max]}, without {@code min} itself if {@code above}. */
    static OptionType<Double> decimal(boolean above, double min, double max) {
        String range = "a number " + (above ? "above " : "from ") + plain(min) + " to " + plain(max);
        return new OptionType<>(
                Double.class,
                "<x>",
                range,
                List.of(),
                text -> {
                    double value = Double.parseDouble(text);
                    require(value <= max && (above ? value > min : value >= min));
                    return value;
                },
                OptionType::plain);
    }

    /** A time such as {@code 90s}, {@code 5min} or {@code 1h}; a bare number is in seconds. */
    static OptionType<Duration> duration(Duration min, Duration max) {
        return new OptionType<>(
                Duration.class,
                "<time>",
                "a time from " + Durations.format(min) + " to " + Durations.format(max) + ", such as 90s, 5min or 1h",
                List.of(),
                text -> {
                    Duration value = Durations.parse(text);
                    require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
                    return value;
                },
                Durations::format);
    }

    static OptionType<InterfaceChoice> networkInterface() {
        return new OptionType<>(
                InterfaceChoice.class,
                "<interface>",
                "host, a network interface such as eth0, or a network such as 10.0.0.0/8 or fd00::/8",
                List.of(),
                InterfaceChoice::new,
                InterfaceChoice::toString);
    }

    static OptionType<PortRange> portRange() {
        return new OptionType<>(
                PortRange.class,
                "<ports>",
                "any, a port, or a range of ports such as 40000-40100",
                List.of(),
                PortRange::parse,
                PortRange::toString);
    }

    static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
        return choice(type, Arrays.asList(type.getEnumConstants()));
    }

    static OptionType<DType> floatingPoint() {
        return choice(DType.class, List.of(DType.FLOAT32, DType.FLOAT64));
    }

    static OptionType<DType> precision() {
        return choice(DType.class, List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16));
    }

    /** An all-reduce by its name; {@link Algorithm#AUTO} is called {@code by-size}, since no time is measured. */
    static OptionType<Algorithm> allReduce() {
        Map<String, Algorithm> values = new LinkedHashMap<>();
        for (Algorithm algorithm : Algorithm.values()) {
            values.put(allReduceName(algorithm), algorithm);
        }
        return choice(Algorithm.class, values, List.copyOf(values.keySet()), OptionType::allReduceName);
    }

    private static String allReduceName(Algorithm algorithm) {
        return algorithm == Algorithm.AUTO ? "by-size" : algorithm.toString();
    }

    private static <E extends Enum<E>> OptionType<E> choice(Class<E> type, List<E> allowed) {
        Map<String, E> values = new LinkedHashMap<>();
        allowed.forEach(value -> values.put(word(value), value));
        return choice(type, values, List.copyOf(values.keySet()), OptionType::word);
    }

    private static <T> OptionType<T> choice(
            Class<T> type, Map<String, T> values, List<String> choices, Function<T, String> format) {
        return new OptionType<>(
                type,
                String.join("|", choices),
                "one of " + String.join(", ", choices),
                choices,
                text -> {
                    T value = values.get(text.toLowerCase(Locale.ROOT));
                    if (value == null) {
                        throw new IllegalArgumentException(text);
                    }
                    return value;
                },
                format);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String notBlank(String text) {
        require(!text.isBlank());
        return text;
    }

    /** The shortest digits that give the same number, without an exponent unless the number is very small or large. */
    private static String plain(double value) {
        String exact = Double.toString(value);
        String plain = new BigDecimal(exact).stripTrailingZeros().toPlainString();
        return plain.length() <= 20 ? plain : exact;
    }

    private static void require(boolean inRange) {
        if (!inRange) {
            throw new IllegalArgumentException("out of range");
        }
    }
}
