package io.lockstep.driver;

import io.lockstep.driver.run.Checkpoint;
import io.lockstep.driver.run.CheckpointReport;
import io.lockstep.driver.run.Folders;
import io.lockstep.driver.run.RunFolder;
import io.lockstep.driver.run.RunReport;
import io.lockstep.worker.Json;
import io.lockstep.worker.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** {@code lockstep inspect}: shows what a run or a checkpoint holds. */
final class InspectCommand {
    private final Folders folders;
    private final PrintWriter out;

    InspectCommand(Folders folders, PrintWriter out) {
        this.folders = folders;
        this.out = out;
    }

    void run(Arguments arguments) throws IOException {
        if (arguments.positional().isEmpty()) {
            arguments.faults().add("a path is missing: folder of a run or of a checkpoint");
        }
        if (!arguments.faults().isEmpty()) {
            throw new ConfigException(arguments.faults());
        }
        Path path = folders.qualified(arguments.positional().orElseThrow());
        boolean json = arguments.flag(Commands.JSON);
        Optional<Checkpoint> named = Checkpoint.at(path);
        if (named.isPresent()) {
            CheckpointReport report = CheckpointReport.of(Checkpoint.find(path, folders), folders);
            print(report, json, this::table);
        } else if (folders.exists(new RunFolder(path).config())) {
            RunReport report = RunReport.of(new RunFolder(path), folders);
            print(report, json, this::table);
        } else {
            throw new ConfigException(List.of(path + " is neither a run (it has no config.yaml) nor a checkpoint"
                    + " (.../checkpoints/step-<n>); correct the path"));
        }
    }

    private <T> void print(T report, boolean json, Consumer<T> table) {
        if (json) {
            out.println(Json.pretty(report));
        } else {
            table.accept(report);
        }
    }

    private void table(RunReport run) {
        row("run", run.path());
        row("finished", run.finished() ? "yes" : "no");
        row("epochs", run.epochs());
        row("steps", run.steps());
        row("train loss", number(run.trainLoss()));
        row("val accuracy", percent(run.lastAcc1()));
        row("best", percent(run.bestAcc1()));
        out.println("\nconfiguration");
        run.config().forEach(this::row);
        out.println("\ncheckpoints");
        run.checkpoints().forEach(state -> row("step-" + state.step(), state.complete() ? "complete" : "incomplete"));
        if (run.lastCheckpoint() != null) {
            out.println();
            table(run.lastCheckpoint());
        }
    }

    private void table(CheckpointReport checkpoint) {
        row("checkpoint", checkpoint.path());
        row("model", checkpoint.model());
        row("parameters", String.format(Locale.ROOT, "%,d", checkpoint.elements()));
        row("bytes", String.format(Locale.ROOT, "%,d", checkpoint.bytes()));
        out.println();
        checkpoint
                .tensors()
                .forEach(tensor -> out.printf(
                        Locale.ROOT,
                        "  %-40s %-4s %-20s %,14d bytes%n",
                        tensor.name(),
                        tensor.dtype(),
                        tensor.shape(),
                        tensor.bytes()));
    }

    private void row(String name, Object value) {
        out.printf(Locale.ROOT, "%-24s %s%n", name, value);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.2f %%", share * 100);
    }
}
