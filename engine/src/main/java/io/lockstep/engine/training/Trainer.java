package io.lockstep.engine.training;

import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.optim.GradScaler;
import io.lockstep.engine.optim.optimizer.EarlyStopping;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.training.TrainingOptions.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loop that trains a model in one process:
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.parameters()), new TrainingOptions()
 *         .clipGradNorm(1)
 *         .metric("acc1", new TopKAccuracy(1)));
 * List<EpochReport> history = trainer.fit(train, validation, 10);
 * }</pre>
 *
 * <p>Each batch is taken to the model's device within a step of it, {@link #predict predicted} and its loss propagated back;
 * after {@linkplain TrainingOptions#accumulationSteps one batch or several} follows the {@linkplain #optimizerStep optimizer's
 * step}. The loss is expected to be the mean over a batch. Subclasses change what they must; a program that wants another loop
 * altogether writes it, as the package's description shows.
 *
 * <p>{@link #save} and {@link #resume} keep all there is to go on from, between two steps, also amid an epoch: a training that
 * was resumed equals one that never stopped, bit for bit.
 */
public class Trainer {
    private final Module model;
    private final Loss loss;
    private final Optimizer optimizer;
    private final TrainingOptions options;
    private final Device device;
    private final ScoreKeeper trained;
    private final Evaluator evaluator;
    private final TrainedParameters parameters;
    private final List<TrainingListener> listeners;
    private TrainingPosition position = TrainingPosition.START;
    private boolean stopping;

    /** The plain loop, with a line of progress on the terminal. */
    public Trainer(Module model, Loss loss, Optimizer optimizer) {
        this(model, loss, optimizer, new TrainingOptions());
    }

    /** @throws IllegalArgumentException if the model has no parameters, or lives on several devices */
    @SuppressWarnings("this-escape") // predict() is called in evaluations only
    public Trainer(Module model, Loss loss, Optimizer optimizer, TrainingOptions options) {
        this.model = model;
        this.loss = loss;
        this.optimizer = optimizer;
        this.options = options;
        device = Placement.of(model);
        parameters = new TrainedParameters(optimizer, options);
        trained = new ScoreKeeper(loss, options.trainMetrics);
        evaluator = new Evaluator(model, loss, this::predict).autocast(options.autocast);
        options.metrics.forEach(evaluator::metric);
        listeners = new ArrayList<>(options.listeners);
        if (!options.quiet) {
            listeners.add(0, new ProgressLine());
        }
    }

    // What can be overridden

    /** Makes the model ready for an epoch: {@code model.train()}. Who keeps a part in evaluation mode says so here. */
    protected void beginEpoch() {
        model.train();
    }

    /**
     * What the model makes of a batch beside what it should make: {@code model.call} of the first column beside the second,
     * both on the model's device. Evaluations use it, too.
     */
    protected Prediction predict(Batch batch) {
        return new Prediction(model.call(batch.tensor(device, 0)), batch.tensor(device, 1));
    }

    /**
     * Sees each batch of the training before its loss is propagated back; does nothing. Who shows hard examples more often
     * tells the sampler their losses here.
     */
    protected void predicted(Batch batch, Prediction prediction) {}

    /** Propagates a loss back, scaled if the options say so; adds to the gradients. */
    protected void backward(Tensor loss) {
        GradScaler scaler = options.gradScaler;
        (scaler == null ? loss : scaler.scale(loss)).backward();
    }

    /** Clips the gradients, which have no scale by then, and lets the optimizer step unless they overflowed. */
    protected void optimizerStep() {
        GradScaler scaler = options.gradScaler;
        if (scaler == null) {
            clipGradients();
            optimizer.step();
        } else {
            scaler.unscale_(optimizer);
            clipGradients();
            scaler.step(optimizer);
            scaler.update();
        }
    }

    /** Clips the gradients as the options say; who scales losses takes the scale out before. */
    protected final void clipGradients() {
        parameters.clipGradients();
    }

    // Training

    /** As {@link #fit(DataLoader, DataLoader, long)} without validation. */
    public final List<EpochReport> fit(DataLoader<Batch> data, long epochs) {
        return fit(data, null, epochs);
    }

    /**
     * Trains until there were so many epochs in all, those before included, or it is stopped.
     *
     * @param data of which each epoch reads that of its number
     * @param validation is read after each epoch
     * @return the epochs that it completed
     */
    public final List<EpochReport> fit(DataLoader<Batch> data, @Nullable DataLoader<Batch> validation, long epochs) {
        Monitored monitored = new Monitored(
                options, EpochReport.values(trained.scores(), validation == null ? null : evaluator.scores()));
        stopping = false;
        List<EpochReport> reports = new ArrayList<>();
        while (position.epoch() < epochs && !isOver()) {
            long begun = System.nanoTime();
            double lr = trainEpoch(data, epochs);
            if (!stopping) {
                double seconds = (System.nanoTime() - begun) / 1e9;
                Scores scores = validation == null ? null : evaluate(validation);
                EpochReport report = new EpochReport(
                        position.epoch() + 1, epochs, position.step(), lr, trained.scores(), scores, seconds);
                monitored.epochDone(report);
                position = position.afterEpoch();
                reports.add(report);
                listeners.forEach(listener -> listener.epochDone(this, report));
            }
        }
        return reports;
    }

    /** Ends {@link #fit} after the step that is running; another call of it goes on from there. */
    public final void stop() {
        stopping = true;
    }

    /** Judges the model, or the averages of its parameters if there are any. */
    @SuppressWarnings("try") // the scope is opened for its end alone
    public final Scores evaluate(DataLoader<Batch> data) {
        if (options.averages == null || options.averages.updates() == 0) {
            return evaluator.evaluate(data);
        }
        try (Device.Scope averaged = options.averages.apply()) {
            return evaluator.evaluate(data);
        }
    }

    private boolean isOver() {
        EarlyStopping early = options.earlyStopping;
        return stopping || (early != null && early.isStopped());
    }

    /** @return the learning rate of the last step */
    private double trainEpoch(DataLoader<Batch> data, long epochs) {
        StepBatches batches = new StepBatches(data, position, options.accumulationSteps);
        if (position.batch() == 0) {
            trained.reset();
        }
        beginEpoch();
        double lr = parameters.lr();
        while (!stopping && batches.hasNext()) {
            lr = parameters.lr();
            StepReport report = step(batches.next(), data.hasSize() ? data.size() : -1, epochs);
            listeners.forEach(listener -> listener.stepDone(this, report));
        }
        return lr;
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private StepReport step(List<Batch> parts, int batches, long epochs) {
        double lr = parameters.lr();
        long samples = parts.stream().mapToLong(Batch::size).sum();
        double mean = 0;
        parameters.giveGradientsPlaces();
        optimizer.zeroGrad();
        for (int i = 0; i < parts.size(); i++) {
            double share = (double) parts.get(i).size() / samples;
            try (Device.Scope step = device.step()) {
                mean += share * learn(parts.get(i), share);
                if (i == parts.size() - 1) {
                    optimizerStep();
                }
            }
        }
        if (options.averages != null) {
            options.averages.update();
        }
        if (options.scheduler != null && options.interval == Interval.STEP) {
            options.scheduler.step();
        }
        position = position.afterStep(parts.size(), batches);
        return new StepReport(position, epochs, samples, mean, trained.loss(), lr);
    }

    /** Adds the gradients of {@code share} of the loss of a batch; returns the loss. */
    @SuppressWarnings("try") // the scope is opened for its end alone
    private double learn(Batch part, double share) {
        Prediction prediction;
        Tensor value;
        try (Device.Scope precision = Placement.autocast(device, options.autocast)) {
            prediction = predict(part);
            value = loss.forward(prediction.output(), prediction.target());
        }
        if (value.numel() != 1) {
            throw new IllegalArgumentException("a trainer needs the mean loss of a batch, but the loss gave "
                    + value.shape() + "; make it with reduction MEAN");
        }
        double found = value.item();
        trained.update(prediction, found, part.size());
        predicted(part, prediction);
        backward(share == 1 ? value : value.mul(share));
        return found;
    }

    // Checkpoints

    /** How far training is. */
    public final TrainingPosition position() {
        return position;
    }

    /** All that this training goes on from. */
    public final TrainingState state() {
        TrainingState state = new TrainingState()
                .model(model)
                .optimizer(optimizer)
                .generator(device.generator())
                .add("metrics", trained::stateDict, trained::loadStateDict);
        if (options.scheduler != null) {
            state.scheduler(options.scheduler);
        }
        if (options.averages != null) {
            state.averages(options.averages);
        }
        if (options.earlyStopping != null) {
            state.earlyStopping(options.earlyStopping);
        }
        options.states.forEach(add -> add.accept(state));
        return state;
    }

    /** Saves the training; see {@link TrainingState#save}. */
    public final void save(Path file) throws IOException {
        state().save(file, position);
    }

    /** Goes on from a saved training with the next {@link #fit}; see {@link TrainingState#load}. */
    public final void resume(Path file) throws IOException {
        position = state().load(file);
    }
}
