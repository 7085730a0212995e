package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.nn.BatchNorm1d;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.optim.optimizer.ExponentialMovingAverage;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.training.metric.ConfusionMatrix;
import io.lockstep.engine.training.metric.TopKAccuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EvaluatorTest {
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
        Initialisation initial = new Initialisation(device, DType.FLOAT32, 3);
        return new Sequential(
                new Linear(initial, SmallTraining.INPUTS, 8),
                new BatchNorm1d(initial, 8),
                new ReLU(),
                new Linear(initial, 8, SmallTraining.CLASSES));
    }

    @Test
    void judgesInEvaluationModeAndGoesBack() {
        Module model = model();
        Module frozen = Objects.requireNonNull(model.namedModules().get("1"));
        frozen.eval();
        List<Boolean> modes = new ArrayList<>();
        model.registerForwardHook((module, x, y) -> {
            modes.add(module.isTraining() || device.isRecording());
            return null;
        });
        ConfusionMatrix confusion = new ConfusionMatrix(SmallTraining.CLASSES);
        Evaluator evaluator =
                new Evaluator(model, loss).metric("confusion", confusion).metric("top2", new TopKAccuracy(2));
        Scores scores = evaluator.evaluate(validation);
        assertThat(modes).hasSize(5).containsOnly(false);
        assertThat(scores.samples()).isEqualTo(confusion.total()).isEqualTo(SmallTraining.SAMPLES);
        assertThat(scores.get("confusion")).isEqualTo(confusion.compute());
        assertThat(scores.values()).containsOnlyKeys("loss", "confusion", "top2");
        assertThat(evaluator.evaluate(validation)).isEqualTo(scores);
        assertThat(model.isTraining()).isTrue();
        assertThat(frozen.isTraining()).isFalse();
        assertThat(model.namedModules().values().stream().filter(Module::isTraining))
                .hasSize(4);
        assertThatThrownBy(() -> scores.get("acc")).hasMessageContaining("[loss, confusion, top2]");
        assertThatThrownBy(() -> evaluator.metric("loss", confusion)).hasMessageContaining("names of their own");
    }

    @Test
    void judgesTheAverages() {
        Module model = model();
        ExponentialMovingAverage averages = new ExponentialMovingAverage(model.parameters(), 0.99);
        Trainer trainer = new Trainer(
                model,
                loss,
                new SGD(model.parameters(), 0.1),
                new TrainingOptions().quiet().averages(averages));
        Scores scores =
                Objects.requireNonNull(trainer.fit(data, validation, 1).get(0).validation());
        assertThat(new Evaluator(model, loss).evaluate(validation)).isNotEqualTo(scores);
        averages.copyToParameters();
        assertThat(new Evaluator(model, loss).evaluate(validation)).isEqualTo(scores);
    }
}
