package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Copies with elements repeated, turned round, moved on, or cut off along the diagonal. */
public final class Rearranging {
    private Rearranging() {}

    /** x repeated {@code times[d]} times along each dimension, where new dimensions come first. */
    public static Tensor repeat(Tensor x, long... times) {
        int added = times.length - x.dim();
        if (added < 0) {
            throw new IllegalArgumentException("repeat of shape " + x.shape()
                    + " expects a number for each dimension but got " + Arrays.toString(times));
        }
        long[] apart = new long[2 * times.length];
        long[] wide = new long[2 * times.length];
        long[] result = new long[times.length];
        for (int d = 0; d < times.length; d++) {
            long size = d < added ? 1 : x.size(d - added);
            apart[2 * d] = 1;
            apart[2 * d + 1] = size;
            wide[2 * d] = times[d];
            wide[2 * d + 1] = size;
            result[d] = times[d] * size;
        }
        return Copying.copy(UnitDims.expand(x.reshape(apart), Shape.of(wide))).reshape(result);
    }

    /** As {@link #repeat}, where missing numbers in front are 1. */
    public static Tensor tile(Tensor x, long... times) {
        long[] all = new long[Math.max(times.length, x.dim())];
        Arrays.fill(all, 1);
        System.arraycopy(times, 0, all, all.length - times.length, times.length);
        return repeat(x, all);
    }

    /** Each part along dimension {@code dim} {@code times} times in a row. */
    public static Tensor repeatInterleave(Tensor x, long times, int dim) {
        long[] all = new long[(int) Dims.size(x.shape(), Dims.index(x.shape(), dim))];
        Arrays.fill(all, times);
        return repeatInterleave(x, x.device().tensor(all, all.length), dim);
    }

    /** The i-th part along dimension {@code dim} {@code times[i]} (int64 [n]) times in a row. */
    public static Tensor repeatInterleave(Tensor x, Tensor times, int dim) {
        Tensor parts = x.dim() == 0 ? x.reshape(1) : x;
        int d = parts.shape().index(dim);
        if (times.dim() > 1 || (times.numel() != 1 && times.numel() != parts.size(d))) {
            throw new IllegalArgumentException("repeatInterleave expects a number for each of " + parts.size(d)
                    + " parts but got shape " + times.shape());
        }
        LongBuffer counts = IndexValues.read(UnitDims.expand(times.reshape(times.numel()), parts.size(d)));
        long sum = 0;
        for (int i = 0; i < counts.limit(); i++) {
            if (counts.get(i) < 0) {
                throw new IllegalArgumentException(
                        "repeatInterleave expects numbers of 0 or more but got " + counts.get(i));
            }
            sum += counts.get(i);
        }
        long[] index = new long[Math.toIntExact(sum)];
        int filled = 0;
        for (int i = 0; i < counts.limit(); i++) {
            int end = filled + (int) counts.get(i);
            Arrays.fill(index, filled, end, i);
            filled = end;
        }
        return Rows.take("repeatInterleave", parts, d, x.device().tensor(index, sum));
    }

    /** x with the order of its elements turned round along {@code dims}. */
    public static Tensor flip(Tensor x, int... dims) {
        boolean[] marked = new boolean[x.dim()];
        if (dims.length > 0) {
            marked = Dims.marked("flip", x.shape(), dims);
        }
        Tensor y = x;
        for (int d = 0; d < marked.length; d++) {
            if (marked[d]) {
                y = reordered("flip", y, d, y.size(d) - 1, -1);
            }
        }
        return y == x ? Copying.copy(x) : y;
    }

    /** x moved on by {@code shift} places along dimension {@code dim}; what leaves at the end comes in at the start. */
    public static Tensor roll(Tensor x, long shift, int dim) {
        int d = Dims.index(x.shape(), dim);
        long size = Dims.size(x.shape(), d);
        return x.numel() == 0 || x.dim() == 0
                ? Copying.copy(x)
                : reordered("roll", x, d, Math.floorMod(-shift, size), 1);
    }

    /** As {@link #roll(Tensor, long, int)} by each shift along its dimension; along the flattened x without dimensions. */
    public static Tensor roll(Tensor x, long[] shifts, int... dims) {
        if (dims.length == 0 && shifts.length == 1) {
            return roll(x.reshape(x.numel()), shifts[0], 0).reshape(x.shape().toArray());
        }
        if (shifts.length != dims.length || dims.length == 0) {
            throw new IllegalArgumentException("roll expects a shift for each dimension but got "
                    + Arrays.toString(shifts) + " for " + Arrays.toString(dims));
        }
        Tensor y = x;
        for (int i = 0; i < dims.length; i++) {
            y = roll(y, shifts[i], dims[i]);
        }
        return y;
    }

    /** The parts start, start + step, ... of dimension {@code dim}, counted modulo its size. */
    private static Tensor reordered(String name, Tensor x, int dim, long start, long step) {
        long size = x.size(dim);
        long[] index = new long[(int) size];
        for (int i = 0; i < size; i++) {
            index[i] = Math.floorMod(start + i * step, size);
        }
        return Rows.take(name, x, dim, x.device().tensor(index, size));
    }

    /** Matrices [.., R, C] with zeros above the diagonal {@code diagonal}. */
    public static Tensor tril(Tensor x, long diagonal) {
        return triangle("tril", x, diagonal, true);
    }

    /** Matrices [.., R, C] with zeros below the diagonal {@code diagonal}. */
    public static Tensor triu(Tensor x, long diagonal) {
        return triangle("triu", x, diagonal, false);
    }

    private static Tensor triangle(String name, Tensor x, long diagonal, boolean lower) {
        if (x.dim() < 2) {
            throw new IllegalArgumentException(name + " expects matrices [.., R, C] but got shape " + x.shape());
        }
        int rows = (int) x.size(-2);
        int columns = (int) x.size(-1);
        ByteBuffer kept = ByteBuffer.allocate(Math.multiplyExact(rows, columns));
        byte[] row = new byte[columns];
        long first = Math.max(-rows, Math.min(columns, diagonal)) + (lower ? 1 : 0);
        for (int r = 0; r < rows; r++) {
            int edge = (int) Math.max(0, Math.min(columns, r + first));
            Arrays.fill(row, 0, edge, (byte) (lower ? 1 : 0));
            Arrays.fill(row, edge, columns, (byte) (lower ? 0 : 1));
            kept.put(r * columns, row);
        }
        Tensor mask = x.device().tensor(DType.BOOL, kept, rows, columns);
        return Kernels.where(mask, x, Kernels.scalar(x, 0)).computedBy(new Triangle(name, diagonal, lower), x);
    }

    private record Triangle(String name, long diagonal, boolean lower) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, triangle(name, dy, diagonal, lower));
        }
    }
}
