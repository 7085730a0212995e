package io.lockstep.driver;

import io.lockstep.worker.config.Option;
import io.lockstep.worker.config.TrainOptions;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The commands and their options, as picocli wants them; a run's options come from {@link TrainOptions}. */
final class Commands {
    static final String CONFIG = "--config";
    static final String CHECKPOINT = "--checkpoint";
    static final String JSON = "--json";
    static final String VERBOSE = "--verbose";

    /** What an evaluation can be told; the rest is as the checkpoint has it. */
    static final List<Option<?>> EVALUATE_OPTIONS = List.of(
            TrainOptions.DATA,
            TrainOptions.LOADER_THREADS,
            TrainOptions.WORKERS,
            TrainOptions.DEVICE,
            TrainOptions.SHARE_GPU,
            TrainOptions.ALLOW_TF32,
            TrainOptions.BACKEND,
            TrainOptions.THREADS_PER_WORKER,
            TrainOptions.COMMUNICATION_TIMEOUT,
            TrainOptions.COMMS_INTERFACE,
            TrainOptions.COMMS_PORTS,
            TrainOptions.COMMS_TLS,
            TrainOptions.EXECUTOR_TIMEOUT,
            TrainOptions.EVAL_BATCH_SIZE);

    private Commands() {}

    static CommandLine commandLine(Collection<String> models) {
        CommandSpec root = command("lockstep", "Trains image models on a Spark cluster, all executors in step.");
        root.addSubcommand("train", train(models));
        root.addSubcommand("evaluate", evaluate());
        root.addSubcommand("inspect", inspect());
        root.addSubcommand("scaling", scaling(models));
        root.addSubcommand("gradients", gradients());
        CommandLine commandLine = new CommandLine(root);
        commandLine.setUnmatchedArgumentsAllowed(true); // Arguments reports them, all at once
        commandLine.getSubcommands().values().forEach(sub -> sub.setUnmatchedArgumentsAllowed(true));
        return commandLine;
    }

    private static CommandSpec train(Collection<String> models) {
        CommandSpec train = command("train", "Trains a model and writes <out>/<name>/.");
        train.addOption(text(CONFIG, "<file>", "YAML file with the options below as keys; options given here win."));
        train.addOption(verbose());
        addRunOptions(train, TrainOptions.all());
        train.usageMessage().footer("", models(models));
        return train;
    }

    private static CommandSpec evaluate() {
        CommandSpec evaluate = command("evaluate", "Evaluates a checkpoint on the data set's validation part.");
        evaluate.addOption(text(CHECKPOINT, "<path>", "Checkpoint, or run whose last one, to evaluate. Required."));
        evaluate.addOption(json());
        evaluate.addOption(verbose());
        addRunOptions(evaluate, EVALUATE_OPTIONS);
        evaluate.usageMessage().footer("", "What is not given is as it was when the checkpoint was made.");
        return evaluate;
    }

    private static CommandSpec inspect() {
        CommandSpec inspect = command("inspect", "Shows what a run or a checkpoint holds; needs no cluster.");
        inspect.addPositional(PositionalParamSpec.builder()
                .paramLabel("<path>")
                .description("Folder of a run or of a checkpoint.")
                .arity("0..1") // a missing one is reported with all other faults
                .build());
        inspect.addOption(json());
        inspect.addOption(verbose());
        return inspect;
    }

    private static CommandSpec gradients() {
        CommandSpec gradients = command(
                "gradients",
                "Shows how the gradient vanishes on its way through five hidden layers of sigmoids, and how tanh and relu with"
                        + " proper initial values cure it; needs no cluster.");
        GradientsCommand.specs().forEach(gradients::addOption);
        gradients.addOption(verbose());
        return gradients;
    }

    private static CommandSpec scaling(Collection<String> models) {
        CommandSpec scaling = command(
                "scaling",
                "Trains the same on several numbers of workers, in turn, tells where each lost per cent went, and forecasts the"
                        + " larger ones from 1 and 2 workers. Without --data it makes up images in memory.");
        ScalingOptions.specs().forEach(scaling::addOption);
        scaling.addOption(verbose());
        addRunOptions(scaling, ScalingOptions.ofTraining());
        scaling.usageMessage().footer("", models(models));
        return scaling;
    }

    private static String models(Collection<String> models) {
        return "Models: " + String.join(", ", models.stream().sorted().toList());
    }

    private static CommandSpec command(String name, String description) {
        CommandSpec command =
                CommandSpec.create().name(name).mixinStandardHelpOptions(true).version("Lockstep " + Version.current());
        command.usageMessage()
                .description(description)
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .width(110);
        command.parser().collectErrors(true);
        return command;
    }

    private static void addRunOptions(CommandSpec command, List<Option<?>> options) {
        for (Option.Group group : Option.Group.values()) {
            List<OptionSpec> members = options.stream()
                    .filter(option -> option.group() == group)
                    .map(Commands::runOption)
                    .toList();
            if (!members.isEmpty()) {
                ArgGroupSpec.Builder heading =
                        ArgGroupSpec.builder().exclusive(false).validate(false).heading("%n" + group.heading() + "%n");
                members.forEach(heading::addArg);
                command.addArgGroup(heading.build());
            }
        }
    }

    private static OptionSpec runOption(Option<?> option) {
        OptionSpec.Builder builder = OptionSpec.builder("--" + option.name())
                .type(String.class)
                .paramLabel(option.type().placeholder())
                .description(description(option));
        if (option.type().javaType() == Boolean.class) {
            builder.arity("0..1").fallbackValue("true");
        }
        return builder.build();
    }

    private static String description(Option<?> option) {
        StringBuilder text = new StringBuilder(option.help());
        String range = option.type().range();
        if (!range.isEmpty() && option.type().choices().isEmpty()) {
            text.append(" Takes ").append(range).append('.');
        }
        if (option.required()) {
            text.append(" Required.");
        }
        if (option.defaultText() != null) {
            text.append(" Default: ").append(option.defaultText()).append('.');
        }
        return text.toString().replace("%", "%%");
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec json() {
        return OptionSpec.builder(JSON)
                .description("Print JSON instead of a table.")
                .build();
    }

    private static OptionSpec verbose() {
        return OptionSpec.builder(VERBOSE)
                .description("Show where a failure came from.")
                .build();
    }
}
