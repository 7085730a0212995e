package io.lockstep.engine.training;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.data.Example;
import io.lockstep.engine.data.IterableDataset;
import io.lockstep.engine.nn.BatchNorm1d;
import io.lockstep.engine.nn.Identity;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.nn.loss.LossReduction;
import io.lockstep.engine.optim.optimizer.ClipGrad;
import io.lockstep.engine.optim.optimizer.EarlyStopping;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.optim.scheduler.ReduceLROnPlateau;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.training.TrainingOptions.Interval;
import io.lockstep.engine.training.metric.TopKAccuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What the trainer does; its numbers are compared with libtorch elsewhere. */
class TrainerTest {
    private final Device device = new Device(new ReferenceBackend());
    private final DataLoader<Batch> data = SmallTraining.loader(SmallTraining.BATCH, 1);
    private final DataLoader<Batch> validation = SmallTraining.loader(7, 2);
    private final Loss loss = new CrossEntropyLoss();

    @AfterEach
    void close() {
        data.close();
        validation.close();
        device.close();
    }

    private Module model() {
        return model(device);
    }

    private static Module model(Device device) {
        Initialisation initial = new Initialisation(device, DType.FLOAT32, 3);
        return new Sequential(
                new Linear(initial, SmallTraining.INPUTS, 8),
                new BatchNorm1d(initial, 8),
                new ReLU(),
                new Linear(initial, 8, SmallTraining.CLASSES));
    }

    private static Optimizer sgd(Module model, double lr) {
        return new SGD(model.parameters(), SGD.options().lr(lr).momentum(0.9));
    }

    private static TrainingOptions options() {
        return new TrainingOptions().quiet();
    }

    /** Bit for bit. */
    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void equalsThePlainLoop(String backend) {
        try (Device device = new Device(Backends.open("cpu", backend))) {
            equalsThePlainLoop(device);
        }
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private void equalsThePlainLoop(Device device) {
        Module plain = model(device);
        Optimizer optimizer = sgd(plain, 0.1);
        for (int epoch = 0; epoch < 3; epoch++) {
            plain.train();
            for (Batch batch : data) {
                try (Device.Scope step = device.step()) {
                    optimizer.zeroGrad();
                    Tensor logits = plain.call(batch.tensor(device, 0));
                    loss.forward(logits, batch.tensor(device, 1)).backward();
                    ClipGrad.clipGradNorm_(plain.parameters(), 0.5);
                    optimizer.step();
                }
            }
        }
        Module model = model(device);
        Trainer trainer = new Trainer(model, loss, sgd(model, 0.1), options().clipGradNorm(0.5));
        assertThat(trainer.fit(data, 3)).hasSize(3);
        assertThat(model.stateDict()).isEqualTo(plain.stateDict());
        assertThat(trainer.position()).isEqualTo(new TrainingPosition(3, 0, 8, 24));
    }

    @Test
    void accumulationEqualsLargerBatches() {
        Initialisation initial = new Initialisation(device, DType.FLOAT32, 3);
        Module small = new Linear(initial, SmallTraining.INPUTS, SmallTraining.CLASSES);
        Module large =
                new Linear(new Initialisation(device, DType.FLOAT32, 3), SmallTraining.INPUTS, SmallTraining.CLASSES);
        List<Double> losses = new ArrayList<>();
        List<Double> expected = new ArrayList<>();
        // 30 samples: the last step is by 4 and 2 samples, or by 6 at once.
        try (DataLoader<Batch> eights = SmallTraining.loader(8, 1)) {
            new Trainer(
                            small,
                            loss,
                            sgd(small, 0.1),
                            options().accumulationSteps(2).listener(collect(losses)))
                    .fit(data, 2);
            new Trainer(large, loss, sgd(large, 0.1), options().listener(collect(expected))).fit(eights, 2);
        }
        assertThat(losses).hasSize(8);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(losses.get(i)).isCloseTo(expected.get(i), within(1e-5));
        }
        assertThat(small.parameters().get(0).detach().toFloatArray())
                .containsExactly(large.parameters().get(0).detach().toFloatArray(), within(1e-5f));
    }

    private static TrainingListener collect(List<Double> losses) {
        return new TrainingListener() {
            @Override
            public void stepDone(Trainer trainer, StepReport step) {
                losses.add(step.loss());
            }
        };
    }

    @Test
    void stopsEarlyWithTheBestParameters() {
        Module model = model();
        EarlyStopping stopping = new EarlyStopping(2, 0, EarlyStopping.Mode.MAX, model.parameters());
        // So large a learning rate does not improve for long.
        TrainingOptions options = options()
                .earlyStopping(stopping)
                .metric("acc1", new TopKAccuracy(1))
                .monitor("val_acc1");
        Trainer trainer = new Trainer(model, loss, sgd(model, 2), options);
        List<EpochReport> reports = trainer.fit(data, validation, 100);
        assertThat(reports).hasSizeLessThan(100).hasSize((int) stopping.bestEpoch() + 2);
        assertThat(stopping.best())
                .isEqualTo(Objects.requireNonNull(
                                reports.get((int) stopping.bestEpoch() - 1).validation())
                        .get("acc1"));
        assertThat(trainer.fit(data, validation, 100)).isEmpty();
    }

