package io.lockstep.benchmarks.operations;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.command.Installation;
import io.lockstep.benchmarks.command.OptionException;
import io.lockstep.benchmarks.command.OutputFile;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.cpu.Launch;
import io.lockstep.benchmarks.report.Machine;
import io.lockstep.benchmarks.report.Numbers;
import io.lockstep.benchmarks.report.Versions;
import io.lockstep.benchmarks.task.Engine;
import java.io.IOException;
import java.io.PrintStream;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** {@code deploy/lockstep bench operations}: each word of the vocabulary on tensors of two dimensions, beside libtorch. */
public final class OperationsCommand {
    private static final int ROWS_FAILED = 1;
    private static final int BAD_USAGE = 2;

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
     * @throws BenchmarkException if it cannot be run
     */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        CommandLine commandLine = OperationsOptions.commandLine();
        Machine machine = Machine.current();
        OperationsSettings settings;
        try {
            ParseResult parsed = commandLine.parseArgs(arguments.toArray(new String[0]));
            if (parsed.isUsageHelpRequested()) {
                commandLine.usage(out);
                return 0;
            }
            settings = new OperationsOptions(machine.cores()).settings(parsed);
        } catch (OptionException e) {
            return badUsage(e.faults());
        } catch (CommandLine.ParameterException e) {
            return badUsage(List.of(String.valueOf(e.getMessage())));
        }
        OutputFile.requireWritable(settings.json());
        OutputFile.requireWritable(settings.markdown());
        List<OperationRow> rows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        measure(settings, rows, failures);
        OperationsReport report = new OperationsReport(
                ("deploy/lockstep bench operations " + String.join(" ", arguments)).strip(),
                LocalDate.now(ZoneId.systemDefault()),
                machine,
                Versions.ofBuild(),
                settings,
                rows,
                failures);
        OutputFile.write(settings.json(), report.json());
        OutputFile.write(settings.markdown(), report.markdown());
        out.print(report.plain());
        failures.forEach(failure -> err.println("bench: " + failure));
        return failures.isEmpty() ? 0 : ROWS_FAILED;
    }

    private int badUsage(List<String> faults) {
        faults.forEach(fault -> err.println("bench: " + fault));
        err.println("See deploy/lockstep bench operations --help.");
        return BAD_USAGE;
    }

    private void measure(OperationsSettings settings, List<OperationRow> rows, List<String> failures)
            throws IOException, InterruptedException {
        Progress progress = new Progress(err, Boolean.getBoolean("lockstep.terminal"), System::nanoTime);
        Launch launch = new Launch(Installation.ofProcess());
        try (ChildProcess ours = launch.operations(Engine.LOCKSTEP, settings.elements(), settings.threads());
                ChildProcess theirs =
                        launch.operations(Engine.LIBTORCH_CONTIGUOUS, settings.elements(), settings.threads())) {
            OperationTurns turns = new OperationTurns(ours, theirs, settings);
            List<String> chosen = chosen(settings, ours.ask("names"), theirs.ask("names"));
            for (String name : chosen) {
                String place = (rows.size() + failures.size() + 1) + " of " + chosen.size() + ": " + name;
                progress.passing(place);
                try {
                    OperationRow row = turns.run(name);
                    rows.add(row);
                    progress.passing(place + ", ratio " + Numbers.ratio(row.ratio()));
                } catch (BenchmarkException e) {
                    failures.add(name + ": " + e.getMessage());
                    progress.line("failed: " + name + ": " + e.getMessage());
                }
            }
        }
        progress.clear();
    }

    private static List<String> chosen(OperationsSettings settings, String ours, String theirs) {
        if (!ours.equals(theirs)) {
            throw new BenchmarkException(
                    "both should have the same operations, but they answered\n" + ours + "\n" + theirs);
        }
        List<String> chosen = List.of(ours.split(" ", -1)).stream()
                .filter(name -> settings.names().matcher(name).find())
                .toList();
        if (chosen.isEmpty()) {
            throw new BenchmarkException("no operation's name has \"" + settings.names() + "\"; there are " + ours);
        }
        return chosen;
    }
}
