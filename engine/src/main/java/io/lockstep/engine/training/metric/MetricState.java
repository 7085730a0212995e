package io.lockstep.engine.training.metric;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import java.util.Map;

/** What metrics have in common in saved states and in merging. */
final class MetricState {
    private MetricState() {}

    /** The numbers saved under a name, which are of this type and as many as {@code shape} says. */
    static HostArray require(Metric metric, Map<String, HostArray> state, String name, DType dtype, Shape shape) {
        HostArray array = state.get(name);
        if (array == null || array.dtype() != dtype || !array.shape().equals(shape)) {
            throw new IllegalArgumentException("the state of a " + name(metric) + " needs \"" + name + "\" " + dtype
                    + shape + ", but has " + (array == null ? state.keySet() : array)
                    + "; load it into the metric that it was saved from");
        }
        return array;
    }

    static IllegalArgumentException unmergeable(Metric metric, Metric other, String settings) {
        return new IllegalArgumentException("a " + name(metric) + settings + " cannot take in the batches of a "
                + name(other) + "; merge metrics of one kind with the same settings");
    }

    private static String name(Metric metric) {
        return metric.getClass().getSimpleName();
    }
}
