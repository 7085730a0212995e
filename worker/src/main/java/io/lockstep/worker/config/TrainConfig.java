package io.lockstep.worker.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.lockstep.comms.Algorithm;
import io.lockstep.comms.NetworkOptions;
import io.lockstep.engine.backend.DType;
import io.lockstep.worker.LockstepException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a training run, checked and complete with defaults. Immutable; equal if all values are. In JSON it is
 * an object of option names and values as a user would write them.
 */
public final class TrainConfig {
    private final Map<String, Object> values;

    TrainConfig(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * The configuration given by option names and values as a user would write them; any model name is taken.
     *
     * @throws ConfigException with all faults of the configuration
     */
    @JsonCreator
    public static TrainConfig of(Map<String, String> texts) {
        Map<String, GivenValue> given = new LinkedHashMap<>();
        texts.forEach((name, text) -> given.put(name, new GivenValue(text, name)));
        return new ConfigResolver(Set.of()).resolve(given);
    }

    /** All values that are set, as a user would write them, in the order of {@link TrainOptions#all}. */
    @JsonValue
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Option<?> option : TrainOptions.all()) {
            String text = text(option);
            if (text != null) {
                texts.put(option.name(), text);
            }
        }
        return texts;
    }

    /** This configuration with one option changed. */
    public TrainConfig with(Option<?> option, String text) {
        Map<String, String> texts = texts();
        texts.put(option.name(), text);
        return of(texts);
    }

    public String data() {
        return get(TrainOptions.DATA);
    }

    public String model() {
        return get(TrainOptions.MODEL);
    }

    public int classes() {
        return get(TrainOptions.CLASSES);
    }

    /** Of the pixels, scaled to 0..1. */
    public double mean() {
        return get(TrainOptions.MEAN);
    }

    /** Of the pixels, scaled to 0..1. */
    public double std() {
        return get(TrainOptions.STD);
    }

    public double hflipProb() {
        return get(TrainOptions.HFLIP_PROB);
    }

    public int cropPadding() {
        return get(TrainOptions.CROP_PADDING);
    }

    public int loaderThreads() {
        return get(TrainOptions.LOADER_THREADS);
    }

    public int epochs() {
        return get(TrainOptions.EPOCHS);
    }

    /** Samples per worker and backward pass. */
    public int batchSize() {
        return get(TrainOptions.BATCH_SIZE);
    }

    /** Backward passes per worker and optimizer step. */
    public int accumulationSteps() {
        return get(TrainOptions.ACCUMULATION_STEPS);
    }

    /** Samples per worker and optimizer step; the ranges of the options keep it within an int. */
    public int localBatchSize() {
        return batchSize() * accumulationSteps();
    }

    /** Samples per optimizer step of all workers together. */
    public long globalBatchSize() {
        return (long) localBatchSize() * workers();
    }

    public double lr() {
        return get(TrainOptions.LR);
    }

    public double momentum() {
        return get(TrainOptions.MOMENTUM);
    }

    public boolean nesterov() {
        return get(TrainOptions.NESTEROV);
    }

    public double weightDecay() {
        return get(TrainOptions.WEIGHT_DECAY);
    }

    public double labelSmoothing() {
        return get(TrainOptions.LABEL_SMOOTHING);
    }

    public LrSchedule lrScheduler() {
        return get(TrainOptions.LR_SCHEDULER);
    }

    /** In epochs. */
    public int lrStepSize() {
        return get(TrainOptions.LR_STEP_SIZE);
    }

    public double lrGamma() {
        return get(TrainOptions.LR_GAMMA);
    }

    public double lrMin() {
        return get(TrainOptions.LR_MIN);
    }

    public int lrWarmupEpochs() {
        return get(TrainOptions.LR_WARMUP_EPOCHS);
    }

    /** Share of {@link #lr} at which warm-up starts. */
    public double lrWarmupDecay() {
        return get(TrainOptions.LR_WARMUP_DECAY);
    }

    public long seed() {
        return get(TrainOptions.SEED);
    }

    /** Optimizer steps after which to stop; 0 if there is no limit. */
    public long maxSteps() {
        return get(TrainOptions.MAX_STEPS);
    }

    public int workers() {
        return get(TrainOptions.WORKERS);
    }

    public boolean shareGpu() {
        return get(TrainOptions.SHARE_GPU);
    }

    public boolean allowTf32() {
        return get(TrainOptions.ALLOW_TF32);
    }

    public DeviceChoice device() {
        return get(TrainOptions.DEVICE);
    }

    public BackendChoice backend() {
        return get(TrainOptions.BACKEND);
    }

    public DType dtype() {
        return get(TrainOptions.DTYPE);
    }

    /** Bfloat16 or float16 for mixed precision, else float32, which leaves it to {@link #dtype}. */
    public DType precision() {
        return get(TrainOptions.PRECISION);
    }

    /** Compute threads of a worker; 0 leaves it to Spark's settings. */
    public int threadsPerWorker() {
        return get(TrainOptions.THREADS_PER_WORKER);
    }

    public int bucketMb() {
        return get(TrainOptions.BUCKET_MB);
    }

    /** How gradients are summed; {@link Algorithm#AUTO} goes by their size. */
    public Algorithm allReduce() {
        return get(TrainOptions.ALL_REDUCE);
    }

    public CompressionChoice gradientCompression() {
        return get(TrainOptions.GRADIENT_COMPRESSION);
    }

    /** Share of the gradients that top-k sends. */
    public double compressionRatio() {
        return get(TrainOptions.COMPRESSION_RATIO);
    }

    /** Rank of PowerSGD's matrices. */
    public int compressionRank() {
        return get(TrainOptions.COMPRESSION_RANK);
    }

    /** Steps from the start of the run that are not compressed. */
    public long compressionWarmupSteps() {
        return get(TrainOptions.COMPRESSION_WARMUP_STEPS);
    }

    public Duration communicationTimeout() {
        return get(TrainOptions.COMMUNICATION_TIMEOUT);
    }

    /** Where the workers listen for each other, and whether they encrypt. */
    public NetworkOptions network() {
        return new NetworkOptions(
                get(TrainOptions.COMMS_INTERFACE), get(TrainOptions.COMMS_PORTS), get(TrainOptions.COMMS_TLS));
    }

    public Duration executorTimeout() {
        return get(TrainOptions.EXECUTOR_TIMEOUT);
    }

    public int maxRestarts() {
        return get(TrainOptions.MAX_RESTARTS);
    }

    public String out() {
        return get(TrainOptions.OUT);
    }

    /** Name of the run's folder; the model's name if none was given. */
    public String name() {
        String name = find(TrainOptions.NAME);
        return name == null ? model() : name;
    }

    /** Checkpoint or run to go on from, as the user gave it; null for a fresh start. */
    public @Nullable String resume() {
        return find(TrainOptions.RESUME);
    }

    /** Steps between checkpoints; 0 if only after each epoch. */
    public int checkpointEverySteps() {
        return get(TrainOptions.CHECKPOINT_EVERY_STEPS);
    }

    public int keepCheckpoints() {
        return get(TrainOptions.KEEP_CHECKPOINTS);
    }

    public int logEverySteps() {
        return get(TrainOptions.LOG_EVERY_STEPS);
    }

    public int evalBatchSize() {
        return get(TrainOptions.EVAL_BATCH_SIZE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainConfig config && values.equals(config.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return texts().toString();
    }

    private <T> T get(Option<T> option) {
        T value = find(option);
        if (value == null) {
            throw new LockstepException("option " + option.name() + " is needed here but not set; set it");
        }
        return value;
    }

    private <T> @Nullable T find(Option<T> option) {
        Object value = values.get(option.name());
        return value == null ? null : option.type().javaType().cast(value);
    }

    private <T> @Nullable String text(Option<T> option) {
        T value = find(option);
        return value == null ? null : option.type().format().apply(value);
    }
}
