package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.GradScaler;
import io.lockstep.engine.optim.optimizer.EarlyStopping;
import io.lockstep.engine.optim.optimizer.ExponentialMovingAverage;
import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.optim.scheduler.ReduceLROnPlateau;
import io.lockstep.engine.training.metric.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link Trainer} does beyond the plain loop: nothing, unless set. Used for one trainer. */
public final class TrainingOptions {
    @Nullable
    LRScheduler scheduler;

    Interval interval = Interval.EPOCH;
    int accumulationSteps = 1;
    double maxNorm = Double.POSITIVE_INFINITY;
    double clipValue = Double.POSITIVE_INFINITY;

    @Nullable
    DType autocast;

    @Nullable
    GradScaler gradScaler;

    @Nullable
    ExponentialMovingAverage averages;

    @Nullable
    EarlyStopping earlyStopping;

    @Nullable
    String monitor;

    boolean quiet;
    final Map<String, Metric> metrics = new LinkedHashMap<>();
    final Map<String, Metric> trainMetrics = new LinkedHashMap<>();
    final List<TrainingListener> listeners = new ArrayList<>();
    final List<Consumer<TrainingState>> states = new ArrayList<>();

    /** After what a scheduler goes on. */
    public enum Interval {
        STEP,
        EPOCH
    }

    /**
     * Changes the learning rates after each step of the optimizer or each epoch; {@link ReduceLROnPlateau} gets what is
     * {@linkplain #monitor monitored}.
     */
    public TrainingOptions scheduler(LRScheduler scheduler, Interval interval) {
        if (interval == Interval.STEP && scheduler instanceof ReduceLROnPlateau) {
            throw new IllegalArgumentException(
                    "ReduceLROnPlateau needs the metric of an epoch; give it with Interval.EPOCH");
        }
        this.scheduler = scheduler;
        this.interval = interval;
        return this;
    }

    /** A step of the optimizer is by the mean loss over the samples of so many batches, of which one at a time is in memory. */
    public TrainingOptions accumulationSteps(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("accumulationSteps is 1 or more, but got " + batches);
        }
        accumulationSteps = batches;
        return this;
    }

    /** Scales the gradients so that their norm is no larger. */
    public TrainingOptions clipGradNorm(double maxNorm) {
        this.maxNorm = requirePositive("maxNorm", maxNorm);
        return this;
    }

    /** Puts all elements of the gradients into [-clipValue, clipValue]. */
    public TrainingOptions clipGradValue(double clipValue) {
        this.clipValue = requirePositive("clipValue", clipValue);
        return this;
    }

    /** Runs forward passes as under {@link io.lockstep.engine.tensor.Device#autocast}. */
    public TrainingOptions autocast(DType dtype) {
        autocast = dtype;
        return this;
    }

    /**
     * Scales the losses, so that gradients do not get lost in float16, and leaves out steps whose gradients overflowed; its state
     * is part of checkpoints. Belongs to {@link #autocast} in float16.
     */
    public TrainingOptions gradScaler(GradScaler scaler) {
        gradScaler = scaler;
        return state("grad_scaler", scaler::stateDict, scaler::loadStateDict);
    }

    /** Averages the parameters after each step; evaluations use the averages. */
    public TrainingOptions averages(ExponentialMovingAverage averages) {
        this.averages = averages;
        return this;
    }

    /**
     * Ends the training when what is {@linkplain #monitor monitored} no longer improves. Together with {@link #averages}, what
     * was judged were the averages: let it restore these, and copy them to the parameters at the end.
     */
    public TrainingOptions earlyStopping(EarlyStopping stopping) {
        earlyStopping = stopping;
        return this;
    }

    /**
     * What early stopping and {@link ReduceLROnPlateau} look at: {@code val_} or {@code train_} and the name of a metric.
     * Unless set, {@code val_loss}, or without validation {@code train_loss}.
     */
    public TrainingOptions monitor(String name) {
        monitor = name;
        return this;
    }

    /** Computes a metric in each evaluation. */
    public TrainingOptions metric(String name, Metric metric) {
        return put(metrics, name, metric);
    }

    /** Computes a metric of the predictions in training, in which the model changes from batch to batch. */
    public TrainingOptions trainMetric(String name, Metric metric) {
        return put(trainMetrics, name, metric);
    }

    private TrainingOptions put(Map<String, Metric> all, String name, Metric metric) {
        if (all.putIfAbsent(name, metric) != null) {
            throw new IllegalArgumentException("there is a metric \"" + name + "\" already; give another name");
        }
        return this;
    }

    /** Is told of steps and epochs, in the order of addition. */
    public TrainingOptions listener(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Leaves out the line of progress on the terminal. */
    public TrainingOptions quiet() {
        quiet = true;
        return this;
    }

    /** Adds a part of one's own to checkpoints, as {@link TrainingState#add}. */
    public TrainingOptions state(
            String name, Supplier<Map<String, HostArray>> save, Consumer<Map<String, HostArray>> load) {
        states.add(state -> state.add(name, save, load));
        return this;
    }

    private static double requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " is above 0, but got " + value);
        }
        return value;
    }
}
