package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;

/** Where the elements lie that an index names: of the array that is looked up, in one dimension by the index's elements. */
final class Lookup {
    private final Operand numbers;
    /** The first element of the array for each element of the index: its place in all other dimensions. */
    private final Operand starts;

    private final int stride;
    private final int rowLength;
    private final int rowStride;

    Lookup(NdArray index, int dim, NdArray array) {
        numbers = new Operand(index);
        int dims = index.shape().dim();
        long[] strides = array.strides();
        stride = dims == 0 ? 0 : Math.toIntExact(strides[dim]);
        if (dims > 0) {
            strides[dim] = 0;
        }
        starts = new Operand(array.view(Shape.of(index.shape().toArray()), strides, array.offset()));
        int length = 1;
        int step = 0;
        for (int d = dims - 1; d > dim; d--) {
            if (index.shape().size(d) > 1) {
                boolean repeats = index.stride(d) == 0;
                boolean joins = length == 1 || strides[d] == (long) step * length;
                if (!repeats || !joins) {
                    break;
                }
                step = length == 1 ? Math.toIntExact(strides[d]) : step;
                length *= Math.toIntExact(index.shape().size(d));
            }
        }
        rowLength = length;
        rowStride = step;
    }

    /** Elements in the order of the index that lie behind one another in the array, since their index is the same one. */
    int rowLength() {
        return rowLength;
    }

    int rowStride() {
        return rowStride;
    }

    /** Position in the array for one element of the index. */
    int position(int element) {
        return starts.position(element) + Math.toIntExact(numbers.longAt(element)) * stride;
    }

    /** Positions in the array for some elements of the index; they are the worker's until the next call. */
    int[] positions(int first, int count, Worker worker) {
        int[] positions = worker.positions;
        starts.positions(first, count, positions);
        long[] indices = numbers.longs(first, count, worker.c);
        for (int i = 0; i < count; i++) {
            positions[i] += (int) indices[i] * stride;
        }
        return positions;
    }
}
