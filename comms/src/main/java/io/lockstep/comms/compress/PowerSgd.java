package io.lockstep.comms.compress;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * PowerSGD: gradients of layers as products of two thin matrices, with error feedback.
 *
 * <p><b>Idea.</b> The gradient M [n, m] of a layer has a few large singular values. One step of the subspace iteration per
 * step of the training follows their vectors, starting from where the last step arrived. With residual E:
 *
 * <pre>
 *   M = gradient + E
 *   P = M Q                     [n, r]   all-reduced
 *   P = orthonormalise(P)                the same on all ranks
 *   Q = M^T P                   [m, r]   all-reduced; the next step starts with it
 *   result = P Q^T              with the reduced Q
 *   E = M - P Q^T               with this rank's own Q
 * </pre>
 *
 * Both products are linear in M, so they can be summed over the ranks by an ordinary all-reduce, which no other method
 * here can. Results plus the residuals of all ranks are the sum of all gradients. The residual with the rank's own Q
 * stays small; with the reduced one the sum over the ranks would be the same, but each would drift from the others.
 *
 * <p><b>What is a matrix.</b> A tensor of n outputs is n rows, a convolution [n, c, h, w] has m = c h w columns. Tensors of
 * one dimension, and those no larger than their factors, are summed as they are, together with P.
 *
 * <p><b>Cost.</b> 2(P-1)/P 4 (r(n + m)) bytes per matrix for P ranks; 5 r nm multiplications per rank.
 *
 * <p><b>Zeros.</b> A column of Q that became zero, because all gradients were or because M has a smaller rank than r,
 * starts again from the first random one.
 *
 * <p>Reference: T. Vogels, S. P. Karimireddy, M. Jaggi, "PowerSGD: practical low-rank gradient compression for distributed
 * optimization", NeurIPS 2019, algorithms 1 and 2.
 */
final class PowerSgd extends GradientCompression {
    /** Multiplications in a slice. */
    private static final int MULTIPLICATIONS = 1 << 17;

    private final List<LowRankMatrix> matrices = new ArrayList<>();
    /** The row, among those of all matrices, at which each starts; one more entry closes the list. */
    private final int[] firstRows;
    /** Start and end of each range that is in no matrix. */
    private final int[] rest;

    private final float[] residual;
    private final float[] p;
    private final float[] q;
    private final float[] ownQ;
    private final float[] row;
    private final int rowsInSlice;
    /** P of all matrices, and what is in none of them. */
    private final ByteBuffer first;

    private final ByteBuffer second;

    PowerSgd(Compression compression, BufferLayout layout) {
        super(compression, layout);
        int rank = compression.approximationRank();
        int sizeP = 0;
        int sizeQ = 0;
        int columns = 1;
        for (MatrixRange range : layout.matrices()) {
            if (LowRankMatrix.pays(range, rank)) {
                LowRankMatrix matrix = new LowRankMatrix(range, rank, sizeP, sizeQ);
                matrices.add(matrix);
                sizeP = matrix.endP();
                sizeQ = matrix.endQ();
                columns = Math.max(columns, range.columns());
            }
        }
        firstRows = firstRows();
        rest = rest();
        residual = new float[layout.elements()];
        p = new float[sizeP];
        q = new float[sizeQ];
        ownQ = new float[sizeQ];
        row = new float[Math.max(columns, SLICE)];
        rowsInSlice = Math.max(1, MULTIPLICATIONS / (columns * rank));
        first = direct((sizeP + restElements()) * Float.BYTES);
        second = direct(sizeQ * Float.BYTES);
        matrices.forEach(matrix -> matrix.fillRandomly(q));
    }

