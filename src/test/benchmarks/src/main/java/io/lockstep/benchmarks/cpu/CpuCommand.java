package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Installation;
import io.lockstep.benchmarks.command.OptionException;
import io.lockstep.benchmarks.command.OutputFile;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.report.JsonReport;
import io.lockstep.benchmarks.report.Machine;
import io.lockstep.benchmarks.report.MarkdownReport;
import io.lockstep.benchmarks.report.Report;
import io.lockstep.benchmarks.report.TerminalReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** {@code deploy/lockstep bench cpu}. */
public final class CpuCommand {
    private static final int ROWS_FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    public CpuCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs it and returns the process's exit status.
     *
     * @param arguments behind {@code bench cpu}
     * @throws BenchmarkException if it cannot be run
     */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        CommandLine commandLine = Options.commandLine();
        ParseResult parsed = commandLine.parseArgs(arguments.toArray(new String[0]));
        if (parsed.isUsageHelpRequested()) {
            commandLine.usage(out);
            return 0;
        }
        Machine machine = Machine.current();
        Settings settings;
        try {
            settings = new Options(machine.cores(), machine.hasBfloat16()).settings(parsed);
        } catch (OptionException e) {
            e.faults().forEach(fault -> err.println("bench: " + fault));
            err.println("See deploy/lockstep bench cpu --help.");
            return BAD_USAGE;
        }
        OutputFile.requireWritable(settings.json());
        OutputFile.requireWritable(settings.markdown());
        if (settings.traces().isPresent()) {
            Files.createDirectories(settings.traces().get());
        }
        Progress progress = new Progress(err, Boolean.getBoolean("lockstep.terminal"), System::nanoTime);
        Launch launch = new Launch(Installation.ofProcess());
        String command = "deploy/lockstep bench cpu " + String.join(" ", arguments);
        Report report = new CpuBenchmark(settings, machine, launch, progress).run(command.strip());
        OutputFile.write(settings.json(), JsonReport.of(report));
        OutputFile.write(settings.markdown(), MarkdownReport.of(report));
        TerminalReport.print(report, out);
        report.failures().forEach(failure -> err.println("bench: " + failure));
        return report.failures().isEmpty() ? 0 : ROWS_FAILED;
    }
}
