package io.lockstep.engine.oracle.optim;

import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.oracle.OracleCases;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** All optimizers with all schedulers, over 1,000 steps in float64. */
class TrajectoriesTest {
    private static final double TOLERANCE = 1e-6;

    @Test
    void agree() {
        int cases = 0;
        for (ScheduleCase schedule : ScheduleCase.all()) {
            double[][] lrs = new double[ScheduleCase.EPOCHS + 1][];
            for (OptimizerCase optimizer : OptimizerCase.all()) {
                for (int epoch = 0; epoch < lrs.length; epoch++) {
                    lrs[epoch] = schedule.lrs(OptimizerCase.lrs(optimizer.lr()), epoch);
                }
                compare(optimizer, schedule, lrs);
                cases++;
            }
        }
        assertThat(OracleCases.counted("E4", cases)).isEqualTo(16 * 22);
    }

    private static void compare(OptimizerCase optimizer, ScheduleCase schedule, double[][] lrs) {
        try (EngineTrainer engine = optimizer.engine().get();
                Trainer reference = optimizer.reference().get()) {
            LRScheduler scheduler = schedule.scheduler().apply(engine.optimizer());
            for (int step = 0; step < ScheduleCase.EPOCHS; step++) {
                double momentum = optimizer.cycles() ? schedule.momentum().applyAsDouble(step) : Double.NaN;
                reference.set(lrs[step], momentum);
                reference.step(step);
                engine.step(step);
                ScheduleCase.step(scheduler, step);
                if (step % 100 == 99) {
                    String name = optimizer.name() + " with " + schedule.name() + " after " + (step + 1) + " steps";
                    requireClose(engine.parameters(), reference.parameters(), name);
                }
            }
        }
    }

    private static void requireClose(double[][] found, double[][] expected, String name) {
        for (int p = 0; p < expected.length; p++) {
            for (int i = 0; i < expected[p].length; i++) {
                double error = Math.abs(found[p][i] - expected[p][i]);
                if (!(error <= TOLERANCE * Math.abs(expected[p][i]))) {
                    fail("%s: parameter %d, element %d, is %s instead of %s", name, p, i, found[p][i], expected[p][i]);
                }
            }
        }
    }

    @Test
    void parametersMoved() {
        for (OptimizerCase optimizer : OptimizerCase.all()) {
            try (EngineTrainer engine = optimizer.engine().get()) {
                for (int step = 0; step < 100; step++) {
                    engine.step(step);
                }
                assertThat(List.of(engine.parameters()[0][0], engine.parameters()[1][0]))
                        .as(optimizer.name())
                        .allSatisfy(value -> assertThat(value).isFinite())
                        .doesNotContain(Problem.initial()[0][0], Problem.initial()[1][0]);
            }
        }
    }
}