    @Override
    void plan(Schedule schedule, ByteBuffer data, Reduction reduction) {
        FloatBuffer floats = data.asFloatBuffer();
        schedule.compute(new Computation(layout().elements(), SLICE, (from, to) -> accumulate(floats, from, to)));
        schedule.compute(rows((matrix, i) -> matrix.multiplyRow(i, residual, q, p)));
        schedule.compute(Computation.once(this::packFirst));
        schedule.exchange(Exchange.allReduce(first, ElementType.FLOAT32, reduction));
        schedule.compute(Computation.once(() -> unpackFirst(floats)));
        schedule.compute(new Computation(matrices.size(), 1, (from, to) -> orthogonalise(from)));
        schedule.compute(rows((matrix, i) -> matrix.addTransposed(i, residual, p, ownQ)));
        schedule.compute(Computation.once(() -> second.asFloatBuffer().put(0, ownQ)));
        schedule.exchange(Exchange.allReduce(second, ElementType.FLOAT32, reduction));
        schedule.compute(1, rows((matrix, i) -> matrix.addProductRow(i, -1, p, ownQ, residual, matrix.startOf(i))));
        schedule.compute(Computation.once(() -> second.asFloatBuffer().get(0, q)));
        schedule.compute(rows((matrix, i) -> writeRow(matrix, i, floats)));
        schedule.compute(Computation.once(() -> matrices.forEach(matrix -> matrix.refillZeros(q))));
    }

    /** The residual, and the Q with which the next step starts. */
    @Override
    public Map<String, float[]> state() {
        return Map.of("residual", residual, "q", q);
    }

    private void accumulate(FloatBuffer data, int from, int to) {
        data.get(from, row, 0, to - from);
        for (int i = 0; i < to - from; i++) {
            residual[from + i] += row[i];
        }
    }

    private void packFirst() {
        FloatBuffer floats = first.asFloatBuffer();
        floats.put(0, p);
        int at = p.length;
        for (int i = 0; i < rest.length; i += 2) {
            floats.put(at, residual, rest[i], rest[i + 1] - rest[i]);
            Arrays.fill(residual, rest[i], rest[i + 1], 0);
            at += rest[i + 1] - rest[i];
        }
        Arrays.fill(ownQ, 0);
    }

    private void unpackFirst(FloatBuffer data) {
        FloatBuffer floats = first.asFloatBuffer();
        floats.get(0, p);
        int at = p.length;
        for (int i = 0; i < rest.length; i += 2) {
            data.put(rest[i], floats, at, rest[i + 1] - rest[i]);
            at += rest[i + 1] - rest[i];
        }
    }

    private void orthogonalise(int index) {
        matrices.get(index).orthogonaliseP(p);
    }

    private void writeRow(LowRankMatrix matrix, int i, FloatBuffer data) {
        int columns = matrix.range().columns();
        Arrays.fill(row, 0, columns, 0);
        matrix.addProductRow(i, 1, p, q, row, 0);
        data.put(matrix.startOf(i), row, 0, columns);
    }

    private interface RowBody {
        void run(LowRankMatrix matrix, int row);
    }

    /** Work on the rows of all matrices, one after the other. */
    private Computation rows(RowBody body) {
        return new Computation(firstRows[matrices.size()], rowsInSlice, (from, to) -> {
            int index = 0;
            for (int i = from; i < to; i++) {
                while (i >= firstRows[index + 1]) {
                    index++;
                }
                body.run(matrices.get(index), i - firstRows[index]);
            }
        });
    }

    private int[] firstRows() {
        int[] rows = new int[matrices.size() + 1];
        for (int i = 0; i < matrices.size(); i++) {
            rows[i + 1] = rows[i] + matrices.get(i).range().rows();
        }
        return rows;
    }

    private int[] rest() {
        int[] ranges = new int[2 * (matrices.size() + 1)];
        for (int i = 0; i < matrices.size(); i++) {
            MatrixRange range = matrices.get(i).range();
            ranges[2 * i + 1] = range.offset();
            ranges[2 * i + 2] = range.end();
        }
        ranges[ranges.length - 1] = layout().elements();
        return ranges;
    }

    private int restElements() {
        int elements = 0;
        for (int i = 0; i < rest.length; i += 2) {
            elements += rest[i + 1] - rest[i];
        }
        return elements;
    }
}
