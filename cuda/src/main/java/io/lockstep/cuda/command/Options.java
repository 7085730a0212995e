package io.lockstep.cuda.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The options of a command line: {@code --flag}, {@code --name value} or {@code --name=value}. */
public final class Options {
    private static final String MARK = "--";

    private final Set<String> given = new HashSet<>();
    private final Map<String, String> values = new HashMap<>();

    /**
     * @param flags names of options without a value
     * @param valued names of options with one
     * @throws UsageException if there is another word among the arguments, or a value is missing
     */
    public Options(List<String> arguments, Set<String> flags, Set<String> valued) throws UsageException {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (flags.contains(name) && equals < 0) {
                given.add(name);
            } else if (valued.contains(name) && equals >= 0) {
                values.put(name, argument.substring(equals + 1));
            } else if (valued.contains(name)) {
                i++;
                if (i == arguments.size() || arguments.get(i).startsWith(MARK)) {
                    throw new UsageException(
                            "option " + name + " expects a value, as in " + name + " VALUE; see --help");
                }
                values.put(name, arguments.get(i));
            } else {
                Set<String> known = new TreeSet<>(flags);
                known.addAll(valued);
                throw new UsageException("unknown option '" + argument + "'; there are " + String.join(", ", known));
            }
        }
    }

    /** Whether a flag was given. */
    public boolean has(String flag) {
        return given.contains(flag);
    }

    public @Nullable String text(String name) {
        return values.get(name);
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** A whole number of at least 1. */
    public int count(String name, int otherwise) throws UsageException {
        String text = values.get(name);
        return text == null ? otherwise : count(name, text);
    }

    /** Whole numbers of at least 1, separated by commas. */
    public List<Integer> counts(String name, List<Integer> otherwise) throws UsageException {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        List<Integer> counts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            counts.add(count(name, part));
        }
        return counts;
    }

    /** Words of {@code known}, separated by commas. */
    public List<String> words(String name, List<String> known, List<String> otherwise) throws UsageException {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        List<String> words = List.of(text.split(",", -1));
        for (String word : words) {
            if (!known.contains(word)) {
                throw new UsageException(
                        "option " + name + " takes " + String.join(", ", known) + " but got '" + word + "'");
            }
        }
        return words;
    }

    /** The index of the GPU that the option {@code --device} names, such as {@code cuda:1}; 0 without it. */
    public int device() throws UsageException {
        String text = text("--device", "cuda:0");
        if (!text.matches("cuda(:[0-9]{1,4})?")) {
            throw new UsageException("option --device takes cuda or cuda:0, cuda:1, ... but got '" + text + "'");
        }
        return text.equals("cuda") ? 0 : Integer.parseInt(text.substring("cuda:".length()));
    }

    private static int count(String name, String text) throws UsageException {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1) {
            throw new UsageException("option " + name + " expects whole numbers of at least 1 but got '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
