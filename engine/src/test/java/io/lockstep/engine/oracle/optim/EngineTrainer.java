package io.lockstep.engine.oracle.optim;

import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** One of the engine's optimizers. */
final class EngineTrainer implements Trainer {
    private final Device device = new Device(new ReferenceBackend());
    private final List<Tensor> parameters;
    private final Optimizer optimizer;

    EngineTrainer(double[][] initial, Function<List<Tensor>, Optimizer> make) {
        parameters = List.of(parameter(initial, 0), parameter(initial, 1));
        optimizer = make.apply(parameters);
    }

    private Tensor parameter(double[][] initial, int index) {
        Tensor parameter = device.tensor(initial[index], Problem.SHAPES[index]).requiresGrad_();
        Objects.requireNonNull(parameter.leaf())
                .grad(device.tensor(new double[initial[index].length], Problem.SHAPES[index]));
        return parameter;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    void copyParameters(EngineTrainer other) {
        for (int p = 0; p < parameters.size(); p++) {
            device.backend()
                    .copy(other.parameters.get(p).array(), parameters.get(p).array());
        }
    }

    @Override
    public void set(double[] lrs, double momentum) {
        throw new UnsupportedOperationException("the engine's schedulers set them");
    }

    @Override
    public void step(int step) {
        for (int p = 0; p < parameters.size(); p++) {
            var values = parameters.get(p).contiguousBuffer().asDoubleBuffer();
            var gradients = Objects.requireNonNull(parameters.get(p).grad())
                    .contiguousBuffer()
                    .asDoubleBuffer();
            for (int i = 0; i < values.limit(); i++) {
                gradients.put(i, Problem.gradient(step, p, i, values.get(i)));
            }
        }
        optimizer.step();
    }

    @Override
    public double[][] parameters() {
        return new double[][] {
            parameters.get(0).toDoubleArray(), parameters.get(1).toDoubleArray()
        };
    }

    @Override
    public void close() {
        device.close();
    }
}
