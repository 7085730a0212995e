package io.lockstep.engine.oracle.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.data.TensorDataset;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.ReLU;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.optim.optimizer.ExponentialMovingAverage;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.optim.scheduler.StepLR;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.engine.training.EpochReport;
import io.lockstep.engine.training.StepReport;
import io.lockstep.engine.training.Trainer;
import io.lockstep.engine.training.TrainingListener;
import io.lockstep.engine.training.TrainingOptions;
import io.lockstep.engine.training.TrainingOptions.Interval;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The trainer, with all that it does beyond the plain loop, beside that loop in libtorch. */
final class LossCurveOracleTest {
    private static final double TOLERANCE = 1e-10;
    private static final int SAMPLES = 50;
    private static final int BATCH = 8;
    private static final int INPUTS = 6;
    private static final int CLASSES = 4;
    private static final int EPOCHS = 5;
    private static final double LR = 0.5;
    private static final double MAX_NORM = 0.4;
    private static final double DECAY = 0.9;

    @Test
    void agree() {
        for (int accumulation = 1; accumulation <= 3; accumulation++) {
            try (PointerScope pointers = new PointerScope();
                    Device device = new Device(new ReferenceBackend());
                    DataLoader<Batch> data = loader(1);
                    DataLoader<Batch> same = loader(1);
                    DataLoader<Batch> validation = loader(2)) {
                Module model = model(device);
                TorchLoop torchLoop = new TorchLoop(model.parameters());
                List<StepReport> steps = new ArrayList<>();
                List<EpochReport> epochs = train(model, data, validation, accumulation, steps);
                int step = 0;
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    for (Iterator<Batch> batches = same.iterator(); batches.hasNext(); step++) {
                        double expected = torchLoop.step(next(batches, accumulation), LR * Math.pow(0.5, epoch));
                        assertThat(steps.get(step).loss())
                                .as("loss of step " + step)
                                .isCloseTo(expected, within(TOLERANCE));
                    }
                    double expected = torchLoop.averagedLoss(validation.iterator());
                    assertThat(Objects.requireNonNull(epochs.get(epoch).validation())
                                    .loss())
                            .as("validation after epoch " + epoch)
                            .isCloseTo(expected, within(TOLERANCE));
                    validation.setEpoch(0);
                }
                assertThat(step).isEqualTo(steps.size()).isGreaterThanOrEqualTo(EPOCHS * 3);
                torchLoop.requireSame(model.parameters());
                OracleCases.counted("E11", step + EPOCHS + model.parameters().size());
                assertThat(steps.get(step - 1).loss()).isLessThan(steps.get(0).loss() * 0.8);
                assertThat(torchLoop.clipped).as("steps that were clipped").isGreaterThan(3);
            }
        }
    }

    private static List<EpochReport> train(
            Module model,
            DataLoader<Batch> data,
            DataLoader<Batch> validation,
            int accumulation,
            List<StepReport> steps) {
        SGD optimizer =
                new SGD(model.parameters(), SGD.options().lr(LR).momentum(0.9).weightDecay(1e-3));
        TrainingOptions options = new TrainingOptions()
                .accumulationSteps(accumulation)
                .clipGradNorm(MAX_NORM)
                .averages(new ExponentialMovingAverage(model.parameters(), DECAY))
                .scheduler(new StepLR(optimizer, 1, 0.5), Interval.EPOCH)
                .quiet()
                .listener(new TrainingListener() {
                    @Override
                    public void stepDone(Trainer trainer, StepReport step) {
                        steps.add(step);
                    }
                });
        return new Trainer(model, new CrossEntropyLoss(), optimizer, options).fit(data, validation, EPOCHS);
    }

    private static Module model(Device device) {
        Initialisation initial = new Initialisation(device, DType.FLOAT64, 5);
        return new Sequential(new Linear(initial, INPUTS, 16), new ReLU(), new Linear(initial, 16, CLASSES));
    }

    /** Classes are the largest of some sums of the inputs. */
    private static DataLoader<Batch> loader(long seed) {
        Random random = new Random(seed);
        double[] inputs = random.doubles((long) SAMPLES * INPUTS, -1, 1).toArray();
        long[] targets = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            double x = inputs[i * INPUTS] + inputs[i * INPUTS + 1];
            double y = inputs[i * INPUTS + 2] - inputs[i * INPUTS + 3];
            targets[i] = (x > 0 ? 2L : 0L) + (y > 0 ? 1L : 0L);
        }
        return DataLoader.of(new TensorDataset(List.of(
                        HostArray.of(Shape.of(SAMPLES, INPUTS), inputs), HostArray.of(Shape.of(SAMPLES), targets))))
                .batchSize(BATCH)
                .shuffle(true)
                .seed(seed)
                .build();
    }

    private static List<Batch> next(Iterator<Batch> batches, int count) {
        List<Batch> parts = new ArrayList<>();
        while (parts.size() < count && batches.hasNext()) {
            parts.add(batches.next());
        }
        return parts;
    }

    /** The loop as a user of PyTorch writes it. */
    private static final class TorchLoop {
        private final List<org.bytedeco.pytorch.Tensor> parameters = new ArrayList<>();
        private final List<org.bytedeco.pytorch.Tensor> averages = new ArrayList<>();
        private final TensorVector all;
        private final org.bytedeco.pytorch.SGD optimizer;
        private int clipped;

        TorchLoop(List<Tensor> initial) {
            for (Tensor parameter : initial) {
                double[] values = parameter.detach().toDoubleArray();
                parameters.add(
                        TorchTensors.of(DType.FLOAT64, values, parameter.shape().toArray())
                                .set_requires_grad(true));
            }
            all = new TensorVector(parameters.toArray(new org.bytedeco.pytorch.Tensor[0]));
            SGDOptions options = new SGDOptions(LR);
            options.momentum().put(0.9);
            options.weight_decay().put(1e-3);
            optimizer = new org.bytedeco.pytorch.SGD(all, options);
        }

        /** Returns the mean loss. */
        double step(List<Batch> parts, double lr) {
            optimizer.param_groups().get(0).options().set_lr(lr);
            optimizer.zero_grad();
            double samples = parts.stream().mapToInt(Batch::size).sum();
            double mean = 0;
            for (Batch part : parts) {
                org.bytedeco.pytorch.Tensor loss = loss(part, parameters).mul(new Scalar(part.size() / samples));
                loss.backward();
                mean += TorchTensors.values(loss)[0];
            }
            if (torch.clip_grad_norm_(all, MAX_NORM) > MAX_NORM) {
                clipped++;
            }
            optimizer.step();
            for (int i = 0; i < parameters.size(); i++) {
                org.bytedeco.pytorch.Tensor now = parameters.get(i).detach().clone();
                if (averages.size() == i) {
                    averages.add(now);
                } else {
                    averages.set(i, averages.get(i).mul(new Scalar(DECAY)).add(now.mul(new Scalar(1 - DECAY))));
                }
            }
            return mean;
        }

        double averagedLoss(Iterator<Batch> batches) {
            double sum = 0;
            while (batches.hasNext()) {
                Batch batch = batches.next();
                sum += TorchTensors.values(loss(batch, averages))[0] * batch.size();
            }
            return sum / SAMPLES;
        }

        private static org.bytedeco.pytorch.Tensor loss(Batch batch, List<org.bytedeco.pytorch.Tensor> p) {
            double[] inputs = new double[batch.size() * INPUTS];
            batch.array(0).doubles().get(inputs);
            long[] targets = new long[batch.size()];
            batch.array(1).longs().get(targets);
            org.bytedeco.pytorch.Tensor x = TorchTensors.of(DType.FLOAT64, inputs, batch.size(), INPUTS);
            org.bytedeco.pytorch.Tensor hidden =
                    x.matmul(p.get(0).t()).add(p.get(1)).relu();
            org.bytedeco.pytorch.Tensor logits = hidden.matmul(p.get(2).t()).add(p.get(3));
            return torch.cross_entropy_loss(logits, org.bytedeco.pytorch.Tensor.create(targets));
        }

        void requireSame(List<Tensor> found) {
            for (int i = 0; i < parameters.size(); i++) {
                assertThat(found.get(i).detach().toDoubleArray())
                        .as("parameter " + i)
                        .containsExactly(TorchTensors.values(parameters.get(i)), within(TOLERANCE));
            }
        }
    }
}
