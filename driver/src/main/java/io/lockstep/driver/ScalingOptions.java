package io.lockstep.driver;

import io.lockstep.driver.scaling.Mode;
import io.lockstep.driver.scaling.StatedNetwork;
import io.lockstep.worker.config.Option;
import io.lockstep.worker.config.Option.Group;
import io.lockstep.worker.config.TrainOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import picocli.CommandLine.Model.OptionSpec;

/** The options that only a scaling experiment has: how help shows them, and what they say. */
final class ScalingOptions {
    private static final String WORKERS = "--workers";
    private static final String MODE = "--mode";
    private static final String ROUNDS = "--rounds";
    private static final String STEPS = "--steps";
    private static final String WARM_UP_STEPS = "--warmup-steps";
    private static final String IMAGE_SIZE = "--image-size";
    private static final String EMULATE_COMPUTE = "--emulate-compute";
    private static final String HOSTS = "--hosts";
    private static final String LINK = "--link";
    private static final String WORKERS_PER_HOST = "--workers-per-host";
    private static final String FORECAST = "--forecast";
    private static final String NETWORK = "--network";
    static final String JSON = "--json";
    static final String SVG = "--svg";
    static final String MARKDOWN = "--markdown";

    private static final int MOST_WORKERS = 4096;
    private static final int MOST_FORECAST = 1_000_000;

    private final Arguments arguments;

    ScalingOptions(Arguments arguments) {
        this.arguments = arguments;
    }

    /** For picocli. */
    static List<OptionSpec> specs() {
        return List.of(
                spec(
                        WORKERS,
                        "<n,n,...>",
                        "Numbers of workers to train on; with 1, and 2 for forecasts. Default: 1,2,4."),
                spec(MODE, "weak|strong", "What stays: the batch of each worker, or that of all. Default: weak."),
                spec(ROUNDS, "<n>", "How often to go through all of them, in turn. Default: 3."),
                spec(STEPS, "<n>", "Steps measured in each run. Default: 20."),
                spec(WARM_UP_STEPS, "<n>", "Steps before them, of which the times do not count. Default: 5."),
                spec(IMAGE_SIZE, "<n>", "Side of the images that are made up without --data. Default: as the model's."),
                spec(
                        EMULATE_COMPUTE,
                        "<ms>",
                        "Wait so many milliseconds per step instead of computing, spread as the model's backward pass is:"
                                + " for more workers than there are cores."),
                spec(
                        HOSTS,
                        "<n>",
                        "Run on so many hosts emulated on this machine, one worker each (deploy/lockstep; needs root)."),
                spec(LINK, "<rate>", "Rate of an emulated host's link, such as 1gbit or 100mbit. Default: 1gbit."),
                spec(
                        WORKERS_PER_HOST,
                        "<n>",
                        "Workers that share a host in the forecasts. Default: as two workers were placed."),
                spec(FORECAST, "<n,n,...>", "Numbers of workers to forecast without running them, such as 64,1024."),
                spec(
                        NETWORK,
                        "<rate[,latency]>",
                        "Network of these, such as 25gbit,10us. Default: that between the two workers."),
                spec(JSON, "<file>", "Write everything to this file, too."),
                spec(SVG, "<file>", "Draw speed and times to this file."),
                spec(MARKDOWN, "<file>", "Write the tables to this file, too."));
    }

    /** Options of a training run that an experiment takes, too. */
    static List<Option<?>> ofTraining() {
        return TrainOptions.all().stream()
                .filter(option -> option.group() == Group.MODEL
                        || option.group() == Group.CLUSTER
                        || option.equals(TrainOptions.BATCH_SIZE)
                        || option.equals(TrainOptions.LR)
                        || option.equals(TrainOptions.MOMENTUM)
                        || option.equals(TrainOptions.SEED))
                .filter(option -> !option.equals(TrainOptions.WORKERS) && !option.equals(TrainOptions.MAX_RESTARTS))
                .toList();
    }

