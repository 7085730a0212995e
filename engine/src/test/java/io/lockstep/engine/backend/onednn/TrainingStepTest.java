package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrainingStepTest {
    private static final int STEPS = 10;

    private final Comparison comparison = new Comparison();
    private final SmallNetwork network = new SmallNetwork(comparison.oneDnn);

    @AfterEach
    void close() {
        network.close();
        comparison.close();
    }

    @Test
    void agreesWithTheReferenceThroughAllLayouts() {
        try (SmallNetwork expected = new SmallNetwork(comparison.reference)) {
            for (int step = 0; step < 2; step++) {
                network.step(step);
                expected.step(step);
                comparison.assertClose(network.gradients(), expected.gradients());
                comparison.assertClose(network.parameters(), expected.parameters());
            }
        }
    }

    @Test
    void takesNothingMoreOnceItHasRun() {
        network.step(0);
        network.step(1);
        int kernels = comparison.oneDnn.kernels();
        long scratch = comparison.oneDnn.scratchBytes();
        long capacity = network.arena.capacityBytes();
        for (int step = 2; step < STEPS; step++) {
            network.step(step);
        }
        assertThat(comparison.oneDnn.kernels()).isEqualTo(kernels);
        assertThat(comparison.oneDnn.scratchBytes()).isEqualTo(scratch);
        assertThat(network.arena.capacityBytes()).isEqualTo(capacity);
    }

    @Test
    void givesTheSameBitsInEveryRun() {
        float[] first = train(network);
        try (Comparison again = new Comparison();
                SmallNetwork other = new SmallNetwork(again.oneDnn)) {
            assertThat(train(other)).containsExactly(first);
        }
    }

    private float[] train(SmallNetwork network) {
        for (int step = 0; step < STEPS; step++) {
            network.step(step);
        }
        NdArray parameters = network.parameters();
        return comparison.values(parameters);
    }
}
