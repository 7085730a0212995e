package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.optim.GradScaler;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Training in float16 with scaled losses. */
class ScaledTrainingTest {
    private final Device device = Device.open("cpu");
    private final DataLoader<Batch> data = SmallTraining.loader(SmallTraining.BATCH, 1);

    @AfterEach
    void close() {
        data.close();
        device.close();
    }

    private Module model() {
        Initialisation initial = new Initialisation(device, DType.FLOAT32, 3);
        return new Sequential(
                new Linear(initial, SmallTraining.INPUTS, 16),
                new ReLU(),
                new Linear(initial, 16, SmallTraining.CLASSES));
    }

    private Trainer trainer(Module model, GradScaler scaler) {
        SGD optimizer = new SGD(model.parameters(), SGD.options().lr(0.1).momentum(0.9));
        TrainingOptions options = new TrainingOptions()
                .quiet()
                .autocast(DType.FLOAT16)
                .gradScaler(scaler)
                .clipGradNorm(1);
        return new Trainer(model, new CrossEntropyLoss(), optimizer, options);
    }

    private static GradScaler scaler(double initial) {
        return new GradScaler(initial, 2, 0.5, 2000, true);
    }

    @Test
    void learnsAndLeavesOutStepsThatOverflow() {
        Module model = model();
        // Times any gradient above 2^-23 this is more than float16 holds.
        GradScaler scaler = scaler(Math.pow(2, 40));
        Trainer trainer = trainer(model, scaler);
        var before = model.stateDict();
        trainer.fit(data, 1);
        assertThat(model.stateDict()).isEqualTo(before);
        assertThat(scaler.getScale())
                .isEqualTo(Math.pow(2, 40 - (double) trainer.position().step()));
        double first = trainer.evaluate(data).loss();
        trainer.fit(data, 30);
        assertThat(trainer.evaluate(data).loss()).isLessThan(0.8 * first);
    }

    @Test
    void theScaleIsPartOfACheckpoint(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("training.safetensors");
        Trainer trainer = trainer(model(), scaler(Math.pow(2, 40)));
        trainer.fit(data, 1);
        trainer.save(file);
        GradScaler resumed = scaler(1);
        Trainer other = trainer(model(), resumed);
        other.resume(file);
        assertThat(resumed.getScale())
                .isEqualTo(Math.pow(2, 40 - (double) trainer.position().step()));
    }
}
