package io.lockstep.driver;

import io.lockstep.driver.run.Checkpoint;
import io.lockstep.driver.run.ConfigFile;
import io.lockstep.driver.run.Folders;
import io.lockstep.driver.run.RunFolder;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.ConfigException;
import io.lockstep.worker.config.ConfigResolver;
import io.lockstep.worker.config.GivenValue;
import io.lockstep.worker.config.Option;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.config.TrainOptions;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * A training run as it is to be: everything that can be checked without executors is.
 *
 * @param config with qualified paths and the name of the run
 * @param start checkpoint to go on from
 * @param continues whether {@code folder} holds the same run already
 */
record TrainPlan(TrainConfig config, RunFolder folder, Optional<Checkpoint> start, boolean continues) {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** Options that a run does not take over from the checkpoint it starts from. */
    private static final List<Option<?>> OWN =
            List.of(TrainOptions.OUT, TrainOptions.NAME, TrainOptions.RESUME, TrainOptions.MAX_STEPS);

    /** The plan that {@code arguments} describe; throws {@link ConfigException} with all that is wrong with it. */
    static TrainPlan of(Arguments arguments, Folders folders, Collection<String> models) throws IOException {
        List<String> faults = arguments.faults();
        Map<String, GivenValue> given = given(arguments, folders);
        Optional<Checkpoint> start = start(given, folders, faults);
        if (start.isPresent()) {
            inherit(given, start.get(), folders, faults);
        }
        qualifyData(given, folders, faults);
        nameRun(given, start);
        qualify(given, TrainOptions.OUT, folders, faults);
        TrainConfig config = new ConfigResolver(models).resolve(given, faults);

        RunFolder folder = new RunFolder(new Path(config.out(), config.name()));
        boolean continues =
                start.flatMap(Checkpoint::run).filter(folder::equals).isPresent();
        if (!continues) {
            checkFree(folder, folders, faults);
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return new TrainPlan(config, folder, start, continues);
    }

    /** The values of the configuration file, with those of the command line over them. */
    private static Map<String, GivenValue> given(Arguments arguments, Folders folders) {
        Map<String, GivenValue> given = new LinkedHashMap<>();
        arguments.text(Commands.CONFIG).ifPresent(file -> {
            try {
                String yaml = folders.readText(folders.qualified(file));
                given.putAll(ConfigFile.read(yaml, file, arguments.faults()));
            } catch (IOException | LockstepException e) {
                arguments.faults().add(Commands.CONFIG + " " + file + " cannot be read: " + e.getMessage());
            }
        });
        given.putAll(arguments.runOptions());
        return given;
    }

    private static void qualifyData(Map<String, GivenValue> given, Folders folders, List<String> faults)
            throws IOException {
        Optional<Path> data = qualify(given, TrainOptions.DATA, folders, faults);
        try {
            if (data.isPresent() && !folders.exists(data.get())) {
                faults.add("--data " + data.get() + " does not exist; give the folder of a data set");
            }
        } catch (LockstepException e) {
            faults.add("--data " + e.getMessage());
        }
    }

    private static Optional<Checkpoint> start(Map<String, GivenValue> given, Folders folders, List<String> faults)
            throws IOException {
        Optional<Path> resume = qualify(given, TrainOptions.RESUME, folders, faults);
        try {
            return resume.isPresent() ? Optional.of(Checkpoint.find(resume.get(), folders)) : Optional.empty();
        } catch (LockstepException e) {
            faults.add("--resume " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A resumed run goes on in its own folder, a fresh one is named by model and time, unless the user says else. */
    private static void nameRun(Map<String, GivenValue> given, Optional<Checkpoint> start) {
        if (given.containsKey(TrainOptions.NAME.name())) {
            return;
        }
        Optional<Path> run = start.flatMap(Checkpoint::run).map(RunFolder::path);
        if (run.isPresent()) {
            put(given, TrainOptions.NAME, run.get().getName());
            if (!given.containsKey(TrainOptions.OUT.name())) {
                put(given, TrainOptions.OUT, run.get().getParent().toString());
            }
        } else if (given.containsKey(TrainOptions.MODEL.name())) {
            String model = given.get(TrainOptions.MODEL.name()).text();
            put(
                    given,
                    TrainOptions.NAME,
                    model + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(TIMESTAMP));
        }
    }

    /** Makes the path of {@code option} one that means the same in every process. */
    private static Optional<Path> qualify(
            Map<String, GivenValue> given, Option<String> option, Folders folders, List<String> faults) {
        GivenValue value = given.get(option.name());
        String text = value == null ? option.defaultText() : value.text();
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            Path path = folders.qualified(text);
            put(given, option, path.toString());
            return Optional.of(path);
        } catch (LockstepException e) {
            faults.add("--" + option.name() + " " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void put(Map<String, GivenValue> given, Option<String> option, String text) {
        given.put(option.name(), new GivenValue(text, "--" + option.name()));
    }

    /** What is not given is as it was, but for where the run lies and when it was to stop. */
    private static void inherit(
            Map<String, GivenValue> given, Checkpoint checkpoint, Folders folders, List<String> faults)
            throws IOException {
        try {
            Map<String, GivenValue> options = checkpoint.options(folders);
            checkModel(given, options, checkpoint, faults);
            OWN.forEach(option -> options.remove(option.name()));
            options.forEach(given::putIfAbsent);
        } catch (LockstepException e) {
            faults.add("--resume " + e.getMessage());
        }
    }

    private static void checkModel(
            Map<String, GivenValue> given,
            Map<String, GivenValue> options,
            Checkpoint checkpoint,
            List<String> faults) {
        GivenValue wanted = given.get(TrainOptions.MODEL.name());
        GivenValue made = options.get(TrainOptions.MODEL.name());
        if (wanted != null && made != null && !wanted.text().equals(made.text())) {
            faults.add("--resume " + checkpoint.path() + " is a checkpoint of model " + made.text() + ", not of "
                    + wanted.text() + "; use --model " + made.text() + " or another checkpoint");
        }
    }

    private static void checkFree(RunFolder folder, Folders folders, List<String> faults) throws IOException {
        if (folders.exists(folder.summary())) {
            faults.add(folder.path() + " holds a finished run; choose another --name or --out, or --resume it");
        } else if (folder.lastComplete(folders).isPresent()) {
            faults.add(folder.path() + " holds a run that did not finish; go on with --resume " + folder.path()
                    + " or choose another --name");
        }
    }
}
