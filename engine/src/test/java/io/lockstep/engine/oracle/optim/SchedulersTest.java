package io.lockstep.engine.oracle.optim;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.ParamGroup;
import io.lockstep.engine.optim.scheduler.CosineAnnealingWarmRestarts;
import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.optim.scheduler.ReduceLROnPlateau;
import io.lockstep.engine.optim.scheduler.StepLR;
import io.lockstep.engine.oracle.OracleCases;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.ReduceLROnPlateauScheduler;
import org.bytedeco.pytorch.ReduceLROnPlateauScheduler.SchedulerMode;
import org.bytedeco.pytorch.ReduceLROnPlateauScheduler.ThresholdMode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

/** Learning rates against formulas, and against libtorch where it has the scheduler. */
class SchedulersTest {
    @Test
    void followTheirFormulas() {
        int cases = 0;
        for (ScheduleCase schedule : ScheduleCase.all()) {
            try (EngineTrainer trainer = OptimizerCase.all().get(1).engine().get()) {
                Optimizer optimizer = trainer.optimizer();
                double[] bases = OptimizerCase.lrs(0.05);
                LRScheduler scheduler = schedule.scheduler().apply(optimizer);
                for (int epoch = 0; epoch <= ScheduleCase.EPOCHS; epoch++) {
                    double[] expected = schedule.lrs(bases, epoch);
                    double momentum = schedule.momentum().applyAsDouble(epoch);
                    for (int g = 0; g < bases.length; g++) {
                        ParamGroup group = optimizer.paramGroups().get(g);
                        assertThat(scheduler.getLastLr()[g]).isEqualTo(group.lr());
                        if (!(Math.abs(group.lr() - expected[g]) <= 1e-12 * bases[g])
                                || Math.abs(group.get("momentum") - momentum) > 1e-12) {
                            fail(
                                    "%s in epoch %d: %s instead of %s, momentum %s and %s",
                                    schedule.name(), epoch, group.lr(), expected[g], group.get("momentum"), momentum);
                        }
                    }
                    if (epoch < ScheduleCase.EPOCHS) {
                        ScheduleCase.step(scheduler, epoch);
                    }
                    cases++;
                }
            }
        }
        assertThat(OracleCases.counted("E4", cases)).isEqualTo(22 * 1001);
    }

    @Test
    void goOnToTheBit() {
        for (ScheduleCase schedule : ScheduleCase.all()) {
            try (EngineTrainer straight = OptimizerCase.all().get(2).engine().get();
                    EngineTrainer resumed = OptimizerCase.all().get(2).engine().get()) {
                LRScheduler first = schedule.scheduler().apply(straight.optimizer());
                LRScheduler second = schedule.scheduler().apply(resumed.optimizer());
                for (int epoch = 0; epoch < 777; epoch++) {
                    straight.step(epoch);
                    ScheduleCase.step(first, epoch);
                    if (epoch == 333) {
                        Map<String, HostArray> state = straight.optimizer().stateDict();
                        resumed.optimizer().loadStateDict(state);
                        second.loadStateDict(first.stateDict());
                        resumed.copyParameters(straight);
                    } else if (epoch > 333) {
                        resumed.step(epoch);
                        ScheduleCase.step(second, epoch);
                    }
                }
                assertThat(second.getLastLr()).as(schedule.name()).containsExactly(first.getLastLr());
                assertThat(second.lastEpoch()).isEqualTo(first.lastEpoch());
                assertThat(resumed.parameters()[0]).as(schedule.name()).containsExactly(straight.parameters()[0]);
                assertThat(resumed.parameters()[1]).as(schedule.name()).containsExactly(straight.parameters()[1]);
            }
        }
    }

    @Test
    void stepAsLibtorch() {
        for (int size : new int[] {1, 3, 10}) {
            try (EngineTrainer engine = OptimizerCase.all().get(0).engine().get();
                    TorchTrainer torch = (TorchTrainer)
                            OptimizerCase.all().get(0).reference().get()) {
                torch.set(OptimizerCase.lrs(0.05), Double.NaN);
                StepLR ours = new StepLR(engine.optimizer(), size, 0.7);
                org.bytedeco.pytorch.StepLR theirs = new org.bytedeco.pytorch.StepLR(torch.optimizer(), size, 0.7);
                theirs.step(); // PyTorch's constructor does this one
                for (int epoch = 0; epoch < 50; epoch++) {
                    ours.step();
                    theirs.step();
                    double[] expected = {torch.lr(0), torch.lr(1)};
                    assertThat(ours.getLastLr())
                            .as("size %d, epoch %d", size, epoch)
                            .containsExactly(expected, within(1e-12 * 0.05));
                    OracleCases.counted("E4", 1);
                }
                theirs.close();
            }
        }
    }

