package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.nn.Initialisation;
import io.lockstep.engine.nn.Linear;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.nn.Sequential;
import io.lockstep.engine.nn.Tanh;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.optim.scheduler.StepLR;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Fine-tuning, as one writes it: the stem frozen, the trunk with a tenth of the learning rate, the head new. */
class LearningRatePerLayerTest {
    private static final double LR = 0.1;

    @Test
    void fineTunes() {
        try (Device device = new Device(new ReferenceBackend());
                DataLoader<Batch> data = SmallTraining.loader(SmallTraining.SAMPLES, 1)) {
            Initialisation initial = new Initialisation(device, DType.FLOAT64, 1);
            Map<String, Module> layers = new LinkedHashMap<>();
            layers.put("stem", new Linear(initial, SmallTraining.INPUTS, 8));
            layers.put("tanh", new Tanh());
            layers.put("trunk", new Linear(initial, 8, 8));
            layers.put("head", new Linear(initial, 8, SmallTraining.CLASSES));
            Module model = new Sequential(layers);

            layer(model, "stem").freeze();
            Optimizer optimizer = new SGD(layer(model, "head").parameters(), LR);
            optimizer.addParamGroup(
                    layer(model, "trunk").parameters(), SGD.options().lr(LR / 10));
            StepLR scheduler = new StepLR(optimizer, 1, 0.5);

            TrainingOptions options = new TrainingOptions()
                    .scheduler(scheduler, TrainingOptions.Interval.EPOCH)
                    .quiet();
            Trainer trainer = new Trainer(model, new CrossEntropyLoss(), optimizer, options) {
                @Override
                protected Prediction predict(Batch batch) {
                    Tensor inputs = batch.tensor(device, 0).to(DType.FLOAT64);
                    return new Prediction(model.call(inputs), batch.tensor(device, 1));
                }
            };
            for (int epoch = 0; epoch < 3; epoch++) {
                Map<String, double[]> before = values(model);
                trainer.fit(data, epoch + 1);
                double lr = LR * Math.pow(0.5, epoch);
                requireMoved(model, before, "stem", 0);
                requireMoved(model, before, "trunk", lr / 10);
                requireMoved(model, before, "head", lr);
            }
        }
    }

    private static Module layer(Module model, String name) {
        return Objects.requireNonNull(model.namedModules().get(name));
    }

    private static Map<String, double[]> values(Module model) {
        Map<String, double[]> values = new LinkedHashMap<>();
        model.namedParameters()
                .forEach((name, tensor) -> values.put(name, tensor.detach().toDoubleArray()));
        return values;
    }

    /** Each parameter went by its learning rate against its gradient. */
    private static void requireMoved(Module model, Map<String, double[]> before, String layer, double lr) {
        List<String> checked = new ArrayList<>();
        model.namedParameters().forEach((name, tensor) -> {
            if (name.startsWith(layer)) {
                Tensor gradient = tensor.grad();
                double[] values = tensor.detach().toDoubleArray();
                double[] old = Objects.requireNonNull(before.get(name));
                assertThat(gradient == null).isEqualTo(lr == 0);
                double[] slope = gradient == null ? new double[old.length] : gradient.toDoubleArray();
                for (int i = 0; i < values.length; i++) {
                    assertThat(values[i]).as(name).isCloseTo(old[i] - lr * slope[i], within(1e-15));
                }
                checked.add(name);
            }
        });
        assertThat(checked).containsExactly(layer + ".weight", layer + ".bias");
    }
}
