package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LifetimeTest {
    private final Comparison comparison = new Comparison();

    @AfterEach
    void close() {
        comparison.close();
    }

    @Test
    void readsLayoutsOfAnotherBackend() {
        try (OneDnnBackend other = new OneDnnBackend(new ReferenceBackend())) {
            NdArray x = comparison.convolved(2, 16, 3, 5);
            float[] expected = comparison.values(x);
            NdArray y = comparison.slot(2, 16, 3, 5);
            other.copy(x, y);
            assertThat(comparison.values(y)).containsExactly(expected);
        }
    }

    @Test
    void refusesToReadLayoutsOfAClosedBackend() {
        NdArray x = comparison.convolved(2, 16, 3, 5);
        comparison.oneDnn.close();
        assertThatThrownBy(x::contiguousBlock)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed");
    }

    @Test
    void namesTheKernelThatCannotBeMade() {
        NdArray x = comparison.random(1, 3, 4, 4);
        NdArray wrong = comparison.random(8, 2, 3, 3);
        NdArray y = comparison.fresh(1, 8, 4, 4);
        assertThatThrownBy(() -> comparison.oneDnn.convolution(x, wrong, null, Window.square(3, 1, 1), y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("x=[1, 3, 4, 4], weight=[8, 2, 3, 3]");
    }
}
