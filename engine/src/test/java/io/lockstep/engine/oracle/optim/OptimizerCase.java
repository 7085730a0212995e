package io.lockstep.engine.oracle.optim;

import io.lockstep.engine.optim.optimizer.Adagrad;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.optim.optimizer.AdamW;
import io.lockstep.engine.optim.optimizer.LAMB;
import io.lockstep.engine.optim.optimizer.LARS;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.RMSprop;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorVector;

/**
 * An optimizer with certain options, here and in the reference.
 *
 * @param lr of the first group; the second has half of it
 * @param cycles whether OneCycleLR has something to cycle
 */
record OptimizerCase(
        String name, double lr, boolean cycles, Supplier<EngineTrainer> engine, Supplier<Trainer> reference) {
    static double[] lrs(double lr) {
        return new double[] {lr, lr / 2};
    }

    static List<OptimizerCase> all() {
        List<OptimizerCase> all = new ArrayList<>();
        sgd(all, "SGD", 0, 0, 0, false);
        sgd(all, "SGD with momentum", 0.9, 0.1, 0.01, false);
        sgd(all, "SGD of Nesterov", 0.8, 0, 0.02, true);
        adam(all, "Adam", 0, false);
        adam(all, "Adam, amsgrad", 0.03, true);
        adamW(all, "AdamW", 0.05, false);
        adamW(all, "AdamW, amsgrad", 0.01, true);
        rmsprop(all, "RMSprop", 0, 0, false);
        rmsprop(all, "RMSprop, centered", 0.01, 0.5, true);
        rmsprop(all, "RMSprop with momentum", 0.02, 0.9, false);
        adagrad(all, "Adagrad", 0, 0, 0);
        adagrad(all, "Adagrad with decay", 0.01, 0.1, 0.02);
        for (double decay : new double[] {0, 0.05}) {
            LARS.Options lars = LARS.options().trustCoefficient(0.02).weightDecay(decay);
            all.add(new OptimizerCase(
                    "LARS " + decay,
                    0.5,
                    true,
                    engine(0.5, lars, LARS::new),
                    () -> new PlainTrainer(Problem.initial(), false, decay)));
            LAMB.Options lamb = LAMB.options().weightDecay(decay);
            all.add(new OptimizerCase(
                    "LAMB " + decay,
                    0.01,
                    true,
                    engine(0.01, lamb, LAMB::new),
                    () -> new PlainTrainer(Problem.initial(), true, decay)));
        }
        return all;
    }

    private static <O extends io.lockstep.engine.optim.optimizer.OptimizerOptions<O>> Supplier<EngineTrainer> engine(
            double lr, O options, BiFunction<Iterable<Tensor>, O, Optimizer> make) {
        return () -> new EngineTrainer(Problem.initial(), parameters -> {
            Optimizer optimizer = make.apply(List.of(parameters.get(0)), options.lr(lr));
            optimizer.addParamGroup(List.of(parameters.get(1)), SGD.options().lr(lr / 2));
            return optimizer;
        });
    }

    private static Supplier<Trainer> torch(
            Function<TensorVector, org.bytedeco.pytorch.Optimizer> make, ObjDoubleConsumer<OptimizerOptions> momentum) {
        return () -> new TorchTrainer(Problem.initial(), make, true, momentum);
    }

    private static void sgd(
            List<OptimizerCase> all, String name, double momentum, double dampening, double decay, boolean nesterov) {
        SGD.Options ours = SGD.options()
                .momentum(momentum)
                .dampening(dampening)
                .nesterov(nesterov)
                .weightDecay(decay);
        all.add(new OptimizerCase(
                name,
                0.05,
                true,
                engine(0.05, ours, SGD::new),
                torch(
                        parameters -> {
                            SGDOptions options = new SGDOptions(0.05);
                            options.momentum().put(momentum);
                            options.dampening().put(dampening);
                            options.weight_decay().put(decay);
                            options.nesterov().put(nesterov);
                            return new org.bytedeco.pytorch.SGD(parameters, options);
                        },
                        (options, value) -> new SGDOptions(options).momentum().put(value))));
    }

    private static void adam(List<OptimizerCase> all, String name, double decay, boolean amsgrad) {
        Adam.Options ours = Adam.options().weightDecay(decay).amsgrad(amsgrad);
        all.add(new OptimizerCase(
                name,
                0.02,
                true,
                engine(0.02, ours, Adam::new),
                torch(
                        parameters -> {
                            AdamOptions options = new AdamOptions(0.02);
                            options.weight_decay().put(decay);
                            options.amsgrad().put(amsgrad);
                            return new org.bytedeco.pytorch.Adam(parameters, options);
                        },
                        (options, value) -> putBeta1(new AdamOptions(options).betas(), value))));
    }

    private static void adamW(List<OptimizerCase> all, String name, double decay, boolean amsgrad) {
        AdamW.Options ours = AdamW.options().weightDecay(decay).amsgrad(amsgrad);
        all.add(new OptimizerCase(
                name,
                0.02,
                true,
                engine(0.02, ours, AdamW::new),
                torch(
                        parameters -> {
                            AdamWOptions options = new AdamWOptions(0.02);
                            options.weight_decay().put(decay);
                            options.amsgrad().put(amsgrad);
                            return new org.bytedeco.pytorch.AdamW(parameters, options);
                        },
                        (options, value) -> putBeta1(new AdamWOptions(options).betas(), value))));
    }

    /** The pair lies in memory as the library's tuple has it: with the last element first. */
    private static void putBeta1(DoublePointer betas, double value) {
        if (betas.get(0) != 0.999) {
            throw new IllegalStateException("beta2 was expected first, but found " + betas.get(0));
        }
        betas.put(1, value);
    }

    private static void rmsprop(List<OptimizerCase> all, String name, double decay, double momentum, boolean centered) {
        RMSprop.Options ours =
                RMSprop.options().weightDecay(decay).momentum(momentum).centered(centered);
        all.add(new OptimizerCase(
                name,
                0.01,
                true,
                engine(0.01, ours, RMSprop::new),
                torch(
                        parameters -> {
                            RMSpropOptions options = new RMSpropOptions(0.01);
                            options.weight_decay().put(decay);
                            options.momentum().put(momentum);
                            options.centered().put(centered);
                            return new org.bytedeco.pytorch.RMSprop(parameters, options);
                        },
                        (options, value) ->
                                new RMSpropOptions(options).momentum().put(value))));
    }

    private static void adagrad(List<OptimizerCase> all, String name, double decay, double initial, double lrDecay) {
        Adagrad.Options ours =
                Adagrad.options().weightDecay(decay).initialAccumulator(initial).lrDecay(lrDecay);
        all.add(new OptimizerCase(
                name,
                0.1,
                false,
                engine(0.1, ours, Adagrad::new),
                () -> new TorchTrainer(
                        Problem.initial(),
                        parameters -> {
                            AdagradOptions options = new AdagradOptions(0.1);
                            options.weight_decay().put(decay);
                            options.initial_accumulator_value().put(initial);
                            options.lr_decay().put(lrDecay);
                            return new org.bytedeco.pytorch.Adagrad(parameters, options);
                        },
                        false,
                        (options, value) -> {})));
    }
}
