package io.lockstep.engine.oracle.optim;

/** An optimizer of {@link Problem}, with one parameter group for each of its two parameters. */
interface Trainer extends AutoCloseable {
    /** Sets what schedulers change; NaN for a momentum that stays. */
    void set(double[] lrs, double momentum);

    /** Computes the gradients and updates the parameters. */
    void step(int step);

    double[][] parameters();

    @Override
    void close();
}