    /**
     * libtorch takes metrics and the factor in float32, so that these are numbers that it holds. Its maximum with an absolute
     * threshold multiplies the best metric by it, which PyTorch does not; there the formula is what counts.
     */
    @Test
    void reduceAsLibtorchAndTheFormula() {
        int cases = 0;
        for (ReduceLROnPlateau.Mode mode : ReduceLROnPlateau.Mode.values()) {
            for (boolean relative : new boolean[] {false, true}) {
                for (int cooldown : new int[] {0, 4}) {
                    for (int patience : new int[] {0, 3, 10}) {
                        reduce(new ReduceLROnPlateau.Options(
                                mode, 0.5, patience, 0.0078125, relative, cooldown, new double[] {0.001}, 1e-8));
                        cases++;
                    }
                }
            }
        }
        assertThat(OracleCases.counted("E4", cases)).isEqualTo(24);
    }

    private static void reduce(ReduceLROnPlateau.Options options) {
        boolean min = options.mode() == ReduceLROnPlateau.Mode.MIN;
        IntToDoubleFunction metric =
                epoch -> (float) (min ? 1 : -1) * (float) ScheduleCase.metric(epoch) + (min ? 0 : 3);
        Formula formula = PlateauFormula.of(options, metric);
        try (EngineTrainer engine = OptimizerCase.all().get(0).engine().get();
                TorchTrainer torch =
                        (TorchTrainer) OptimizerCase.all().get(0).reference().get();
                ReduceLROnPlateauScheduler theirs = libtorch(torch, options)) {
            torch.set(OptimizerCase.lrs(0.05), Double.NaN);
            ReduceLROnPlateau ours = new ReduceLROnPlateau(engine.optimizer(), options);
            for (int epoch = 0; epoch < 500; epoch++) {
                ours.step(metric.applyAsDouble(epoch));
                theirs.step((float) metric.applyAsDouble(epoch));
                double[] byFormula = {formula.at(0.05, epoch + 1), formula.at(0.025, epoch + 1)};
                assertThat(ours.getLastLr()).as("%s, epoch %d", options, epoch).containsExactly(byFormula);
                if (min || options.relative()) {
                    double[] byLibtorch = {torch.lr(0), torch.lr(1)};
                    assertThat(ours.getLastLr())
                            .as("%s, epoch %d", options, epoch)
                            .containsExactly(byLibtorch, within(1e-9)); // the lowest rate is float32 there, too
                }
            }
            assertThat(ours.getLastLr()[0]).isLessThan(0.05);
        }
    }

    private static ReduceLROnPlateauScheduler libtorch(TorchTrainer torch, ReduceLROnPlateau.Options options) {
        return new ReduceLROnPlateauScheduler(
                torch.optimizer(),
                options.mode() == ReduceLROnPlateau.Mode.MIN ? SchedulerMode.min : SchedulerMode.max,
                (float) options.factor(),
                (int) options.patience(),
                options.threshold(),
                options.relative() ? ThresholdMode.rel : ThresholdMode.abs,
                (int) options.cooldown(),
                new float[] {0.001f, 0.001f},
                options.eps(),
                false);
    }

    /** By batches, as epoch + batch / batches; the formula for fractions, with each restart after twice as long. */
    @Test
    void restartsInFractionsOfEpochs() {
        try (EngineTrainer trainer = OptimizerCase.all().get(0).engine().get()) {
            CosineAnnealingWarmRestarts scheduler = new CosineAnnealingWarmRestarts(trainer.optimizer(), 3, 2, 0.001);
            for (int batch = 0; batch < 45 * 8; batch++) {
                double epoch = batch / 8.0;
                int start = epoch < 3 ? 0 : epoch < 9 ? 3 : epoch < 21 ? 9 : 21;
                int length = epoch < 3 ? 3 : epoch < 9 ? 6 : epoch < 21 ? 12 : 24;
                scheduler.step(epoch);
                double share = (1 + Math.cos(Math.PI * (epoch - start) / length)) / 2;
                assertThat(scheduler.getLastLr()[0])
                        .as("epoch %s", epoch)
                        .isCloseTo(0.001 + 0.049 * share, within(1e-12));
            }
        }
    }
}
