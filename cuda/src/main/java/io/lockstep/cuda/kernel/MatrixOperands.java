package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/**
 * Brings the factors of products into an order that kernels read: mostly they lie in one, transposed or not; others, and those of
 * another type, are copied to the working memory, along the dimension in which their elements are neighbours (gemmparts.cu).
 */
final class MatrixOperands {
    private static final int THREADS = 256;
    private static final long MOST_BLOCKS = 65535;
    private static final int ALIGNMENT = 16;

    private final Gpu gpu;

    MatrixOperands(Gpu gpu) {
        this.gpu = gpu;
    }

    /**
     * @param x [N, K] or [B, N, K]
     * @param rowDim which dimension is the result's, N; the other of the last two is summed over
     */
    MatrixOperand of(NdArray x, int rowDim, ProductKind kind) {
        Placement placement = Placement.of(x);
        int innerDim = x.shape().dim() == 3 ? 3 - rowDim : 1 - rowDim;
        boolean alongInner = lies(placement, innerDim, rowDim, kind);
        if (alongInner || lies(placement, rowDim, innerDim, kind)) {
            int lineDim = alongInner ? rowDim : innerDim;
            return new MatrixOperand(
                    placement.address(), alongInner, lineStride(placement, lineDim), matrixStride(placement));
        }
        boolean copyAlongInner = placement.strides()[innerDim] == 1 || placement.strides()[rowDim] != 1;
        return copy(
                placement,
                copyAlongInner ? innerDim : rowDim,
                copyAlongInner ? rowDim : innerDim,
                copyAlongInner,
                kind);
    }

    /** Whether lines along {@code along} may be read as they lie, in whole chunks. */
    private static boolean lies(Placement x, int along, int lineDim, ProductKind kind) {
        int chunk = kind.chunk();
        return x.dtype() == kind.dtype()
                && x.strides()[along] == 1
                && x.sizes()[along] % chunk == 0
                && lineStride(x, lineDim) % chunk == 0
                && matrixStride(x) % chunk == 0
                && x.address() % ALIGNMENT == 0;
    }

    private static long lineStride(Placement x, int lineDim) {
        return x.sizes()[lineDim] == 1 ? 0 : x.strides()[lineDim];
    }

    private static long matrixStride(Placement x) {
        return x.sizes().length == 3 && x.sizes()[0] != 1 ? x.strides()[0] : 0;
    }

    private MatrixOperand copy(Placement x, int along, int lineDim, boolean alongInner, ProductKind kind) {
        long lines = x.sizes()[lineDim];
        long line = kind.wholeChunks(x.sizes()[along]);
        long batch = x.sizes().length == 3 ? x.sizes()[0] : 1;
        long copied = matrixStride(x) == 0 ? Math.min(1, batch) : batch; // one that is repeated is copied once
        long to = gpu.scratch().take(copied * lines * line * kind.dtype().bytes());
        for (long first = 0; first < copied; first += MOST_BLOCKS) {
            gpu.launch("gemmparts_arrange")
                    .on(x.array())
                    .putAddress(
                            x.address() + first * matrixStride(x) * x.dtype().bytes())
                    .putAddress(to + first * lines * line * kind.dtype().bytes())
                    .putLong(matrixStride(x))
                    .putLong(x.strides()[lineDim])
                    .putLong(x.strides()[along])
                    .putLong(line)
                    .putInt(Math.toIntExact(lines))
                    .putInt(Math.toIntExact(x.sizes()[along]))
                    .putInt(Codes.of(x.dtype()))
                    .putInt(Codes.of(kind.dtype()))
                    .over(line, THREADS)
                    .grid(
                            (line + THREADS - 1) / THREADS,
                            Math.min(lines, MOST_BLOCKS),
                            Math.min(MOST_BLOCKS, copied - first))
                    .run();
        }
        return new MatrixOperand(to, alongInner, line, copied == batch && batch > 1 ? lines * line : 0);
    }

    /** The address of a bias [M] as neighbouring float32 numbers; 0 for none. */
    long bias(@Nullable NdArray bias) {
        if (bias == null || bias.numel() == 0) {
            return 0;
        }
        Placement placement = Placement.of(bias);
        if (bias.dtype() == DType.FLOAT32 && (placement.strides()[0] == 1 || bias.numel() == 1)) {
            return placement.address();
        }
        long to = gpu.scratch().take(bias.numel() * Float.BYTES);
        gpu.launch("gemmparts_arrange")
                .on(bias)
                .putAddress(placement.address())
                .putAddress(to)
                .putLong(0)
                .putLong(0)
                .putLong(placement.strides()[0])
                .putLong(bias.numel())
                .putInt(1)
                .putInt(Math.toIntExact(bias.numel()))
                .putInt(Codes.of(bias.dtype()))
                .putInt(Codes.of(DType.FLOAT32))
                .over(bias.numel(), THREADS)
                .run();
        return to;
    }
}
