package io.lockstep.worker.config;

import io.lockstep.comms.Algorithm;
import io.lockstep.comms.InterfaceChoice;
import io.lockstep.comms.PortRange;
import io.lockstep.engine.backend.DType;
import io.lockstep.worker.config.Option.Group;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of all options of a training run. Command line, configuration files, their checks, help and the resolved
 * {@code config.yaml} are read from it, so that nothing is said twice. Names follow torchvision's reference scripts.
 */
public final class TrainOptions {
    public static final Option<String> DATA = required(
            "data",
            Group.MODEL,
            OptionType.text("<path>"),
            "Folder of the data set: hdfs://, file:// or a plain path.");
    public static final Option<String> MODEL =
            required("model", Group.MODEL, OptionType.text("<model>"), "Network to train.");
    public static final Option<Integer> CLASSES = option(
            "classes", Group.MODEL, OptionType.integer(2, 256), "10", "Classes of the data set, labelled from 0.");
    public static final Option<Double> MEAN = option(
            "mean",
            Group.MODEL,
            OptionType.decimal(false, 0, 1),
            "0.286",
            "What is subtracted from pixels, scaled to 0..1; the default is Fashion-MNIST's mean.");
    public static final Option<Double> STD = option(
            "std",
            Group.MODEL,
            OptionType.decimal(true, 0, 1),
            "0.353",
            "What pixels are then divided by; the default is Fashion-MNIST's standard deviation.");
    public static final Option<Double> HFLIP_PROB = option(
            "hflip-prob", Group.MODEL, OptionType.decimal(false, 0, 1), "0", "Chance that a picture is mirrored.");
    public static final Option<Integer> CROP_PADDING = option(
            "crop-padding",
            Group.MODEL,
            OptionType.integer(0, 256),
            "0",
            "Pixels of padding from which a random crop of the picture's size is taken.");
    public static final Option<Integer> LOADER_THREADS = option(
            "loader-threads", Group.MODEL, OptionType.integer(1, 256), "1", "Threads per worker that prepare batches.");

    public static final Option<Integer> EPOCHS =
            option("epochs", Group.OPTIMISATION, OptionType.integer(1, 100_000), "10", "Passes over the data.");
    public static final Option<Integer> BATCH_SIZE = option(
            "batch-size",
            Group.OPTIMISATION,
            OptionType.integer(1, 1_000_000),
            "32",
            "Samples per worker and backward pass; the global batch is this times the workers and accumulation-steps.");
    public static final Option<Integer> ACCUMULATION_STEPS = option(
            "accumulation-steps",
            Group.OPTIMISATION,
            OptionType.integer(1, 1000),
            "1",
            "Batches per worker whose gradients add up, without communication, before an optimizer step.");
    public static final Option<Double> LR =
            option("lr", Group.OPTIMISATION, OptionType.decimal(true, 0, 1000), "0.1", "Learning rate after warm-up.");
    public static final Option<Double> MOMENTUM =
            option("momentum", Group.OPTIMISATION, OptionType.decimal(false, 0, 1), "0.9", "Momentum of SGD.");
    public static final Option<Boolean> NESTEROV =
            option("nesterov", Group.OPTIMISATION, OptionType.flag(), "false", "Use Nesterov's momentum.");
    public static final Option<Double> WEIGHT_DECAY = option(
            "weight-decay",
            Group.OPTIMISATION,
            OptionType.decimal(false, 0, 10),
            "0.0001",
            "L2 penalty of the weights.");
    public static final Option<Double> LABEL_SMOOTHING = option(
            "label-smoothing",
            Group.OPTIMISATION,
            OptionType.decimal(false, 0, 1),
            "0",
            "Share of the target spread over all classes.");
    public static final Option<LrSchedule> LR_SCHEDULER = option(
            "lr-scheduler",
            Group.OPTIMISATION,
            OptionType.choice(LrSchedule.class),
            "none",
            "How the learning rate goes down.");
    public static final Option<Integer> LR_STEP_SIZE = option(
            "lr-step-size",
            Group.OPTIMISATION,
            OptionType.integer(1, 100_000),
            "30",
            "Epochs between two reductions by the step scheduler.");
    public static final Option<Double> LR_GAMMA = option(
            "lr-gamma",
            Group.OPTIMISATION,
            OptionType.decimal(true, 0, 1),
            "0.1",
            "Factor of each reduction by the step scheduler.");
    public static final Option<Double> LR_MIN = option(
            "lr-min",
            Group.OPTIMISATION,
            OptionType.decimal(false, 0, 1000),
            "0",
            "Learning rate at which the cosine scheduler ends.");
    public static final Option<Integer> LR_WARMUP_EPOCHS = option(
            "lr-warmup-epochs",
            Group.OPTIMISATION,
            OptionType.integer(0, 100_000),
            "0",
            "Epochs in which the learning rate rises linearly.");
    public static final Option<Double> LR_WARMUP_DECAY = option(
            "lr-warmup-decay",
            Group.OPTIMISATION,
            OptionType.decimal(true, 0, 1),
            "0.01",
            "Share of the learning rate at which warm-up starts.");
    public static final Option<Long> SEED =
            option("seed", Group.OPTIMISATION, OptionType.natural(), "0", "Seed of everything random.");
    public static final Option<Long> MAX_STEPS = option(
            "max-steps",
            Group.OPTIMISATION,
            OptionType.natural(),
            "0",
            "Stop after so many optimizer steps; 0: no limit.");

