package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Storage;

/** What a tensor is made of: element type, sizes, and where the elements lie. */
public interface Inspection {
    NdArray array();

    default DType dtype() {
        return array().dtype();
    }

    default Shape shape() {
        return array().shape();
    }

    /** The same as {@link #shape()}. */
    default Shape size() {
        return shape();
    }

    /** Number of dimensions. */
    default int dim() {
        return shape().dim();
    }

    /** Size of dimension {@code dim}; negative dimensions count from the last. */
    default long size(int dim) {
        return shape().size(dim);
    }

    /** Number of elements. */
    default long numel() {
        return array().numel();
    }

    /** Elements between neighbours of each dimension in the storage. */
    default long[] stride() {
        long[] strides = new long[dim()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = stride(i);
        }
        return strides;
    }

    /** Elements between neighbours of dimension {@code dim} in the storage; negative dimensions count from the last. */
    default long stride(int dim) {
        return array().stride(dim);
    }

    /** Position of the first element in the storage, in elements. */
    default long storageOffset() {
        return array().offset();
    }

    /** The elements' memory, which views share. */
    default Storage storage() {
        return array().storage();
    }

    /** Bytes of one element. */
    default int elementSize() {
        return dtype().bytes();
    }

    /** True if the elements lie in row-major order without gaps. */
    default boolean isContiguous() {
        return array().isContiguous();
    }

    /** Whether the elements are of a floating type, which alone can require gradients. */
    default boolean isFloatingPoint() {
        return dtype().isFloating();
    }
}
