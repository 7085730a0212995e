package io.lockstep.engine.oracle;

import java.util.Map;

/** A network in training with stochastic gradient descent, in the engine or in libtorch. */
interface Training extends AutoCloseable {
    /** Trains on the mean cross entropy of a batch. */
    Step step(Batch batch);

    /** Logits [N, classes] in evaluation mode. */
    float[] evaluate(Batch batch);

    /** Parameters and running statistics by name. */
    Map<String, float[]> state();

    @Override
    void close();

    /**
     * What a step found before it changed the parameters.
     *
     * @param logits [N, classes] in training mode
     * @param gradients by the parameter's name
     */
    record Step(float[] logits, double loss, Map<String, float[]> gradients) {}
}
