package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.command.OptionException;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of {@code bench cpu}. */
final class Options {
    private static final String MODELS = "--models";
    private static final String PRECISIONS = "--precisions";
    private static final String THREADS = "--threads";
    private static final String STEPS = "--steps";
    private static final String NO_INFERENCE = "--no-inference";
    private static final String QUICK = "--quick";
    private static final String UNTUNED = "--untuned";
    private static final String PROFILE = "--profile";
    private static final String TRACES = "--traces";
    private static final String JSON = "--json";
    private static final String MARKDOWN = "--markdown";

    private static final int STEPS_IN_FULL = 21;
    private static final int STEPS_QUICKLY = 9;
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_THREADS = 1024;

    /** Physical cores of this machine. */
    private final int cores;

    private final boolean bfloat16;
    private final List<String> faults = new ArrayList<>();

    /** @param bfloat16 whether the processor computes in it */
    Options(int cores, boolean bfloat16) {
        this.cores = cores;
        this.bfloat16 = bfloat16;
    }

    static CommandLine commandLine() {
        CommandSpec command = CommandSpec.create().name("deploy/lockstep bench cpu");
        command.usageMessage()
                .description(
                        "Measures images per second of training and inference beside libtorch, in turn in one run.")
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .width(110)
                .footer("", "The last line of the output is the ratios of training: above 1, Lockstep is faster.");
        command.parser().collectErrors(true);
        command.addOption(value(MODELS, "<names>", "Comma-separated, out of " + titles() + ". Default: all."));
        command.addOption(value(
                PRECISIONS,
                "<names>",
                "Of training, comma-separated, out of " + String.join(", ", Precision.titles())
                        + ". Default: float32, and bfloat16 where the processor has instructions for it."));
        command.addOption(value(THREADS, "<counts>", "Comma-separated. Default: 1 and the number of cores."));
        command.addOption(value(
                STEPS,
                "<count>",
                "Timed steps of each contestant in each row; short ones are timed several at a" + " time. Default: "
                        + STEPS_IN_FULL + ", with --quick " + STEPS_QUICKLY + "."));
        command.addOption(flag(NO_INFERENCE, "Measure training only."));
        command.addOption(
                flag(QUICK, "Be done within 4 minutes: fewer steps, and only the largest number of threads."));
        command.addOption(flag(UNTUNED, "Measure libtorch with the C library's default allocator, too."));
        command.addOption(flag(PROFILE, "Tell where the time of Lockstep's steps goes, operation by operation."));
        command.addOption(value(
                TRACES,
                "<folder>",
                "Profile, and write each kernel of some steps there, one file for each row, for chrome://tracing or"
                        + " ui.perfetto.dev."));
        command.addOption(value(JSON, "<file>", "Write all results there, for programs."));
        command.addOption(value(MARKDOWN, "<file>", "Write the results there, as a page of docs/benchmarks."));
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build());
        return new CommandLine(command).setUnmatchedArgumentsAllowed(true);
    }

    /** @throws OptionException if something is wrong with them; tells all that is */
    Settings settings(ParseResult parsed) {
        parsed.errors().forEach(error -> faults.add(String.valueOf(error.getMessage())));
        parsed.unmatched().forEach(argument -> faults.add("unknown option or argument " + argument));
        boolean quick = parsed.hasMatchedOption(QUICK);
        int steps = text(parsed, STEPS)
                .map(text -> count(STEPS, text, MOST_STEPS))
                .orElse(quick ? STEPS_QUICKLY : STEPS_IN_FULL);
        List<Integer> threads = threads(parsed);
        Settings settings = new Settings(
                networks(parsed),
                precisions(parsed),
                !parsed.hasMatchedOption(NO_INFERENCE),
                quick ? threads.subList(threads.size() - 1, threads.size()) : threads,
                steps,
                quick,
                parsed.hasMatchedOption(UNTUNED),
                parsed.hasMatchedOption(PROFILE) || parsed.hasMatchedOption(TRACES),
                text(parsed, TRACES).map(Path::of),
                text(parsed, JSON).map(Path::of),
                text(parsed, MARKDOWN).map(Path::of));
        if (!faults.isEmpty()) {
            throw new OptionException(faults);
        }
        return settings;
    }

    private List<Network> networks(ParseResult parsed) {
        Optional<String> text = text(parsed, MODELS);
        if (text.isEmpty()) {
            return List.of(Network.values());
        }
        TreeSet<Network> networks = new TreeSet<>();
        for (String title : text.get().split(",", -1)) {
            Network.of(title)
                    .ifPresentOrElse(
                            networks::add,
                            () -> faults.add(MODELS + " expects some of " + titles()
                                    + " with commas between, but got \"" + title + "\""));
        }
        return List.copyOf(networks);
    }

    private List<Precision> precisions(ParseResult parsed) {
        Optional<String> text = text(parsed, PRECISIONS);
        if (text.isEmpty()) {
            return bfloat16 ? List.of(Precision.FLOAT32, Precision.BFLOAT16) : List.of(Precision.FLOAT32);
        }
        TreeSet<Precision> precisions = new TreeSet<>();
        for (String title : text.get().split(",", -1)) {
            Precision.of(title)
                    .ifPresentOrElse(
                            precisions::add,
                            () -> faults.add(PRECISIONS + " expects some of " + String.join(", ", Precision.titles())
                                    + " with commas between, but got \"" + title + "\""));
        }
        return List.copyOf(precisions);
    }

    private List<Integer> threads(ParseResult parsed) {
        Optional<String> text = text(parsed, THREADS);
        if (text.isEmpty()) {
            return List.copyOf(new TreeSet<>(List.of(1, cores)));
        }
        TreeSet<Integer> threads = new TreeSet<>();
        Arrays.stream(text.get().split(",", -1)).forEach(word -> threads.add(count(THREADS, word, MOST_THREADS)));
        return List.copyOf(threads);
    }

    private int count(String option, String text, int most) {
        if (text.matches("[0-9]{1,6}")) {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= most) {
                return count;
            }
        }
        faults.add(option + " expects whole numbers from 1 to " + most + ", but got \"" + text + "\"");
        return 1;
    }

    private static Optional<String> text(ParseResult parsed, String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, null));
    }

    private static String titles() {
        return String.join(", ", Network.titles());
    }

    private static OptionSpec value(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).description(description).build();
    }
}
