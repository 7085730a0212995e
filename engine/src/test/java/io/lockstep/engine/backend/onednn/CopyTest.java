package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CopyTest {
    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @Test
    void followsStrides() {
        NdArray x = comparison.slot(2, 3);
        x.contiguousBlock().buffer().asFloatBuffer().put(new float[] {1, 2, 3, 4, 5, 6});
        NdArray transposed = x.view(Shape.of(3, 2), new long[] {1, 3}, x.offset());
        assertThat(comparison.values(transposed)).containsExactly(1, 4, 2, 5, 3, 6);
        NdArray repeated = x.view(Shape.of(2, 3), new long[] {0, 1}, x.offset());
        assertThat(comparison.values(repeated)).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void keepsALayoutInFreshArraysOnly() {
        NdArray x = comparison.convolved(2, 16, 3, 5);
        NdArray fresh = comparison.fresh(x.shape());
        comparison.oneDnn.copy(x, fresh);
        assertThat(fresh.storage().layout()).isSameAs(x.storage().layout());
        NdArray slot = comparison.slot(2, 16, 3, 5);
        comparison.oneDnn.copy(x, slot);
        comparison.assertNeighboursUntouched(slot);
        float[] elements = new float[(int) x.numel()];
        x.contiguousBlock().buffer().asFloatBuffer().get(elements);
        assertThat(comparison.values(slot)).containsExactly(elements);
        assertThat(comparison.values(fresh)).containsExactly(elements);
    }

    @Test
    void fillsSlotsOnly() {
        NdArray slot = comparison.slot(4099);
        comparison.oneDnn.fill(slot, 2.5);
        assertThat(comparison.values(slot)).containsOnly(2.5f);
        comparison.assertNeighboursUntouched(slot);
    }
}
