package io.lockstep.engine.optim;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The number that losses are multiplied by, float32 as PyTorch's, and how it changes from update to update. */
final class LossScale {
    private static final String SCALE = "scale";
    private static final String GROWTH_FACTOR = "growth_factor";
    private static final String BACKOFF_FACTOR = "backoff_factor";
    private static final String GROWTH_INTERVAL = "growth_interval";
    private static final String GROWTH_TRACKER = "_growth_tracker";

    private float scale;
    private double growthFactor;
    private double backoffFactor;
    private int growthInterval;
    /** Updates in a row without an infinite or NaN gradient. */
    private int growthTracker;

    LossScale(double initScale, double growthFactor, double backoffFactor, int growthInterval) {
        scale = (float) initScale;
        this.growthFactor = growthFactor;
        this.backoffFactor = backoffFactor;
        this.growthInterval = growthInterval;
    }

    /** Smaller after an infinite or NaN gradient, larger after enough updates in a row without one, unless infinite then. */
    void update(boolean foundInf) {
        if (foundInf) {
            scale = (float) (scale * backoffFactor);
            growthTracker = 0;
        } else if (growthTracker + 1 == growthInterval) {
            float larger = (float) (scale * growthFactor);
            scale = Float.isFinite(larger) ? larger : scale;
            growthTracker = 0;
        } else {
            growthTracker++;
        }
    }

    float value() {
        return scale;
    }

    void value(double scale) {
        this.scale = (float) scale;
    }

    double growthFactor() {
        return growthFactor;
    }

    void growthFactor(double growthFactor) {
        this.growthFactor = growthFactor;
    }

    double backoffFactor() {
        return backoffFactor;
    }

    void backoffFactor(double backoffFactor) {
        this.backoffFactor = backoffFactor;
    }

    int growthInterval() {
        return growthInterval;
    }

    void growthInterval(int growthInterval) {
        this.growthInterval = growthInterval;
    }

    Map<String, HostArray> stateDict() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        state.put(SCALE, HostArray.of(Shape.SCALAR, (double) scale));
        state.put(GROWTH_FACTOR, HostArray.of(Shape.SCALAR, growthFactor));
        state.put(BACKOFF_FACTOR, HostArray.of(Shape.SCALAR, backoffFactor));
        state.put(GROWTH_INTERVAL, HostArray.of(Shape.SCALAR, (long) growthInterval));
        state.put(GROWTH_TRACKER, HostArray.of(Shape.SCALAR, (long) growthTracker));
        return state;
    }

    /** @throws IllegalArgumentException if a part of the state is missing; nothing is changed then */
    void loadStateDict(Map<String, HostArray> state) {
        for (String name : stateDict().keySet()) {
            if (!state.containsKey(name)) {
                throw new IllegalArgumentException("the saved state of a GradScaler has no \"" + name + "\" but "
                        + state.keySet() + "; was it saved from one that was not enabled?");
            }
        }
        scale = (float) number(state, SCALE);
        growthFactor = number(state, GROWTH_FACTOR);
        backoffFactor = number(state, BACKOFF_FACTOR);
        growthInterval = count(state, GROWTH_INTERVAL);
        growthTracker = count(state, GROWTH_TRACKER);
    }

    private static double number(Map<String, HostArray> state, String name) {
        return Objects.requireNonNull(state.get(name)).doubles().get(0);
    }

    private static int count(Map<String, HostArray> state, String name) {
        return Math.toIntExact(Objects.requireNonNull(state.get(name)).longs().get(0));
    }
}
