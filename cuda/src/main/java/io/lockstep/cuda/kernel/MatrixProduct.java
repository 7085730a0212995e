package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices (gemm*.cu). Half-precision and float32 ones are tiles of sums in float32, on tensor cores unless exact
 * float32 is wanted; factors of another type than a's are converted first.
 */
public final class MatrixProduct {
    private final PlainArrays plainArrays;
    private final MatrixOperands operands;
    private final MatrixProvider provider;
    private final PlainMatrices plainMatrices;
    private boolean tensorFloat32;

    MatrixProduct(Gpu gpu, Copying copying, PlanChoice choice) {
        plainArrays = new PlainArrays(gpu, copying);
        operands = new MatrixOperands(gpu);
        provider = new TileMatrices(gpu, choice);
        plainMatrices = new PlainMatrices(gpu);
    }

    /** y [N, M] = a [N, K] times b [K, M], plus bias [M] on each row. */
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        multiply(a, b, bias, y, 1);
    }

    /** y [B, N, M] = a [B, N, K] times b [B, K, M]. */
    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
        multiply(a, b, null, y, y.shape().size(0));
    }

    public void allowTensorFloat32(boolean allowed) {
        tensorFloat32 = allowed;
    }

    private void multiply(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y, long batch) {
        if (y.numel() == 0) {
            return;
        }
        if (!a.dtype().isFloating() || a.dtype() == DType.FLOAT64) {
            plainMatrices.multiply(a, b, bias, y);
            return;
        }
        ProductKind kind = ProductKind.of(a.dtype(), tensorFloat32);
        int row = y.shape().dim() - 2;
        long written = plainArrays.write(y);
        provider.multiply(new MatrixProblem(
                kind,
                operands.of(a, row, kind),
                operands.of(b, row + 1, kind),
                operands.bias(bias),
                written,
                y.dtype(),
                batch,
                y.shape().size(row),
                y.shape().size(row + 1),
                a.shape().size(row + 1)));
        plainArrays.deliver(written, y);
    }
}
