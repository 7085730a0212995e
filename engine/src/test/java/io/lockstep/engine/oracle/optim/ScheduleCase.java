package io.lockstep.engine.oracle.optim;

import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.scheduler.ChainedScheduler;
import io.lockstep.engine.optim.scheduler.ConstantLR;
import io.lockstep.engine.optim.scheduler.CosineAnnealingLR;
import io.lockstep.engine.optim.scheduler.CosineAnnealingWarmRestarts;
import io.lockstep.engine.optim.scheduler.ExponentialLR;
import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.optim.scheduler.LambdaLR;
import io.lockstep.engine.optim.scheduler.LinearLR;
import io.lockstep.engine.optim.scheduler.MultiStepLR;
import io.lockstep.engine.optim.scheduler.MultiplicativeLR;
import io.lockstep.engine.optim.scheduler.OneCycleLR;
import io.lockstep.engine.optim.scheduler.OneCycleOptions;
import io.lockstep.engine.optim.scheduler.PolynomialLR;
import io.lockstep.engine.optim.scheduler.ReduceLROnPlateau;
import io.lockstep.engine.optim.scheduler.SequentialLR;
import io.lockstep.engine.optim.scheduler.StepLR;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * A scheduler, and what it does by its documentation, over 1,000 epochs.
 *
 * @param momentum in each epoch, NaN if it stays
 */
record ScheduleCase(
        String name, Function<Optimizer, LRScheduler> scheduler, Formula formula, IntToDoubleFunction momentum) {
    static final int EPOCHS = 1000;

    /** Falls, with waves, and then stays. */
    static double metric(int epoch) {
        return 1 + Math.exp(-epoch / 80.0) + 0.01 * Math.sin(epoch * 0.7);
    }

    static void step(LRScheduler scheduler, int epoch) {
        if (scheduler instanceof ReduceLROnPlateau plateau) {
            plateau.step(metric(epoch));
        } else {
            scheduler.step();
        }
    }

    double[] lrs(double[] bases, int epoch) {
        double[] lrs = new double[bases.length];
        for (int i = 0; i < lrs.length; i++) {
            lrs[i] = formula.at(bases[i], epoch);
        }
        return lrs;
    }

    static List<ScheduleCase> all() {
        List<ScheduleCase> all = new ArrayList<>();
        add(all, "StepLR", o -> new StepLR(o, 150, 0.5), Formula.step(150, 0.5));
        add(
                all,
                "MultiStepLR",
                o -> new MultiStepLR(o, new long[] {200, 500, 500, 900}, 0.4),
                Formula.multiStep(0.4, 200, 500, 500, 900));
        add(all, "ConstantLR", o -> new ConstantLR(o, 0.3, 400), Formula.constant(0.3, 400));
        add(all, "LinearLR", o -> new LinearLR(o, 0.1, 0.9, 300), Formula.linear(0.1, 0.9, 300));
        add(all, "ExponentialLR", o -> new ExponentialLR(o, 0.997), Formula.exponential(0.997));
        add(all, "PolynomialLR", o -> new PolynomialLR(o, 700, 0.9), Formula.polynomial(700, 0.9));
        add(all, "PolynomialLR of 2", o -> new PolynomialLR(o, 1200, 2), Formula.polynomial(1200, 2));
        add(all, "CosineAnnealingLR", o -> new CosineAnnealingLR(o, 1000), Formula.cosine(1000, 0));
        add(all, "CosineAnnealingLR in waves", o -> new CosineAnnealingLR(o, 30, 1e-3), Formula.cosine(30, 1e-3));
        add(
                all,
                "CosineAnnealingWarmRestarts",
                o -> new CosineAnnealingWarmRestarts(o, 90),
                Formula.restarts(90, 1, 0));
        add(
                all,
                "CosineAnnealingWarmRestarts, longer",
                o -> new CosineAnnealingWarmRestarts(o, 50, 2, 1e-4),
                Formula.restarts(50, 2, 1e-4));
        add(all, "LambdaLR", o -> new LambdaLR(o, t -> 1 / (1 + 0.01 * t)), Formula.lambda(t -> 1 / (1 + 0.01 * t)));
        add(
                all,
                "MultiplicativeLR",
                o -> new MultiplicativeLR(o, t -> t % 3 == 0 ? 1.01 : 0.994),
                Formula.product(t -> t % 3 == 0 ? 1.01 : 0.994));
        add(
                all,
                "SequentialLR",
                o -> new SequentialLR(
                        o, List.of(new LinearLR(o, 0.01, 1, 100), new CosineAnnealingLR(o, 900, 1e-4)), 100),
                Formula.linear(0.01, 1, 100).until(100, Formula.cosine(900, 1e-4)));
        add(
                all,
                "SequentialLR of three",
                o -> new SequentialLR(
                        o,
                        List.of(
                                new ConstantLR(o, 0.1, 2000),
                                new CosineAnnealingWarmRestarts(o, 100, 2, 0),
                                new ExponentialLR(o, 0.99)),
                        50,
                        600),
                Formula.constant(0.1, 2000)
                        .until(50, Formula.restarts(100, 2, 0).until(550, Formula.exponential(0.99))));
        add(
                all,
                "ChainedScheduler",
                o -> new ChainedScheduler(
                        new ConstantLR(o, 0.1, 50), new ExponentialLR(o, 0.998), new StepLR(o, 300, 0.5)),
                Formula.constant(0.1, 50).and(Formula.exponential(0.998)).and(Formula.step(300, 0.5)));
        add(
                all,
                "warm-up chained",
                o -> new ChainedScheduler(new LinearLR(o, 0.05, 1, 200), new CosineAnnealingLR(o, 1000)),
                Formula.linear(0.05, 1, 200).and(Formula.cosine(1000, 0)));
        for (boolean three : new boolean[] {false, true}) {
            for (boolean linear : new boolean[] {false, true}) {
                all.add(new ScheduleCase(
                        "OneCycleLR " + (three ? "three phases " : "") + (linear ? "linear" : "cosine"),
                        o -> new OneCycleLR(o, oneCycle(o, linear, three)),
                        Formula.oneCycle(EPOCHS + 1, 0.3, linear, three, 0.04, 0.04 / 1e4),
                        t -> Formula.cycledMomentum(t, EPOCHS + 1, 0.3, linear, three)));
            }
        }
        ReduceLROnPlateau.Options plateau = new ReduceLROnPlateau.Options(
                ReduceLROnPlateau.Mode.MIN, 0.5, 20, 1e-3, true, 5, new double[] {1e-4}, 1e-8);
        add(
                all,
                "ReduceLROnPlateau",
                o -> new ReduceLROnPlateau(o, plateau),
                PlateauFormula.of(plateau, ScheduleCase::metric));
        return all;
    }

    /** The rates of the groups as they are become the peaks. */
    private static OneCycleOptions oneCycle(Optimizer optimizer, boolean linear, boolean three) {
        double[] peaks = {
            optimizer.paramGroups().get(0).lr(), optimizer.paramGroups().get(1).lr()
        };
        return OneCycleOptions.of(EPOCHS + 1, peaks)
                .linear(linear)
                .threePhase(three)
                .cycleMomentum(optimizer.paramGroups().get(0).has("beta1")
                        || optimizer.paramGroups().get(0).has("momentum"));
    }

    private static void add(
            List<ScheduleCase> all, String name, Function<Optimizer, LRScheduler> scheduler, Formula formula) {
        all.add(new ScheduleCase(name, scheduler, formula, t -> Double.NaN));
    }
}
