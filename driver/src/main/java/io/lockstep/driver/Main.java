package io.lockstep.driver;

import io.lockstep.driver.cluster.HadoopSettings;
import io.lockstep.driver.monitor.Display;
import io.lockstep.driver.run.Folders;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.ConfigException;
import io.lockstep.worker.config.ModelNames;
import io.lockstep.worker.config.Spelling;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Entry of {@code deploy/lockstep} and of {@code spark-submit --class io.lockstep.driver.Main lockstep.jar}. */
public final class Main {
    private static final int RUN_FAILED = 1;
    private static final int BAD_USAGE = 2;
    private static final Set<String> MODELS = ModelNames.all();

    private final CommandLine commandLine = Commands.commandLine(MODELS);
    private final SparkConf spark;
    private final PrintWriter out;
    private final PrintWriter err;

    Main(SparkConf spark, PrintWriter out, PrintWriter err) {
        this.spark = spark;
        this.out = out;
        this.err = err;
        commandLine.setOut(out).setErr(err);
    }

    public static void main(String[] args) {
        int status = new Main(new SparkConf(), writer(System.out), writer(System.err)).run(args);
        if (status != 0) {
            System.exit(status); // not on success: a cluster manager that runs this wants main to return
        }
    }

    /** Runs the command of {@code args} and returns the process's exit status. */
    int run(String... args) {
        boolean verbose = List.of(args).contains(Commands.VERBOSE);
        try {
            ParseResult parsed = commandLine.parseArgs(args);
            Integer help = CommandLine.executeHelpRequest(parsed);
            return help == null ? dispatch(parsed) : help;
        } catch (ConfigException e) {
            e.faults().forEach(this::complain);
            err.println("See lockstep --help, or lockstep <command> --help for its options.");
            return BAD_USAGE;
        } catch (LockstepException e) {
            return failed(String.valueOf(e.getMessage()), e, verbose);
        } catch (Exception e) {
            String firstLine = e.toString().lines().findFirst().orElse("");
            return failed("unexpected " + firstLine + "; --verbose shows where", e, verbose);
        }
    }

    private int dispatch(ParseResult parsed) throws Exception {
        if (!parsed.hasSubcommand()) {
            throw noCommand(parsed);
        }
        Arguments arguments = new Arguments(parsed.subcommand());
        Configuration hadoop = HadoopSettings.of(spark);
        Folders folders = new Folders(hadoop);
        Display display = Display.ofProcess();
        try {
            run(parsed.subcommand().commandSpec().name(), arguments, hadoop, folders, display);
        } finally {
            display.clear();
        }
        return 0;
    }

    private void run(String command, Arguments arguments, Configuration hadoop, Folders folders, Display display)
            throws Exception {
        switch (command) {
            case "train" -> {
                TrainPlan plan = TrainPlan.of(arguments, folders, MODELS);
                new TrainCommand(spark, hadoop, folders, display).run(plan);
            }
            case "evaluate" -> {
                EvaluatePlan plan = EvaluatePlan.of(arguments, folders, MODELS);
                new EvaluateCommand(spark, hadoop, display, out).run(plan);
            }
            case "scaling" -> {
                ScalingPlan plan = ScalingPlan.of(arguments, folders, MODELS);
                new ScalingCommand(spark, hadoop, display).run(plan);
            }
            case "gradients" -> new GradientsCommand(out).run(arguments);
            case "inspect" -> new InspectCommand(folders, out).run(arguments);
            default -> throw new IllegalStateException(command);
        }
    }

    private ConfigException noCommand(ParseResult parsed) {
        Set<String> commands = commandLine.getSubcommands().keySet();
        String wanted = parsed.unmatched().isEmpty() ? "" : parsed.unmatched().get(0);
        String fault = wanted.isEmpty()
                ? "a command is missing; give one of " + String.join(", ", commands)
                : "unknown command " + wanted + ", must be one of " + String.join(", ", commands)
                        + Spelling.suggestion(wanted, commands);
        return new ConfigException(List.of(fault));
    }

    private int failed(String message, Exception thrown, boolean verbose) {
        complain(message);
        if (verbose) {
            thrown.printStackTrace(err);
        }
        return RUN_FAILED;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    private void complain(String fault) {
        err.println("lockstep: " + fault);
    }
}
