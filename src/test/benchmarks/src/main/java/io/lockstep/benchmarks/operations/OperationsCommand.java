package io.lockstep.benchmarks.operations;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.command.Installation;
import io.lockstep.benchmarks.command.OutputFile;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.cpu.Launch;
import io.lockstep.benchmarks.report.Machine;
import io.lockstep.benchmarks.report.Numbers;
import io.lockstep.benchmarks.report.Percentiles;
import io.lockstep.benchmarks.report.TextTable;
import io.lockstep.benchmarks.task.Engine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code deploy/lockstep bench operations}: each word of the vocabulary on tensors of two dimensions, beside libtorch. */
public final class OperationsCommand {
    private static final int BAD_USAGE = 2;
    private static final double BOUND = 5;
    private static final long WARM_UP_NANOS = 250_000_000;
    private static final long TURN_NANOS = 40_000_000;

    private final PrintStream out;
    private final PrintStream err;

    public OperationsCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs it and returns the process's exit status.
     *
     * @param arguments behind {@code bench operations}
     */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        CommandLine commandLine = commandLine();
        Machine machine = Machine.current();
        ParseResult parsed;
        Pattern names;
        try {
            parsed = commandLine.parseArgs(arguments.toArray(new String[0]));
            names = Pattern.compile(parsed.matchedOptionValue("--only", ".*"));
        } catch (CommandLine.ParameterException | PatternSyntaxException e) {
            err.println("bench: " + e.getMessage());
            err.println("See deploy/lockstep bench operations --help.");
            return BAD_USAGE;
        }
        if (parsed.isUsageHelpRequested()) {
            commandLine.usage(out);
            return 0;
        }
        int elements = parsed.matchedOptionValue("--elements", 1_000_000);
        int threads = parsed.matchedOptionValue("--threads", machine.cores());
        int rounds = parsed.matchedOptionValue("--rounds", 7);
        if (elements < 1000 || elements > 1_000_000_000 || threads < 1 || rounds < 1) {
            err.println("bench: --elements expects 1000 to 1000000000, --threads and --rounds at least 1, but got "
                    + elements + ", " + threads + " and " + rounds);
            return BAD_USAGE;
        }
        Optional<Path> markdown = Optional.ofNullable(parsed.matchedOptionValue("--markdown", (Path) null));
        OutputFile.requireWritable(markdown);
        List<String> failures = new ArrayList<>();
        List<OperationRow> rows = measure(elements, threads, rounds, names, failures);
        rows.sort(Comparator.comparingDouble(OperationRow::ratio).reversed());
        TextTable table = table(rows);
        long within = rows.stream().filter(row -> row.ratio() <= BOUND).count();
        String verdict = within + " of " + rows.size() + " within 5x";
        out.println("machine: " + machine);
        out.println(elements + " elements, " + threads + " thread(s), median of " + rounds + " alternating rounds");
        out.print(table.plain());
        out.println(verdict);
        String text = "# Operations beside libtorch: " + machine.processor() + ", "
                + LocalDate.now(ZoneId.systemDefault()) + "\n\n```\n"
                + ("deploy/lockstep bench operations " + String.join(" ", arguments)).strip() + "\n```\n\n" + machine
                + ".\n" + elements + " elements, " + threads + " thread(s), median of " + rounds
                + " alternating rounds. Ratio: our time over libtorch's, so below 1 Lockstep is faster.\n\n**" + verdict
                + ".**\n\n" + table.markdown();
        OutputFile.write(markdown, text);
        failures.forEach(failure -> err.println("bench: " + failure));
        return failures.isEmpty() ? 0 : 1;
    }

    private List<OperationRow> measure(int elements, int threads, int rounds, Pattern names, List<String> failures)
            throws IOException, InterruptedException {
        Progress progress = new Progress(err, Boolean.getBoolean("lockstep.terminal"), System::nanoTime);
        Launch launch = new Launch(Installation.ofProcess());
        List<OperationRow> rows = new ArrayList<>();
        try (ChildProcess ours = launch.operations(Engine.LOCKSTEP, elements, threads);
                ChildProcess theirs = launch.operations(Engine.LIBTORCH_CONTIGUOUS, elements, threads)) {
            String all = ours.ask("names");
            String others = theirs.ask("names");
            if (!all.equals(others)) {
                throw new BenchmarkException(
                        "both should have the same operations, but they answered\n" + all + "\n" + others);
            }
            for (String name : all.split(" ", -1)) {
                if (names.matcher(name).find()) {
                    progress.passing(name);
                    try {
                        rows.add(row(name, rounds, ours, theirs));
                    } catch (BenchmarkException e) {
                        failures.add(name + ": " + e.getMessage());
                    }
                }
            }
        }
        progress.clear();
        return rows;
    }

    private static OperationRow row(String name, int rounds, ChildProcess ours, ChildProcess theirs)
            throws InterruptedException {
        turn(ours, name, WARM_UP_NANOS);
        turn(theirs, name, WARM_UP_NANOS / 4);
        double[][] samples = new double[4][rounds];
        for (int round = 0; round < rounds; round++) {
            double[] turn = turn(ours, name, TURN_NANOS);
            samples[0][round] = turn[0];
            samples[2][round] = turn[1];
            samples[3][round] = turn[2];
            samples[1][round] = turn(theirs, name, TURN_NANOS)[0];
        }
        return new OperationRow(name, median(samples[0]), median(samples[1]), median(samples[2]), median(samples[3]));
    }

    private static double median(double[] sample) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        return Percentiles.of(sorted, 0.5);
    }

    /** Nanoseconds, heap and native bytes of a call. */
    private static double[] turn(ChildProcess process, String name, long nanos) throws InterruptedException {
        String answer = process.ask(name + " " + nanos);
        if (answer.startsWith("error ")) {
            throw new BenchmarkException(answer + "; see " + process.record());
        }
        String[] words = answer.split(" ", -1);
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2])};
    }

    private static TextTable table(List<OperationRow> rows) {
        TextTable table = new TextTable(
                "operation", " ratio", " lockstep ms", " libtorch ms", " heap bytes a call", " native bytes a call");
        for (OperationRow row : rows) {
            table.add(
                    row.name(),
                    Numbers.ratio(row.ratio()),
                    Numbers.rounded(row.ours() / 1e6),
                    Numbers.rounded(row.theirs() / 1e6),
                    Long.toString(Math.round(row.heapBytes())),
                    Long.toString(Math.round(row.nativeBytes())));
        }
        return table;
    }

    private static CommandLine commandLine() {
        CommandSpec command = CommandSpec.create().name("deploy/lockstep bench operations");
        command.usageMessage()
                .description(
                        "Times each word of the tensor vocabulary beside libtorch, in turn, and counts the Java heap and"
                                + " the native memory that a call takes. Names beginning with step- are whole training steps.")
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .width(110)
                .footer("", "The last line is how many operations take at most five times as long as libtorch's.");
        command.addOption(
                option("--only", String.class, "<regex>", "Operations whose names contain it. Default: all."));
        command.addOption(option("--elements", Integer.class, "<count>", "In 1000 rows. Default: 1000000."));
        command.addOption(option("--threads", Integer.class, "<count>", "Default: the number of cores."));
        command.addOption(option("--rounds", Integer.class, "<count>", "Alternating turns. Default: 7."));
        command.addOption(
                option("--markdown", Path.class, "<file>", "Write the results there, as a page of docs/benchmarks."));
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build());
        return new CommandLine(command);
    }

    private static OptionSpec option(String name, Class<?> type, String label, String description) {
        return OptionSpec.builder(name)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build();
    }
}
