package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** Products of matrices in float64 and in whole numbers, for any strides (gemmplain.cu). */
final class PlainMatrices {
    private static final int TILE = 16;
    private static final int THREADS = TILE * TILE;
    private static final long MOST_MATRICES = 65535;

    private final Gpu gpu;

    PlainMatrices(Gpu gpu) {
        this.gpu = gpu;
    }

    /** a [B, N, K], b [B, K, M], y [B, N, M], or all without B. */
    void multiply(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        Placement left = Placement.of(a);
        Placement right = Placement.of(b);
        Placement result = Placement.of(y);
        Placement shift = bias == null ? null : Placement.of(bias);
        int row = y.shape().dim() - 2;
        int column = row + 1;
        long batch = row == 1 ? y.shape().size(0) : 1;
        long rows = y.shape().size(row);
        long columns = y.shape().size(column);
        String kernel = y.dtype().isFloating() ? "gemmplain_f64" : "gemmplain_whole";
        for (long first = 0; first < batch; first += MOST_MATRICES) {
            gpu.launch(kernel)
                    .on(a)
                    .on(b)
                    .on(y)
                    .putAddress(
                            left.address() + first * matrix(left) * a.dtype().bytes())
                    .putAddress(
                            right.address() + first * matrix(right) * b.dtype().bytes())
                    .putAddress(shift == null ? 0 : shift.address())
                    .putAddress(result.address()
                            + first * matrix(result) * y.dtype().bytes())
                    .putLong(matrix(left))
                    .putLong(left.strides()[row])
                    .putLong(left.strides()[column])
                    .putLong(matrix(right))
                    .putLong(right.strides()[row])
                    .putLong(right.strides()[column])
                    .putLong(matrix(result))
                    .putLong(result.strides()[row])
                    .putLong(result.strides()[column])
                    .putLong(shift == null ? 0 : shift.strides()[0])
                    .putInt(Math.toIntExact(rows))
                    .putInt(Math.toIntExact(columns))
                    .putInt(Math.toIntExact(a.shape().size(column)))
                    .putInt(Codes.of(a.dtype()))
                    .putInt(Codes.of(b.dtype()))
                    .putInt(Codes.of(bias == null ? DType.FLOAT32 : bias.dtype()))
                    .putInt(Codes.of(y.dtype()))
                    .grid(tiles(rows) * tiles(columns), 1, Math.min(MOST_MATRICES, batch - first))
                    .threads(THREADS)
                    .run();
        }
    }

    private static long matrix(Placement x) {
        return x.strides().length == 3 ? x.strides()[0] : 0;
    }

    private static long tiles(long size) {
        return (size + TILE - 1) / TILE;
    }
}
