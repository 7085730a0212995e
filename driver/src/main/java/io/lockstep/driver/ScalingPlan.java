package io.lockstep.driver;

import io.lockstep.driver.run.Folders;
import io.lockstep.driver.scaling.Mode;
import io.lockstep.driver.scaling.StatedNetwork;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.ConfigException;
import io.lockstep.worker.config.ConfigResolver;
import io.lockstep.worker.config.GivenValue;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.config.TrainOptions;
import io.lockstep.worker.measurement.ImageFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scaling experiment as it is to be, checked as far as it can be without executors.
 *
 * @param config of the largest run
 * @param workers by rising number, the first 1
 * @param batchSize of one worker alone
 * @param generated images to make up; null if data are given
 * @param emulatedMillis to wait per step instead of computing; 0 to compute
 * @param hosts emulated ones; 0 if the cluster is a real one
 * @param link of an emulated host
 * @param workersPerHost in the forecasts; 0 to take what two workers show
 * @param forecast numbers of workers that are not run
 * @param network of those
 */
record ScalingPlan(
        TrainConfig config,
        List<Integer> workers,
        Mode mode,
        int batchSize,
        int rounds,
        int warmUpSteps,
        int steps,
        @Nullable ImageFormat generated,
        double emulatedMillis,
        int hosts,
        String link,
        int workersPerHost,
        List<Integer> forecast,
        Optional<StatedNetwork> network,
        Optional<Path> json,
        Optional<Path> svg,
        Optional<Path> markdown) {
    private static final String NO_FILES = "generated images";
    /** Small enough that noise does not make the loss overflow. */
    private static final String GENTLE_LR = "0.001";

    /** Where deploy/emulate says what it has set up. */
    private static final String EMULATED_HOSTS = "LOCKSTEP_EMULATED_HOSTS";

    private static final int SIDE_OF_MNIST = 28;
    private static final int IMAGENET_CLASSES = 1000;

    /** The plan that {@code arguments} describe; throws {@link ConfigException} with all that is wrong with it. */
    static ScalingPlan of(Arguments arguments, Folders folders, Collection<String> models) throws IOException {
        List<String> faults = arguments.faults();
        ScalingOptions options = new ScalingOptions(arguments);
        List<Integer> workers = options.workers();
        Map<String, GivenValue> given = arguments.runOptions();
        boolean hasData = qualifyData(given, folders, faults);
        boolean hasClasses = given.containsKey(TrainOptions.CLASSES.name());
        put(given, TrainOptions.WORKERS.name(), workers.isEmpty() ? "1" : "" + workers.get(workers.size() - 1));
        given.putIfAbsent(TrainOptions.LR.name(), new GivenValue(GENTLE_LR, "--lr"));

        Mode mode = options.mode();
        int rounds = options.rounds();
        int warmUpSteps = options.warmUpSteps();
        int steps = options.steps();
        int imageSize = options.imageSize();
        double emulatedMillis = options.emulatedMillis();
        int hosts = options.hosts();
        String link = options.link();
        int workersPerHost = options.workersPerHost();
        List<Integer> forecast = options.forecast();
        Optional<StatedNetwork> network = options.network();
        Optional<Path> json = options.file(ScalingOptions.JSON);
        Optional<Path> svg = options.file(ScalingOptions.SVG);
        Optional<Path> markdown = options.file(ScalingOptions.MARKDOWN);
        contradictions(workers, hosts, link, hasData, imageSize, forecast, faults);

        TrainConfig config = new ConfigResolver(models).resolve(given, faults);
        checkBatch(config, mode, workers);
        return new ScalingPlan(
                config,
                workers,
                mode,
                config.batchSize(),
                rounds,
                warmUpSteps,
                steps,
                hasData ? null : format(config, imageSize, hasClasses),
                emulatedMillis,
                hosts,
                link,
                workersPerHost,
                forecast,
                network,
                json,
                svg,
                markdown);
    }

    /** The configuration of a run on so many workers, with so many images each. */
    TrainConfig config(int workers, int batch) {
        return config.with(TrainOptions.WORKERS, Integer.toString(workers))
                .with(TrainOptions.BATCH_SIZE, Integer.toString(batch));
    }

    boolean canForecast() {
        return workers.contains(2);
    }

    private static boolean qualifyData(Map<String, GivenValue> given, Folders folders, List<String> faults)
            throws IOException {
        GivenValue data = given.get(TrainOptions.DATA.name());
        if (data == null) {
            put(given, TrainOptions.DATA.name(), NO_FILES);
            return false;
        }
        try {
            String path = folders.qualified(data.text()).toString();
            if (!folders.exists(folders.qualified(data.text()))) {
                faults.add(
                        "--data " + path + " does not exist; give the folder of a data set, or none to make up images");
            }
            put(given, TrainOptions.DATA.name(), path);
        } catch (LockstepException e) {
            faults.add("--data " + e.getMessage());
        }
        return true;
    }

    private static void contradictions(
            List<Integer> workers,
            int hosts,
            String link,
            boolean hasData,
            int imageSize,
            List<Integer> forecast,
            List<String> faults) {
        if (hosts > 0 && !workers.isEmpty() && workers.get(workers.size() - 1) > hosts) {
            faults.add("--workers goes up to " + workers.get(workers.size() - 1) + ", but --hosts " + hosts
                    + " have room for one each; raise --hosts");
        }
        if (hosts > 0 && !Integer.toString(hosts).equals(System.getenv(EMULATED_HOSTS))) {
            faults.add("--hosts is done by deploy/lockstep, which sets up the network; start with that");
        }
        if (!link.isEmpty() && hosts == 0) {
            faults.add("--link is that of emulated hosts; give --hosts, too");
        }
        if (hasData && imageSize > 0) {
            faults.add("--image-size is of images that are made up, but --data is given; leave one of them out");
        }
        if (!forecast.isEmpty() && !workers.contains(2)) {
            faults.add("--forecast needs runs on 1 and 2 workers; add 2 to --workers");
        }
    }

    private static void checkBatch(TrainConfig config, Mode mode, List<Integer> workers) {
        if (mode == Mode.WEAK) {
            return;
        }
        for (int number : workers) {
            if (config.batchSize() % number != 0 || config.batchSize() < 2) {
                throw new ConfigException(List.of(
                        "--batch-size is " + config.batchSize() + ", which --mode strong cannot" + " split into "
                                + number + " equal parts; give a multiple of all --workers, and of 2"));
            }
        }
    }

    /** What the model is made for: Fashion-MNIST, CIFAR or ImageNet. */
    private static ImageFormat format(TrainConfig config, int side, boolean hasClasses) {
        return switch (config.model()) {
            case "resnet18", "resnet50" ->
                new ImageFormat(
                        side == 0 ? 224 : side,
                        side == 0 ? 224 : side,
                        3,
                        hasClasses ? config.classes() : IMAGENET_CLASSES);
            case "resnet18_cifar" -> new ImageFormat(side == 0 ? 32 : side, side == 0 ? 32 : side, 3, config.classes());
            default ->
                new ImageFormat(
                        side == 0 ? SIDE_OF_MNIST : side, side == 0 ? SIDE_OF_MNIST : side, 1, config.classes());
        };
    }

    private static void put(Map<String, GivenValue> given, String option, String text) {
        given.put(option, new GivenValue(text, "--" + option));
    }
}