    public static final Option<Integer> WORKERS = option(
            "workers", Group.CLUSTER, OptionType.integer(1, 4096), "1", "Training workers, one Spark executor each.");
    public static final Option<DeviceChoice> DEVICE = option(
            "device",
            Group.CLUSTER,
            OptionType.choice(DeviceChoice.class),
            "auto",
            "Where to compute; auto takes a GPU if there is one.");
    public static final Option<Boolean> SHARE_GPU = option(
            "share-gpu",
            Group.CLUSTER,
            OptionType.flag(),
            "false",
            "Let several workers use one GPU, which is slower than one worker on it.");
    public static final Option<Boolean> ALLOW_TF32 = option(
            "allow-tf32",
            Group.CLUSTER,
            OptionType.flag(),
            "false",
            "Let a GPU round the factors of float32 products and convolutions to TensorFloat-32.");
    public static final Option<BackendChoice> BACKEND = option(
            "backend", Group.CLUSTER, OptionType.choice(BackendChoice.class), "auto", "Kernels used on the CPU.");
    public static final Option<DType> DTYPE =
            option("dtype", Group.CLUSTER, OptionType.floatingPoint(), "float32", "Element type of the parameters.");
    public static final Option<DType> PRECISION = option(
            "precision",
            Group.CLUSTER,
            OptionType.precision(),
            "float32",
            "What layers compute in; with the half precisions parameters and loss stay float32, with float16 the loss is scaled.");
    public static final Option<Integer> THREADS_PER_WORKER = option(
            "threads-per-worker",
            Group.CLUSTER,
            OptionType.integer(0, 1024),
            "0",
            "Cores and compute threads of a worker; 0: spark.executor.cores if set, else 1.");
    public static final Option<Integer> BUCKET_MB = option(
            "bucket-mb",
            Group.CLUSTER,
            OptionType.integer(1, 1024),
            "4",
            "Megabytes of gradients that are reduced together.");
    public static final Option<Algorithm> ALL_REDUCE = option(
            "all-reduce",
            Group.CLUSTER,
            OptionType.allReduce(),
            "by-size",
            "How gradients are summed; shared-memory is the fastest where all workers run on one host.");
    public static final Option<CompressionChoice> GRADIENT_COMPRESSION = option(
            "gradient-compression",
            Group.CLUSTER,
            OptionType.choice(CompressionChoice.class),
            "none",
            "What makes gradients smaller on their way between workers, for slow networks.");
    public static final Option<Double> COMPRESSION_RATIO = option(
            "compression-ratio",
            Group.CLUSTER,
            OptionType.decimal(true, 0, 1),
            "0.01",
            "Share of the gradients that topk sends; the rest waits for later steps.");
    public static final Option<Integer> COMPRESSION_RANK = option(
            "compression-rank",
            Group.CLUSTER,
            OptionType.integer(1, 256),
            "4",
            "Rank of the matrices that powersgd sends.");
    public static final Option<Long> COMPRESSION_WARMUP_STEPS = option(
            "compression-warmup-steps",
            Group.CLUSTER,
            OptionType.natural(),
            "0",
            "First steps of the run, whose gradients are not compressed.");
    public static final Option<Duration> COMMUNICATION_TIMEOUT = option(
            "communication-timeout",
            Group.CLUSTER,
            OptionType.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            "30s",
            "Longest wait for another worker.");
    public static final Option<InterfaceChoice> COMMS_INTERFACE = option(
            "comms-interface",
            Group.CLUSTER,
            OptionType.networkInterface(),
            "host",
            "Which address of its machine a worker uses for the others; host: the one that Spark uses.");
    public static final Option<PortRange> COMMS_PORTS = option(
            "comms-ports",
            Group.CLUSTER,
            OptionType.portRange(),
            "any",
            "Ports that workers listen on for each other, one per worker of a machine, for firewalls.");
    public static final Option<Boolean> COMMS_TLS = option(
            "comms-tls",
            Group.CLUSTER,
            OptionType.flag(),
            "false",
            "Encrypt what workers send each other, by TLS 1.3.");
    public static final Option<Duration> EXECUTOR_TIMEOUT = option(
            "executor-timeout",
            Group.CLUSTER,
            OptionType.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            "45s",
            "Longest wait for the executors to start.");
    public static final Option<Integer> MAX_RESTARTS = option(
            "max-restarts",
            Group.CLUSTER,
            OptionType.integer(0, 1000),
            "3",
            "How often a run goes on from its last checkpoint after the loss of a worker.");

