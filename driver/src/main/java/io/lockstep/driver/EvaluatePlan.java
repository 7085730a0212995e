package io.lockstep.driver;

import io.lockstep.driver.run.Checkpoint;
import io.lockstep.driver.run.Folders;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.ConfigException;
import io.lockstep.worker.config.ConfigResolver;
import io.lockstep.worker.config.GivenValue;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.config.TrainOptions;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** An evaluation as it is to be, checked as far as it can be without executors. */
record EvaluatePlan(TrainConfig config, Checkpoint checkpoint, boolean json) {
    /** The plan that {@code arguments} describe; throws {@link ConfigException} with all that is wrong with it. */
    static EvaluatePlan of(Arguments arguments, Folders folders, Collection<String> models) throws IOException {
        List<String> faults = arguments.faults();
        String path = arguments.text(Commands.CHECKPOINT).orElse("");
        if (path.isEmpty()) {
            faults.add("--checkpoint is missing: checkpoint, or run whose last one, to evaluate");
            throw new ConfigException(faults);
        }
        Checkpoint checkpoint;
        Map<String, GivenValue> given;
        try {
            checkpoint = Checkpoint.find(folders.qualified(path), folders);
            given = checkpoint.options(folders);
        } catch (LockstepException e) {
            faults.add("--checkpoint " + e.getMessage());
            throw new ConfigException(faults);
        }
        given.putAll(arguments.runOptions());
        TrainConfig config = new ConfigResolver(models).resolve(given, faults);
        return new EvaluatePlan(withData(config, folders), checkpoint, arguments.flag(Commands.JSON));
    }

    private static TrainConfig withData(TrainConfig config, Folders folders) throws IOException {
        Path data = folders.qualified(config.data());
        if (!folders.exists(data)) {
            throw new ConfigException(List.of("--data " + data + " does not exist; give the folder of a data set"));
        }
        return config.with(TrainOptions.DATA, data.toString());
    }
}
