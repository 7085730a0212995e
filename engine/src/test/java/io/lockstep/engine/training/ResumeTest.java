package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.data.sampler.HardExampleSampler;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.Loss;
import io.lockstep.engine.nn.loss.LossReduction;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * N + M steps equal N, a checkpoint, and M steps of fresh objects, bit for bit: with dropout, shuffling, batch normalisation,
 * Adam, OneCycleLR, averages and accumulation, at every place of an epoch.
 */
class ResumeTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"reference, 1", "onednn, 9"})
    void equalsNeverHavingStopped(String backend, int stride) throws IOException {
        for (int accumulation = 1; accumulation <= 3; accumulation++) {
            try (SmallTraining straight = new SmallTraining(backend, 7, accumulation)) {
                List<EpochReport> expected = straight.fit();
                long steps = straight.trainer.position().step();
                assertThat(steps).isEqualTo(4L * List.of(8, 4, 3).get(accumulation - 1));
                for (long stop = 1; stop <= steps; stop += stride) {
                    resumed(backend, straight, expected, accumulation, stop);
                }
            }
        }
    }

    private void resumed(
            String backend, SmallTraining straight, List<EpochReport> expected, int accumulation, long stop)
            throws IOException {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        List<Double> losses;
        List<EpochReport> reports;
        try (SmallTraining first = new SmallTraining(backend, 7, accumulation)) {
            first.stopAt = stop;
            reports = new ArrayList<>(first.fit());
            assertThat(first.trainer.position().step()).isEqualTo(stop);
            first.trainer.save(checkpoint);
            losses = new ArrayList<>(first.losses);
        }
        try (SmallTraining second = new SmallTraining(backend, 8, accumulation)) {
            second.stopAt = stop + 2; // of other seeds, and not fresh any more
            second.fit();
            second.losses.clear();
            second.stopAt = 0;
            second.trainer.resume(checkpoint);
            assertThat(second.trainer.position().step()).isEqualTo(stop);
            reports.addAll(second.fit());
            losses.addAll(second.losses);
            String where = "stopped after step " + stop + ", accumulating " + accumulation;
            assertThat(losses).as("losses, " + where).isEqualTo(straight.losses);
            assertThat(scores(reports)).as("scores, " + where).isEqualTo(scores(expected));
            assertThat(second.model.stateDict()).as("model, " + where).isEqualTo(straight.model.stateDict());
            assertThat(second.optimizer.stateDict())
                    .as("optimizer, " + where)
                    .isEqualTo(straight.optimizer.stateDict());
            assertThat(second.averages.stateDict()).as("averages, " + where).isEqualTo(straight.averages.stateDict());
            assertThat(second.earlyStopping.stateDict())
                    .as("early stopping, " + where)
                    .isEqualTo(straight.earlyStopping.stateDict());
            assertThat(second.device.generator().calls())
                    .isEqualTo(straight.device.generator().calls());
        }
    }

    private static List<Object> scores(List<EpochReport> reports) {
        List<Object> scores = new ArrayList<>();
        for (EpochReport report : reports) {
            scores.add(report.epoch());
            scores.add(report.values());
        }
        return scores;
    }

    /** The order of an epoch depends on losses of the one before, and changes while those of this one become known. */
    @Test
    void showsTheSameHardExamples() throws IOException {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        try (HardExamples straight = new HardExamples();
                HardExamples first = new HardExamples();
                HardExamples second = new HardExamples()) {
            straight.trainer.fit(straight.data, 3);
            first.stopAt = 12; // of 8 in an epoch
            first.trainer.fit(first.data, 3);
            first.trainer.save(checkpoint);
            second.trainer.resume(checkpoint);
            second.trainer.fit(second.data, 3);
            first.seen.addAll(second.seen);
            assertThat(first.seen).isEqualTo(straight.seen).hasSize(3 * SmallTraining.SAMPLES);
            assertThat(second.model.stateDict()).isEqualTo(straight.model.stateDict());
        }
    }

    @Test
    void trainingsOfOtherSeedsDiffer() {
        try (SmallTraining one = new SmallTraining(7, 1);
                SmallTraining other = new SmallTraining(8, 1)) {
            one.fit();
            other.fit();
            assertThat(one.losses).isNotEqualTo(other.losses);
        }
    }

    @Test
    void keepsTheNewestCheckpoints() throws IOException {
        Checkpoints checkpoints =
                new Checkpoints(folder.resolve("run")).everySteps(5).keep(2);
        assertThat(checkpoints.latest()).isEmpty();
        try (SmallTraining training = new SmallTraining(7, 1)) {
            TrainingOptions options = new TrainingOptions().quiet().listener(checkpoints);
            Trainer trainer = new Trainer(training.model, new CrossEntropyLoss(), training.optimizer, options);
            trainer.fit(training.data, 2);
            assertThat(trainer.position()).isEqualTo(new TrainingPosition(2, 0, 8, 16));
            try (Stream<Path> files = Files.list(folder.resolve("run"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("step-15.safetensors", "step-16.safetensors");
            }
            trainer.resume(folder.resolve("run/step-15.safetensors"));
            assertThat(trainer.position()).isEqualTo(new TrainingPosition(1, 7, 8, 15));
            trainer.resume(checkpoints.latest().orElseThrow());
            assertThat(trainer.position()).isEqualTo(new TrainingPosition(2, 0, 8, 16));
            assertThat(trainer.fit(training.data, 2)).isEmpty();
        }
    }

    @Test
    void refusesOtherDataAmidAnEpoch() throws IOException {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        try (SmallTraining training = new SmallTraining(7, 1)) {
            training.stopAt = 3;
            training.fit();
            training.trainer.save(checkpoint);
            training.trainer.resume(checkpoint);
            assertThatThrownBy(() -> training.trainer.fit(training.validation, SmallTraining.EPOCHS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("amid an epoch of 8 batches, but the loader has 5");
        }
    }

    private static final class HardExamples implements AutoCloseable {
        final Device device = new Device(new ReferenceBackend());
        final HardExampleSampler sampler = new HardExampleSampler(SmallTraining.SAMPLES, 5);
        final DataLoader<Batch> data =
                SmallTraining.loader(1).batchSize(4).sampler(sampler).build();
        final Module model =
                new Linear(new Initialisation(device, DType.FLOAT32, 1), SmallTraining.INPUTS, SmallTraining.CLASSES);
        final List<Integer> seen = new ArrayList<>();
        final Trainer trainer;
        long stopAt;

        HardExamples() {
            Loss each = new CrossEntropyLoss(null, -100, 0, LossReduction.NONE);
            TrainingOptions options = new TrainingOptions()
                    .quiet()
                    .state("sampler", sampler::stateDict, sampler::loadStateDict)
                    .listener(new TrainingListener() {
                        @Override
                        public void stepDone(Trainer trainer, StepReport step) {
                            if (step.position().step() == stopAt) {
                                trainer.stop();
                            }
                        }
                    });
            trainer = new Trainer(model, new CrossEntropyLoss(), new SGD(model.parameters(), 0.5), options) {
                @Override
                protected void predicted(Batch batch, Prediction prediction) {
                    Tensor losses = each.forward(prediction.output().detach(), prediction.target());
                    sampler.update(batch.indices(), losses.toDoubleArray());
                    Arrays.stream(batch.indices()).forEach(seen::add);
                }
            };
        }

        @Override
        public void close() {
            data.close();
            device.close();
        }
    }
}
