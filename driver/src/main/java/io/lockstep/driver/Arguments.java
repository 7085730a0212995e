package io.lockstep.driver;

import io.lockstep.worker.config.GivenValue;
import io.lockstep.worker.config.Spelling;
import io.lockstep.worker.config.TrainOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What stands on the command line of a command, with everything that is wrong with it. */
final class Arguments {
    private final ParseResult parsed;
    private final List<String> faults = new ArrayList<>();

    Arguments(ParseResult parsed) {
        this.parsed = parsed;
        parsed.errors().forEach(error -> faults.add(String.valueOf(error.getMessage())));
        unknown();
    }

    /** Lines for the user; callers add those they find. */
    List<String> faults() {
        return faults;
    }

    boolean flag(String option) {
        return parsed.hasMatchedOption(option);
    }

    Optional<String> text(String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, null));
    }

    /** A file to be written, in a folder that exists. */
    Optional<Path> file(String option) {
        Optional<Path> file = text(option).map(Path::of);
        file.map(path -> path.toAbsolutePath().getParent())
                .filter(folder -> !Files.isDirectory(folder))
                .ifPresent(folder -> faults.add(option + ": there is no folder " + folder + "; make it"));
        return file;
    }

    Optional<String> positional() {
        return Optional.ofNullable(parsed.matchedPositionalValue(0, null));
    }

    /** The given ones of {@link TrainOptions}, by name. */
    Map<String, GivenValue> runOptions() {
        Map<String, GivenValue> given = new LinkedHashMap<>();
        TrainOptions.all().forEach(option -> {
            String argument = "--" + option.name();
            text(argument).ifPresent(text -> given.put(option.name(), new GivenValue(text, argument)));
        });
        return given;
    }

    private void unknown() {
        List<String> known = parsed.commandSpec().args().stream()
                .filter(ArgSpec::isOption)
                .map(option -> ((OptionSpec) option).longestName())
                .toList();
        boolean afterOption = false; // then it is that option's value
        for (String argument : parsed.unmatched()) {
            boolean option = argument.startsWith("-");
            if (option) {
                String name = argument.replaceFirst("=.*", "");
                faults.add("unknown option " + name + Spelling.suggestion(name, known));
            } else if (!afterOption) {
                faults.add("unexpected argument \"" + argument + "\"");
            }
            afterOption = option && !argument.contains("=");
        }
    }
}
