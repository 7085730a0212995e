package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Launch;

/**
 * A loop over the elements of several arrays of one shape, in as few dimensions as their strides allow: those that can be walked
 * through as one are joined, and the first array's elements are visited in the order in which they lie in memory. So arrays
 * that all lie dense in the same order, whichever, are one line.
 *
 * <p>Stands for {@code Loop} and {@code Operand} in elements.h.
 */
final class Loop {
    /** As DIMS in elements.h. */
    static final int DIMS = 6;

    private final long count;
    private final int dims;
    private final long[] sizes;
    private final Placement[] operands;
    private final long[][] strides;

    private Loop(long count, int dims, long[] sizes, Placement[] operands, long[][] strides) {
        this.count = count;
        this.dims = dims;
        this.sizes = sizes;
        this.operands = operands;
        this.strides = strides;
    }

    /**
     * @param operands of one shape; the first one decides the order
     * @throws IllegalArgumentException if more than {@value #DIMS} dimensions are left
     */
    static Loop over(Placement... operands) {
        Placement first = operands[0];
        Integer[] order = order(first);
        int most = Math.max(1, order.length);
        long[] sizes = new long[most];
        long[][] strides = new long[operands.length][most];
        int dims = 0;
        for (int d : order) { // from the outermost to the innermost
            long size = first.sizes()[d];
            if (size == 1) {
                continue;
            }
            if (dims > 0 && joins(operands, strides, dims - 1, d, size)) {
                sizes[dims - 1] *= size;
                dims--;
            } else {
                sizes[dims] = size;
            }
            for (int k = 0; k < operands.length; k++) {
                strides[k][dims] = operands[k].strides()[d];
            }
            dims++;
        }
        if (dims == 0) {
            sizes[0] = 1;
            dims = 1;
        }
        if (dims > DIMS) {
            throw new IllegalArgumentException("the GPU walks through at most " + DIMS
                    + " dimensions at once, but the strides of " + first.array() + " need " + dims
                    + "; make the tensor contiguous first");
        }
        return new Loop(first.numel(), dims, sizes, operands, strides);
    }

    /** Dimensions by falling stride of an array; those that repeat elements stay where they are. */
    private static Integer[] order(Placement array) {
        Integer[] order = new Integer[array.sizes().length];
        for (int d = 0; d < order.length; d++) {
            order[d] = d;
        }
        for (int i = 1;
                i < order.length;
                i++) { // insertion keeps equal ones in place; few dimensions, no boxing of pairs
            for (int j = i; j > 0 && isInner(array, order[j - 1], order[j]); j--) {
                Integer before = order[j - 1];
                order[j - 1] = order[j];
                order[j] = before;
            }
        }
        return order;
    }

    private static boolean isInner(Placement array, int d, int other) {
        long stride = array.strides()[d];
        long beside = array.strides()[other];
        return stride != 0
                && beside != 0
                && array.sizes()[d] != 1
                && array.sizes()[other] != 1
                && Math.abs(stride) < Math.abs(beside);
    }

    private static boolean joins(Placement[] operands, long[][] strides, int outer, int d, long size) {
        for (int k = 0; k < operands.length; k++) {
            if (strides[k][outer] != operands[k].strides()[d] * size) {
                return false;
            }
        }
        return true;
    }

    long count() {
        return count;
    }

    /** Elements between neighbours of the innermost dimension of array k. */
    long innermostStride(int k) {
        return strides[k][dims - 1];
    }

    /** Whether each array is one dense line, so that element i lies at i. */
    boolean isDense() {
        for (long[] stride : strides) {
            if (dims != 1 || (stride[0] != 1 && sizes[0] != 1)) {
                return false;
            }
        }
        return true;
    }

    /** The fields of {@code Loop} and then of each {@code Operand}. */
    Launch put(Launch launch) {
        putLoop(launch);
        for (int k = 0; k < operands.length; k++) {
            putOperand(launch, k);
        }
        return launch;
    }

    Launch putLoop(Launch launch) {
        launch.putLong(count);
        for (int d = 0; d < DIMS; d++) {
            launch.putLong(d < dims ? sizes[d] : 1);
        }
        return launch.putInt(dims).putInt(0);
    }

    Launch putOperand(Launch launch, int k) {
        launch.on(operands[k].array()).putAddress(operands[k].address());
        for (int d = 0; d < DIMS; d++) {
            launch.putLong(d < dims ? strides[k][d] : 0);
        }
        return launch.putInt(Codes.of(operands[k].dtype())).putInt(0);
    }
}