    /** Rising numbers, with 1 among them. */
    List<Integer> workers() {
        List<Integer> workers = numbers(WORKERS, MOST_WORKERS, "1,2,4");
        if (!workers.isEmpty() && workers.get(0) != 1) {
            fault(WORKERS + " must hold 1, which all others are measured against; give 1," + text(WORKERS, ""));
        }
        return workers;
    }

    Mode mode() {
        String text = text(MODE, "weak");
        for (Mode mode : Mode.values()) {
            if (mode.toString().equals(text)) {
                return mode;
            }
        }
        fault(MODE + " is \"" + text + "\" but must be weak or strong");
        return Mode.WEAK;
    }

    int rounds() {
        return number(ROUNDS, 1, 1000, 3);
    }

    int steps() {
        return number(STEPS, 2, 100_000, 20);
    }

    int warmUpSteps() {
        return number(WARM_UP_STEPS, 1, 100_000, 5);
    }

    /** 0 if not given. */
    int imageSize() {
        return number(IMAGE_SIZE, 1, 4096, 0);
    }

    /** 0 if computing is not emulated. */
    double emulatedMillis() {
        return parsed(EMULATE_COMPUTE, "a number above 0 to 600000", text -> {
                    double millis = Double.parseDouble(text);
                    return millis > 0 && millis <= 600_000 ? Optional.of(millis) : Optional.<Double>empty();
                })
                .orElse(0.0);
    }

    /** 0 if none are emulated. */
    int hosts() {
        return number(HOSTS, 2, 250, 0);
    }

    /** Empty if not given. */
    String link() {
        return parsed(
                        LINK,
                        "a rate such as 1gbit or 100mbit",
                        text -> StatedNetwork.parse(text).map(rate -> text))
                .orElse("");
    }

    /** 0 if not given. */
    int workersPerHost() {
        return number(WORKERS_PER_HOST, 1, MOST_WORKERS, 0);
    }

    List<Integer> forecast() {
        return numbers(FORECAST, MOST_FORECAST, "");
    }

    Optional<StatedNetwork> network() {
        if (arguments.text(NETWORK).isPresent() && arguments.text(FORECAST).isEmpty()) {
            fault(NETWORK + " is the network of " + FORECAST + "; give that, too");
        }
        return parsed(NETWORK, "a rate and maybe a latency such as 25gbit,10us", StatedNetwork::parse);
    }

    /** A file to be written, in a folder that exists. */
    Optional<Path> file(String option) {
        return arguments.file(option);
    }

    private List<Integer> numbers(String option, int max, String defaultText) {
        String text = text(option, defaultText);
        TreeSet<Integer> numbers = new TreeSet<>();
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(Integer::valueOf)
                    .forEach(numbers::add);
        } catch (NumberFormatException e) {
            numbers.add(0);
        }
        if (numbers.first() < 1 || numbers.last() > max) {
            fault(option + " is \"" + text + "\" but must be whole numbers from 1 to " + max
                    + " with commas between them");
            return List.of();
        }
        return new ArrayList<>(numbers);
    }

    private int number(String option, int min, int max, int defaultValue) {
        return parsed(option, "a whole number from " + min + " to " + max, text -> {
                    int value = Integer.parseInt(text);
                    return value >= min && value <= max ? Optional.of(value) : Optional.<Integer>empty();
                })
                .orElse(defaultValue);
    }

    private <T> Optional<T> parsed(String option, String range, Function<String, Optional<T>> parse) {
        Optional<String> text = arguments.text(option);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value;
        try {
            value = parse.apply(text.get());
        } catch (NumberFormatException e) {
            value = Optional.empty();
        }
        if (value.isEmpty()) {
            fault(option + " is \"" + text.get() + "\" but must be " + range);
        }
        return value;
    }

    private String text(String option, String defaultText) {
        return arguments.text(option).orElse(defaultText);
    }

    private void fault(String line) {
        arguments.faults().add(line);
    }

    private static OptionSpec spec(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }
}