    public static final Option<String> OUT =
            option("out", Group.RECORD, OptionType.text("<path>"), "runs", "Folder in which the run's folder is made.");
    public static final Option<String> NAME = option(
            "name",
            Group.RECORD,
            OptionType.text("<name>"),
            null,
            "Name of the run's folder; model and time if left out.");
    public static final Option<String> RESUME = option(
            "resume",
            Group.RECORD,
            OptionType.text("<path>"),
            null,
            "Checkpoint, or run whose last one, to go on from; what is not given is as it was.");
    public static final Option<Integer> CHECKPOINT_EVERY_STEPS = option(
            "checkpoint-every-steps",
            Group.RECORD,
            OptionType.integer(0, Integer.MAX_VALUE),
            "0",
            "Steps between checkpoints; 0: only after each epoch.");
    public static final Option<Integer> KEEP_CHECKPOINTS = option(
            "keep-checkpoints", Group.RECORD, OptionType.integer(1, 100_000), "3", "Newest checkpoints that are kept.");
    public static final Option<Integer> LOG_EVERY_STEPS = option(
            "log-every-steps",
            Group.RECORD,
            OptionType.integer(1, 1_000_000),
            "10",
            "Steps between progress reports, from the start of an epoch.");
    public static final Option<Integer> EVAL_BATCH_SIZE = option(
            "eval-batch-size",
            Group.RECORD,
            OptionType.integer(1, 1_000_000),
            "100",
            "Samples per step of an evaluation.");

    private static final List<Option<?>> ALL = List.of(
            DATA,
            MODEL,
            CLASSES,
            MEAN,
            STD,
            HFLIP_PROB,
            CROP_PADDING,
            LOADER_THREADS,
            EPOCHS,
            BATCH_SIZE,
            ACCUMULATION_STEPS,
            LR,
            MOMENTUM,
            NESTEROV,
            WEIGHT_DECAY,
            LABEL_SMOOTHING,
            LR_SCHEDULER,
            LR_STEP_SIZE,
            LR_GAMMA,
            LR_MIN,
            LR_WARMUP_EPOCHS,
            LR_WARMUP_DECAY,
            SEED,
            MAX_STEPS,
            WORKERS,
            DEVICE,
            SHARE_GPU,
            ALLOW_TF32,
            BACKEND,
            DTYPE,
            PRECISION,
            THREADS_PER_WORKER,
            BUCKET_MB,
            ALL_REDUCE,
            GRADIENT_COMPRESSION,
            COMPRESSION_RATIO,
            COMPRESSION_RANK,
            COMPRESSION_WARMUP_STEPS,
            COMMUNICATION_TIMEOUT,
            COMMS_INTERFACE,
            COMMS_PORTS,
            COMMS_TLS,
            EXECUTOR_TIMEOUT,
            MAX_RESTARTS,
            OUT,
            NAME,
            RESUME,
            CHECKPOINT_EVERY_STEPS,
            KEEP_CHECKPOINTS,
            LOG_EVERY_STEPS,
            EVAL_BATCH_SIZE);

    private TrainOptions() {}

    /** All options, in the order in which help and {@code config.yaml} show them. */
    public static List<Option<?>> all() {
        return ALL;
    }

    private static <T> Option<T> required(String name, Group group, OptionType<T> type, String help) {
        return new Option<>(name, group, type, null, true, help);
    }

    private static <T> Option<T> option(
            String name, Group group, OptionType<T> type, @Nullable String defaultText, String help) {
        return new Option<>(name, group, type, defaultText, false, help);
    }
}
