package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;

/** Where the elements of an array of some shape lie: what a {@link Walk} follows. */
record Place(Shape shape, long[] strides, long offset) {
    Place(NdArray array) {
        this(array.shape(), array.strides(), array.offset());
    }

    /** Contiguous elements from position 0 on. */
    static Place dense(Shape shape) {
        return new Place(shape, shape.contiguousStrides(), 0);
    }
}
