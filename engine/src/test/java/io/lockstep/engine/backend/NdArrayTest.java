package io.lockstep.engine.backend;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class NdArrayTest {
    @Test
    void knowsWhetherItsElementsLieInOrder() {
        try (OwnedAllocator allocator = new OwnedAllocator()) {
            NdArray array = NdArray.deferred(allocator, DType.FLOAT32, Shape.of(3, 1, 4));
            assertThat(array.isContiguous()).isTrue();
            assertThat(array.view(Shape.of(3, 1, 4), new long[] {4, 99, 1}, 0).isContiguous())
                    .as("the stride of a dimension of size 1 does not matter")
                    .isTrue();
            NdArray transposed = array.view(Shape.of(4, 3), new long[] {1, 4}, 0);
            assertThat(transposed.isContiguous()).isFalse();
            assertThatThrownBy(transposed::contiguousBlock).hasMessageContaining("copy them first");
        }
    }

    @Test
    void withoutElementsIsContiguousInEveryShape() {
        try (OwnedAllocator allocator = new OwnedAllocator()) {
            for (Shape shape : new Shape[] {Shape.of(0), Shape.of(8, 0), Shape.of(0, 8), Shape.of(2, 0, 3)}) {
                NdArray array = NdArray.deferred(allocator, DType.FLOAT32, shape);
                assertThat(array.isContiguous()).as(shape.toString()).isTrue();
                assertThat(array.contiguousBlock().buffer().remaining()).isZero();
            }
        }
    }
}
