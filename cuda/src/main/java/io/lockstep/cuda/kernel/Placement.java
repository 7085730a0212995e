package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.DeviceMemory;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Storage;

/**
 * Where an array's elements lie on the GPU, in whatever order its storage has them: images that lie channels-last are seen by
 * their shape [N, C, H, W] and the strides that lead through them, so that no kernel has to convert them.
 *
 * @param address of the first element
 * @param sizes of the dimensions
 * @param strides elements between neighbours of each dimension
 */
record Placement(NdArray array, long address, long[] sizes, long[] strides) {
    /** Of an array that is read or written; fresh storage gets memory in plain order. */
    static Placement of(NdArray array) {
        Storage storage = array.storage();
        Block block = storage.block() == null ? storage.plain() : storage.block();
        long start = ((DeviceMemory) block.memory()).address() + block.offset();
        if (storage.layout() instanceof ChannelsLast) {
            return new Placement(array, start, array.shape().toArray(), ChannelsLast.strides(array.shape()));
        }
        return new Placement(
                array,
                start + array.offset() * array.dtype().bytes(),
                array.shape().toArray(),
                array.strides());
    }

    /**
     * Of a fresh result that is computed element by element from {@code operands}: it takes the order of the first of them that
     * has its shape and lies channels-last, so that images stay as convolutions want them.
     */
    static Placement of(NdArray result, NdArray... operands) {
        if (result.storage().isDeferred()) {
            for (NdArray operand : operands) {
                if (operand.storage().layout() instanceof ChannelsLast layout
                        && operand.shape().equals(result.shape())) {
                    result.storage().allocate(result.numel() * result.dtype().bytes(), layout.of(result.dtype()));
                    break;
                }
            }
        }
        return of(result);
    }

    DType dtype() {
        return array.dtype();
    }

    /** Elements that are walked through: each as often as it is repeated. */
    long numel() {
        long numel = 1;
        for (long size : sizes) {
            numel *= size;
        }
        return numel;
    }

    /** The same elements, where those of dimensions of size 1 are repeated as often as {@code shape} says. */
    Placement expanded(Shape shape) {
        long[] wider = strides.clone();
        for (int d = 0; d < wider.length; d++) {
            if (sizes[d] == 1 && shape.size(d) != 1) {
                wider[d] = 0;
            }
        }
        return new Placement(array, address, shape.toArray(), wider);
    }

    /** Whether the elements lie in row-major order without gaps. */
    boolean isContiguous() {
        long expected = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (sizes[d] != 1 && strides[d] != expected) {
                return false;
            }
            expected *= sizes[d];
        }
        return true;
    }
}