    @Test
    void reducesTheLearningRateByWhatIsMonitored() {
        Module model = model();
        Optimizer optimizer = sgd(model, 0.0);
        optimizer.paramGroups().get(0).lr(1e-30); // without any effect
        ReduceLROnPlateau plateau = new ReduceLROnPlateau(
                optimizer,
                new ReduceLROnPlateau.Options(ReduceLROnPlateau.Mode.MIN, 0.5, 0, 1e-1, true, 0, new double[] {0}, 0));
        List<EpochReport> reports = new Trainer(
                        model,
                        loss,
                        optimizer,
                        options().scheduler(plateau, Interval.EPOCH).monitor("train_loss"))
                .fit(data, 4);
        assertThat(reports.get(0).lr()).isEqualTo(1e-30);
        assertThat(reports.get(3).lr()).isEqualTo(1e-30 / 4);
        assertThatThrownBy(() -> options().scheduler(plateau, Interval.STEP)).hasMessageContaining("Interval.EPOCH");
    }

    @Test
    void subclassesChangeWhatTheyMust() {
        Module model = model();
        Module normalisation = Objects.requireNonNull(model.namedModules().get("1"));
        Tensor mean = Objects.requireNonNull(model.namedBuffers().get("1.running_mean"));
        int[] calls = new int[3];
        Trainer trainer = new Trainer(model, loss, sgd(model, 0.1), options()) {
            @Override
            protected void beginEpoch() {
                super.beginEpoch();
                normalisation.eval();
                calls[0]++;
            }

            @Override
            protected Prediction predict(Batch batch) {
                calls[1]++;
                return new Prediction(model.call(batch.tensor(device, "0").neg()), batch.tensor(device, "1"));
            }

            @Override
            protected void backward(Tensor value) {
                calls[2]++;
                super.backward(value.mul(2));
            }
        };
        trainer.fit(data, validation, 2);
        assertThat(calls).containsExactly(2, 2 * (8 + 5), 2 * 8);
        assertThat(mean.toDoubleArray()).containsOnly(0);
    }

    @Test
    void trainsWhatIsUnfrozenLater() {
        Module model = model();
        Module first = Objects.requireNonNull(model.namedModules().get("0"));
        first.freeze();
        float[] frozen = first.parameters().get(0).toFloatArray();
        Trainer trainer = new Trainer(model, loss, sgd(model, 0.1), options());
        trainer.fit(data, 1);
        assertThat(first.parameters().get(0).toFloatArray()).isEqualTo(frozen);
        first.requiresGrad_(true);
        trainer.fit(data, 2);
        assertThat(first.parameters().get(0).detach().toFloatArray()).isNotEqualTo(frozen);
        // Gradients outlast the device's step.
        Tensor gradient = Objects.requireNonNull(first.parameters().get(0).grad());
        assertThat(gradient.abs().sum().item()).isBetween(1e-6, 1e6);
    }

    @Test
    void computesInBfloat16IfToldSo() {
        Module exact = model();
        Module mixed = model();
        new Trainer(exact, loss, sgd(exact, 0.01), options()).fit(data, 1);
        Trainer trainer = new Trainer(mixed, loss, sgd(mixed, 0.01), options().autocast(DType.BFLOAT16));
        trainer.fit(data, validation, 1);
        float[] found = mixed.parameters().get(0).detach().toFloatArray();
        float[] expected = exact.parameters().get(0).detach().toFloatArray();
        assertThat(found).isNotEqualTo(expected).containsExactly(expected, within(0.02f));
        assertThat(device.autocastType()).isNull();
    }

    @Test
    void readsStreams() {
        IterableDataset<Example<float[], Integer>> stream = epoch -> IntStream.range(0, 11)
                .mapToObj(i -> new Example<>(new float[] {i, epoch, 1, 0, 0}, i % SmallTraining.CLASSES))
                .iterator();
        try (DataLoader<Batch> batches = DataLoader.of(stream).batchSize(3).build()) {
            Module straight = model();
            new Trainer(straight, loss, sgd(straight, 0.01), options()).fit(batches, 2);
            Module model = model();
            TrainingListener stopAtStep6 = new TrainingListener() {
                @Override
                public void stepDone(Trainer trainer, StepReport step) {
                    assertThat(step.position().batches()).isEqualTo(-1);
                    if (step.position().step() == 6) {
                        trainer.stop();
                    }
                }
            };
            Trainer trainer =
                    new Trainer(model, loss, sgd(model, 0.01), options().listener(stopAtStep6));
            assertThat(trainer.fit(batches, 2)).hasSize(1);
            assertThat(trainer.position()).isEqualTo(new TrainingPosition(1, 2, -1, 6));
            assertThat(trainer.fit(batches, 2)).hasSize(1);
            assertThat(model.stateDict()).isEqualTo(straight.stateDict());
        }
    }

    @Test
    void namesWhatItCannotUse() {
        Module model = model();
        Optimizer optimizer = sgd(model, 0.1);
        assertThatThrownBy(() -> new Trainer(model, loss, optimizer, options().monitor("val_loss")).fit(data, 1))
                .hasMessageContaining("\"val_loss\" is to be monitored, but this training has [train_loss]");
        Loss unreduced = new CrossEntropyLoss(null, -100, 0, LossReduction.NONE);
        assertThatThrownBy(() -> new Trainer(model, unreduced, optimizer, options()).fit(data, 1))
                .hasMessageContaining("the loss gave [4]; make it with reduction MEAN");
        assertThatThrownBy(() -> new Trainer(new Identity(), loss, optimizer, options()))
                .hasMessageContaining("without parameters");
        assertThatThrownBy(() -> options().accumulationSteps(0)).hasMessageContaining("1 or more, but got 0");
        assertThatThrownBy(() -> options().clipGradNorm(0)).hasMessageContaining("maxNorm is above 0");
        try (Device other = new Device(new ReferenceBackend())) {
            Module split = new Sequential(
                    new Linear(new Initialisation(device, DType.FLOAT32, 1), 2, 2),
                    new Linear(new Initialisation(other, DType.FLOAT32, 1), 2, 2));
            assertThatThrownBy(() -> new Evaluator(split, loss)).hasMessageContaining("several devices");
        }
    }
}
