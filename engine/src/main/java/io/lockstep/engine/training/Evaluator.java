package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.training.metric.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges a model by the samples of a loader: in evaluation mode and without recording, each batch in a step of the model's
 * device. Afterwards every module is in the mode that it was in before.
 *
 * <pre>{@code
 * Scores scores = new Evaluator(model, new CrossEntropyLoss())
 *         .metric("acc1", new TopKAccuracy(1))
 *         .evaluate(test);
 * }</pre>
 */
public final class Evaluator {
    private final Module model;
    private final Device device;
    private final Loss loss;
    private final Function<Batch, Prediction> predict;
    private final ScoreKeeper keeper;
    private @Nullable DType autocast;

    /** Batches have inputs and targets as their first two columns. */
    public Evaluator(Module model, Loss loss) {
        this(model, loss, supervised(model, Placement.of(model)));
    }

    /**
     * @param loss the mean over a batch
     * @param predict what the model makes of a batch, and what it should have made
     */
    public Evaluator(Module model, Loss loss, Function<Batch, Prediction> predict) {
        this.model = model;
        this.loss = loss;
        this.predict = predict;
        device = Placement.of(model);
        keeper = new ScoreKeeper(loss, new LinkedHashMap<>());
    }

    /** The model's output for the first column of a batch beside the second, both on the model's device. */
    static Function<Batch, Prediction> supervised(Module model, Device device) {
        return batch -> new Prediction(model.call(batch.tensor(device, 0)), batch.tensor(device, 1));
    }

    /** Computes a metric as well; it starts anew with each evaluation and can be asked afterwards for more than its number. */
    public Evaluator metric(String name, Metric metric) {
        keeper.add(name, metric);
        return this;
    }

    /** Computes as {@link Device#autocast}; not unless set. */
    public Evaluator autocast(@Nullable DType dtype) {
        autocast = dtype;
        return this;
    }

    /** Goes through the loader's epoch 0 once, so that every evaluation sees the same. */
    @SuppressWarnings("try") // the scope is opened for its end alone
    public Scores evaluate(DataLoader<Batch> loader) {
        Map<Module, Boolean> modes = new LinkedHashMap<>();
        model.namedModules().values().forEach(module -> modes.put(module, module.isTraining()));
        keeper.reset();
        loader.setEpoch(0);
        model.eval();
        try (Device.Scope noGrad = device.noGrad()) {
            for (Batch batch : loader) {
                judge(batch);
            }
        } finally {
            modes.forEach((module, training) -> setMode(module, training)); // parents come before their children
        }
        return keeper.scores();
    }

    private static void setMode(Module module, boolean training) {
        if (training) {
            module.train();
        } else {
            module.eval();
        }
    }

    @SuppressWarnings("try") // the scopes are opened for their end alone
    private void judge(Batch batch) {
        try (Device.Scope step = device.step();
                Device.Scope precision = Placement.autocast(device, autocast)) {
            Prediction prediction = predict.apply(batch);
            Tensor value = loss.forward(prediction.output(), prediction.target());
            keeper.update(prediction, value.item(), batch.size());
        }
    }

    /** Of the last evaluation; before there was one, what the metrics say without samples. */
    Scores scores() {
        return keeper.scores();
    }
}
