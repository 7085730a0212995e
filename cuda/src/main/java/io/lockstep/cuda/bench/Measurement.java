package io.lockstep.cuda.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something measured, as one line of JSON has it, by Lockstep or by PyTorch. Measurements with the same key are of the same
 * thing.
 *
 * @param part {@code convolution}, {@code step} or {@code overlap}
 * @param name the shape of a convolution, or the network
 * @param precision {@code bf16}, {@code tf32} or {@code float32}
 * @param mode what of it: {@code forward}, {@code graph}, ...
 * @param batch images
 * @param values by name and unit
 */
record Measurement(String part, String name, String precision, String mode, int batch, Map<String, Double> values) {
    private static final Pattern FIELD =
            Pattern.compile("\"([a-z_]+)\"\\s*:\\s*(?:\"([^\"\\\\]*)\"|(-?[0-9][0-9.eE+-]*))");

    Measurement {
        values = Map.copyOf(new LinkedHashMap<>(values));
    }

    /** What the other program has to have measured to be compared. */
    String key() {
        return String.join("|", part, name, precision, mode, String.valueOf(batch));
    }

    /** @throws IllegalArgumentException if there is no such value */
    double value(String named) {
        Double value = values.get(named);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + named + " in " + toJson());
        }
        return value;
    }

    /** One line. */
    String toJson() {
        StringBuilder json = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"part\": \"%s\", \"name\": \"%s\", \"precision\": \"%s\", \"mode\": \"%s\", \"batch\": %d",
                part,
                name,
                precision,
                mode,
                batch));
        new TreeMap<>(values)
                .forEach((key, value) -> json.append(", \"")
                        .append(key)
                        .append("\": ")
                        .append(Double.isFinite(value) ? String.valueOf(value) : "null"));
        return json.append('}').toString();
    }

    /** Of a line as {@link #toJson} makes it; null if it is another one. */
    static @Nullable Measurement parse(String line) {
        Map<String, String> words = new LinkedHashMap<>();
        Map<String, Double> numbers = new LinkedHashMap<>();
        Matcher fields = FIELD.matcher(line);
        while (fields.find()) {
            if (fields.group(2) != null) {
                words.put(fields.group(1), fields.group(2));
            } else {
                numbers.put(fields.group(1), Double.valueOf(fields.group(3)));
            }
        }
        String part = words.get("part");
        String name = words.get("name");
        String precision = words.get("precision");
        String mode = words.get("mode");
        Double batch = numbers.remove("batch");
        if (!line.startsWith("{")
                || part == null
                || name == null
                || precision == null
                || mode == null
                || batch == null) {
            return null;
        }
        return new Measurement(part, name, precision, mode, batch.intValue(), numbers);
    }
}
