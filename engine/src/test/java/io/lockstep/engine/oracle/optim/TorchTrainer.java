package io.lockstep.engine.oracle.optim;

import java.nio.DoubleBuffer;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** One of libtorch's optimizers. */
final class TorchTrainer implements Trainer {
    private final Tensor[] parameters;
    private final DoubleBuffer[] values;
    private final DoubleBuffer[] gradients;
    private final Optimizer[] optimizers;
    private final OptimizerOptions[] options;
    private final ObjDoubleConsumer<OptimizerOptions> setMomentum;

    /**
     * @param make an optimizer
     * @param together whether one optimizer has two groups; libtorch's Adagrad cannot add any
     * @param setMomentum sets what OneCycleLR cycles
     */
    TorchTrainer(
            double[][] initial,
            Function<TensorVector, Optimizer> make,
            boolean together,
            ObjDoubleConsumer<OptimizerOptions> setMomentum) {
        int count = initial.length;
        this.setMomentum = setMomentum;
        parameters = new Tensor[count];
        values = new DoubleBuffer[count];
        gradients = new DoubleBuffer[count];
        options = new OptimizerOptions[count];
        for (int p = 0; p < count; p++) {
            parameters[p] = Tensor.create(initial[p], Problem.SHAPES[p]);
            values[p] = parameters[p].createBuffer();
            parameters[p].set_requires_grad(true);
            Tensor gradient = Tensor.create(new double[initial[p].length], Problem.SHAPES[p]);
            gradients[p] = gradient.createBuffer();
            parameters[p].mutable_grad().put(gradient);
        }
        optimizers = new Optimizer[together ? 1 : count];
        for (int p = 0; p < count; p++) {
            TensorVector own = new TensorVector(parameters[p]);
            if (p < optimizers.length) {
                optimizers[p] = make.apply(own);
                options[p] = optimizers[p].param_groups().get(0).options();
            } else {
                optimizers[0].add_param_group(new OptimizerParamGroup(own));
            }
        }
        for (int p = 0; together && p < count; p++) {
            options[p] = optimizers[0].param_groups().get(p).options();
        }
    }

    Optimizer optimizer() {
        return optimizers[0];
    }

    double lr(int group) {
        return options[group].get_lr();
    }

    @Override
    public void set(double[] lrs, double momentum) {
        for (int p = 0; p < options.length; p++) {
            options[p].set_lr(lrs[p]);
            if (!Double.isNaN(momentum)) {
                setMomentum.accept(options[p], momentum);
            }
        }
    }

    @Override
    public void step(int step) {
        for (int p = 0; p < values.length; p++) {
            for (int i = 0; i < values[p].limit(); i++) {
                gradients[p].put(i, Problem.gradient(step, p, i, values[p].get(i)));
            }
        }
        for (Optimizer optimizer : optimizers) {
            optimizer.step().close();
        }
    }

    @Override
    public double[][] parameters() {
        double[][] copies = new double[values.length][];
        for (int p = 0; p < copies.length; p++) {
            copies[p] = new double[values[p].limit()];
            values[p].get(0, copies[p]);
        }
        return copies;
    }

    @Override
    public void close() {
        for (Optimizer optimizer : optimizers) {
            optimizer.close();
        }
        for (Tensor parameter : parameters) {
            parameter.close();
        }
    }
}
