package io.lockstep.engine.training;

/** Is told how a training goes on, by the thread that trains; may {@linkplain Trainer#save save} and {@linkplain Trainer#stop stop} it. */
public interface TrainingListener {
    /** A step of the optimizer was done. */
    default void stepDone(Trainer trainer, StepReport step) {}

    /** An epoch was done and judged. */
    default void epochDone(Trainer trainer, EpochReport epoch) {}
}
