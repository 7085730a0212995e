package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Installation;
import io.lockstep.benchmarks.command.OptionException;
import io.lockstep.benchmarks.command.OutputFile;
import io.lockstep.benchmarks.command.Progress;
import io.lockstep.benchmarks.comms.entrant.Launch;
import io.lockstep.benchmarks.comms.entrant.LockstepEntrant;
import io.lockstep.benchmarks.comms.entrant.PeerVersions;
import io.lockstep.benchmarks.comms.network.CongestionControl;
import io.lockstep.benchmarks.comms.network.EmulatedHosts;
import io.lockstep.benchmarks.comms.network.OwnNetwork;
import io.lockstep.benchmarks.comms.network.Place;
import io.lockstep.benchmarks.comms.network.ThisMachine;
import io.lockstep.benchmarks.comms.report.BandwidthChart;
import io.lockstep.benchmarks.comms.report.JsonReport;
import io.lockstep.benchmarks.comms.report.MarkdownReport;
import io.lockstep.benchmarks.comms.report.Report;
import io.lockstep.benchmarks.comms.report.Row;
import io.lockstep.benchmarks.comms.report.Setting;
import io.lockstep.benchmarks.comms.report.TerminalReport;
import io.lockstep.benchmarks.comms.spark.SparkBenchmark;
import io.lockstep.benchmarks.report.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** {@code deploy/lockstep bench comms}. */
public final class CommsCommand {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final Supplier<Installation> installations;

    public CommsCommand(PrintStream out, PrintStream err) {
        this(out, err, Installation::ofProcess);
    }

    CommsCommand(PrintStream out, PrintStream err, Supplier<Installation> installations) {
        this.out = out;
        this.err = err;
        this.installations = installations;
    }

    /**
     * Runs it and returns the process's exit status.
     *
     * @param arguments behind {@code bench comms}
     * @throws BenchmarkException if it cannot be run
     */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        CommandLine commandLine = CommsOptions.commandLine();
        ParseResult parsed = commandLine.parseArgs(arguments.toArray(new String[0]));
        if (parsed.isUsageHelpRequested()) {
            commandLine.usage(out);
            return 0;
        }
        CommsSettings settings;
        try {
            boolean root = System.getProperty("user.name").equals("root");
            settings = new CommsOptions(root, CongestionControl.available()).settings(parsed);
        } catch (OptionException e) {
            e.faults().forEach(fault -> err.println("bench: " + fault));
            err.println("See deploy/lockstep bench comms --help.");
            return BAD_USAGE;
        }
        return run(settings, ("deploy/lockstep bench comms " + String.join(" ", arguments)).strip());
    }

    private int run(CommsSettings settings, String command) throws IOException, InterruptedException {
        OutputFile.requireWritable(settings.json());
        OutputFile.requireWritable(settings.svg());
        OutputFile.requireWritable(settings.markdown());
        Progress progress = new Progress(err, Boolean.getBoolean("lockstep.terminal"), System::nanoTime);
        Report report = settings.master().isPresent()
                ? onCluster(settings, progress, command)
                : onThisMachine(settings, progress, command);
        OutputFile.write(settings.json(), JsonReport.of(report));
        OutputFile.write(settings.svg(), BandwidthChart.svg(report));
        OutputFile.write(settings.markdown(), MarkdownReport.of(report));
        TerminalReport.print(report, out);
        report.failures().forEach(failure -> err.println("bench: " + failure));
        return report.failures().isEmpty() ? 0 : FAILED;
    }

    private Report onThisMachine(CommsSettings settings, Progress progress, String command)
            throws IOException, InterruptedException {
        Installation installation = installations.get();
        try (Place place = place(settings, installation)) {
            Launch launch = new Launch(installation, place);
            return new CommsBenchmark(settings, Machine.current(), place, launch, progress).run(command);
        }
    }

    private static Report onCluster(CommsSettings settings, Progress progress, String command) {
        List<LockstepEntrant> variants =
                settings.entrants().stream().map(LockstepEntrant.class::cast).toList();
        List<Row> rows = new ArrayList<>();
        try (SparkBenchmark benchmark = new SparkBenchmark(
                variants, settings.sizes(), settings.rounds(), settings.turn(), settings.mostRanks(), progress)) {
            for (int ranks : settings.ranks()) {
                rows.addAll(benchmark.run(ranks));
            }
            progress.clear();
            return new Report(
                    command,
                    LocalDate.now(ZoneId.systemDefault()),
                    Machine.current(),
                    new Setting(
                            benchmark.description(),
                            CongestionControl.current() + " on the driver's machine",
                            settings.rounds(),
                            settings.turn().toMillis()),
                    PeerVersions.of(settings.entrants()),
                    rows,
                    List.of("the machine named is the driver's; the executors may run on others"),
                    List.of());
        }
    }

    private static Place place(CommsSettings settings, Installation installation) {
        if (settings.hosts().isPresent()) {
            return new EmulatedHosts(
                    settings.hosts().getAsInt(),
                    settings.link(),
                    settings.congestionControl().orElseGet(CongestionControl::current),
                    Launch.program(installation, "namespace_agent.sh"));
        }
        return settings.congestionControl().isPresent()
                ? new OwnNetwork(settings.congestionControl().get())
                : new ThisMachine();
    }
}
