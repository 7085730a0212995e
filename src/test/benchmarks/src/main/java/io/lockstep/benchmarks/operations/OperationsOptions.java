package io.lockstep.benchmarks.operations;

import io.lockstep.benchmarks.command.OptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of {@code bench operations}. */
final class OperationsOptions {
    private static final String ONLY = "--only";
    private static final String ELEMENTS = "--elements";
    private static final String THREADS = "--threads";
    private static final String ROUNDS = "--rounds";
    private static final String QUICK = "--quick";
    private static final String JSON = "--json";
    private static final String MARKDOWN = "--markdown";

    private static final int MOST_THREADS = 1024;
    private static final int MOST_ROUNDS = 10_000;
    private static final int FEWEST_ELEMENTS = 10_000;
    private static final int MOST_ELEMENTS = 100_000_000;
    private static final int ELEMENTS_BY_DEFAULT = 1_000_000;
    private static final int ROUNDS_IN_FULL = 9;
    private static final int ROUNDS_QUICKLY = 3;

    /** Physical cores of this machine. */
    private final int cores;

    private final List<String> faults = new ArrayList<>();

    OperationsOptions(int cores) {
        this.cores = cores;
    }

    static CommandLine commandLine() {
        CommandSpec command = CommandSpec.create().name("deploy/lockstep bench operations");
        command.usageMessage()
                .description(
                        "Times each word of the tensor vocabulary beside libtorch, in turn, and counts the Java heap and"
                                + " the native memory that a call takes. Names that begin with step- are whole training steps.")
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .width(110)
                .footer("", "The last line is how many operations take at most five times as long as libtorch's.");
        command.addOption(option(ONLY, "<regex>", "Operations in whose names it is found. Default: all."));
        command.addOption(option(ELEMENTS, "<count>", "Of an operand, in 1000 rows. Default: 1000000."));
        command.addOption(option(THREADS, "<count>", "Of both. Default: the number of physical cores."));
        command.addOption(option(ROUNDS, "<count>", "Timed turns of each. Default: 9, with --quick 3."));
        command.addOption(OptionSpec.builder(QUICK)
                .description("Warm up only briefly: the first figures of code that is compiled late are too slow.")
                .build());
        command.addOption(option(JSON, "<file>", "Write the results there, for programs."));
        command.addOption(option(MARKDOWN, "<file>", "Write the results there, as a page of docs/benchmarks."));
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build());
        return new CommandLine(command);
    }

    private static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    /**
     * What the command line asks for.
     *
     * @throws OptionException if it is wrong, with all that is wrong
     */
    OperationsSettings settings(ParseResult parsed) {
        boolean quick = parsed.hasMatchedOption(QUICK);
        OperationsSettings settings = new OperationsSettings(
                names(parsed),
                number(parsed, ELEMENTS, ELEMENTS_BY_DEFAULT, FEWEST_ELEMENTS, MOST_ELEMENTS),
                number(parsed, THREADS, cores, 1, MOST_THREADS),
                number(parsed, ROUNDS, quick ? ROUNDS_QUICKLY : ROUNDS_IN_FULL, 1, MOST_ROUNDS),
                quick,
                file(parsed, JSON),
                file(parsed, MARKDOWN));
        if (!faults.isEmpty()) {
            throw new OptionException(faults);
        }
        return settings;
    }

    private Pattern names(ParseResult parsed) {
        String text = parsed.matchedOptionValue(ONLY, "");
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            faults.add(ONLY + " expects a regular expression, but got \"" + text + "\": " + e.getDescription());
            return Pattern.compile("");
        }
    }

    private int number(ParseResult parsed, String option, int otherwise, int least, int most) {
        String text = parsed.matchedOptionValue(option, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        faults.add(option + " expects a number from " + least + " to " + most + ", but got \"" + text + "\"");
        return otherwise;
    }

    private static Optional<Path> file(ParseResult parsed, String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, (String) null))
                .map(Path::of);
    }
}
