package io.lockstep.engine.training;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.data.DataLoaderBuilder;
import io.lockstep.engine.data.TensorDataset;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.nn.BatchNorm1d;
import io.lockstep.engine.nn.Dropout;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.optim.optimizer.EarlyStopping;
import io.lockstep.engine.optim.optimizer.ExponentialMovingAverage;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.scheduler.OneCycleLR;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.training.TrainingOptions.Interval;
import io.lockstep.engine.training.metric.TopKAccuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A training with all that has a state, on a device of its own. */
final class SmallTraining implements AutoCloseable {
    static final int SAMPLES = 30;
    static final int BATCH = 4;
    static final int INPUTS = 5;
    static final int CLASSES = 3;
    static final int EPOCHS = 4;

    final Device device;
    final DataLoader<Batch> data = loader(BATCH, 1);
    final DataLoader<Batch> validation = loader(7, 2);
    final Module model;
    final Optimizer optimizer;
    final ExponentialMovingAverage averages;
    final EarlyStopping earlyStopping;
    final Trainer trainer;
    final List<Double> losses = new ArrayList<>();
    /** Stops after this step if it is above 0. */
    long stopAt;

    /** @param seed of initial values and dropout, which a checkpoint overrides */
    SmallTraining(long seed, int accumulation) {
        this("reference", seed, accumulation);
    }

    SmallTraining(String backend, long seed, int accumulation) {
        device = new Device(Backends.open("cpu", backend));
        device.manualSeed(seed);
        Initialisation initial = new Initialisation(device, DType.FLOAT32, seed);
        model = new Sequential(
                new Linear(initial, INPUTS, 8),
                new BatchNorm1d(initial, 8),
                new ReLU(),
                new Dropout(0.3, 0),
                new Linear(initial, 8, CLASSES));
        optimizer = new Adam(model.parameters(), Adam.options().lr(0.01).amsgrad(true));
        averages = new ExponentialMovingAverage(model.parameters(), 0.8);
        earlyStopping = new EarlyStopping(EPOCHS, 0, EarlyStopping.Mode.MIN);
        int stepsPerEpoch = -Math.floorDiv(-data.size(), accumulation);
        TrainingOptions options = new TrainingOptions()
                .accumulationSteps(accumulation)
                .clipGradNorm(1)
                .averages(averages)
                .earlyStopping(earlyStopping)
                .scheduler(new OneCycleLR(optimizer, 0.1, (long) EPOCHS * stepsPerEpoch), Interval.STEP)
                .metric("acc1", new TopKAccuracy(1))
                .trainMetric("acc1", new TopKAccuracy(1))
                .quiet()
                .listener(new TrainingListener() {
                    @Override
                    public void stepDone(Trainer trainer, StepReport step) {
                        losses.add(step.loss());
                        losses.add(step.meanLoss());
                        losses.add(step.lr());
                        if (step.position().step() == stopAt) {
                            trainer.stop();
                        }
                    }
                });
        trainer = new Trainer(model, new CrossEntropyLoss(), optimizer, options);
    }

    List<EpochReport> fit() {
        return trainer.fit(data, validation, EPOCHS);
    }

    static DataLoader<Batch> loader(int batchSize, long seed) {
        return loader(seed).batchSize(batchSize).shuffle(true).build();
    }

    static DataLoaderBuilder<List<HostArray>, Batch> loader(long seed) {
        Random random = new Random(seed);
        float[] inputs = new float[SAMPLES * INPUTS];
        long[] targets = new long[SAMPLES];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < SAMPLES; i++) {
            float x = inputs[i * INPUTS];
            targets[i] = x < -0.5 ? 0 : x < 0.5 ? 1 : 2;
        }
        return DataLoader.of(new TensorDataset(List.of(
                        HostArray.of(Shape.of(SAMPLES, INPUTS), inputs), HostArray.of(Shape.of(SAMPLES), targets))))
                .seed(seed);
    }

    @Override
    public void close() {
        data.close();
        validation.close();
        device.close();
    }
}
