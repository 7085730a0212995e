package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** The matrices [.., rows, columns] of a tensor, copied to the host and converted to double, and tensors of results for each. */
final class HostMatrices {
    private final String operation;
    private final Tensor source;
    private final Shape batch;
    private final int rows;
    private final int columns;
    private final double[] elements;

    private HostMatrices(String operation, Tensor source) {
        this.operation = operation;
        this.source = source;
        batch = Shape.of(Arrays.copyOf(source.shape().toArray(), source.dim() - 2));
        rows = Math.toIntExact(source.size(-2));
        columns = Math.toIntExact(source.size(-1));
        elements = source.toDoubleArray();
    }

    /** @throws IllegalArgumentException if x has no matrices of float32 or float64 */
    static HostMatrices of(String operation, Tensor x) {
        if (x.dim() < 2) {
            throw new IllegalArgumentException(
                    operation + " expects matrices [.., N, M] but got a tensor of shape " + x.shape());
        }
        if (x.dtype() != DType.FLOAT32 && x.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    operation + " expects float32 or float64 but got " + x.dtype() + "; convert with to(FLOAT32)");
        }
        return new HostMatrices(operation, x);
    }

    /** @throws IllegalArgumentException if x has no square matrices of float32 or float64 */
    static HostMatrices square(String operation, Tensor x) {
        HostMatrices matrices = of(operation, x);
        if (matrices.rows != matrices.columns) {
            throw new IllegalArgumentException(operation + " expects square matrices but got shape " + x.shape());
        }
        return matrices;
    }

    int count() {
        return Math.toIntExact(batch.numel());
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int smallerSize() {
        return Math.min(rows, columns);
    }

    Shape batch() {
        return batch;
    }

    /** A copy of matrix {@code index}, row-major, which the caller may change. */
    DMatrixRMaj get(int index) {
        int from = index * rows * columns;
        return DMatrixRMaj.wrap(rows, columns, Arrays.copyOfRange(elements, from, from + rows * columns));
    }

    /** @throws LinearAlgebraException if an element is infinite or NaN: iterations would not converge */
    void requireFinite() {
        for (double element : elements) {
            if (!Double.isFinite(element)) {
                throw new LinearAlgebraException(
                        operation + " does not converge for a matrix with " + element + "; look where it comes from");
            }
        }
    }

    /** What to say of matrix {@code index}. */
    LinearAlgebraException fault(int index, String fault) {
        String which = batch.dim() == 0 ? "" : " of matrix " + index + " of the batch";
        return new LinearAlgebraException(operation + which + ": " + fault);
    }

    /** Room for a result of the given sizes for each matrix. */
    Results results(long... sizes) {
        return new Results(sizes);
    }

    /** Collects one result for each matrix. */
    final class Results {
        private final Shape shape;
        private final int each;
        private final double[] values;

        private Results(long... sizes) {
            long[] all = Arrays.copyOf(batch.toArray(), batch.dim() + sizes.length);
            System.arraycopy(sizes, 0, all, batch.dim(), sizes.length);
            shape = Shape.of(all);
            each = Math.toIntExact(Shape.of(sizes).numel());
            values = new double[Math.toIntExact(shape.numel())];
        }

        void put(int index, double... result) {
            System.arraycopy(result, 0, values, index * each, each);
        }

        /** Puts the elements of a row-major matrix. */
        void put(int index, DMatrixRMaj result) {
            put(index, result.data);
        }

        /** In the element type of the matrices. */
        Tensor tensor() {
            return source.device().tensor(values, shape.toArray()).to(source.dtype());
        }
    }
}
