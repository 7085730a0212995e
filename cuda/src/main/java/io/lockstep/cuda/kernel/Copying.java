package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;

/** Filling and copying, from any order of elements to any other, with conversion between element types (copy.cu). */
public final class Copying {
    private static final int THREADS = 256;
    private static final int TRANSPOSE_THREADS = 256;
    private static final int TRANSPOSE_TILE = 32;
    private static final int MOST_BLOCKS = 65535;

    private final Gpu gpu;

    public Copying(Gpu gpu) {
        this.gpu = gpu;
    }

    public void fill(NdArray y, double value) {
        if (y.numel() == 0) {
            return;
        }
        Loop loop = Loop.over(Placement.of(y));
        launch("copy_fill", loop)
                .putDouble(value)
                .putLong(y.dtype() == DType.BOOL && value != 0 ? 1 : (long) value)
                .run();
    }

    public void copy(NdArray x, NdArray y) {
        if (y.numel() > 0) {
            Placement from = Placement.of(x);
            Placement to = Placement.of(y, x);
            if (x.dtype() == y.dtype()) {
                move(from, to);
            } else {
                launch(converting(x.dtype(), y.dtype()), Loop.over(to, from), true)
                        .run();
            }
        }
    }

    /** Copies elements of one type as they are. */
    void move(Placement from, Placement to) {
        if (to.numel() > 0 && !movedAsMatrices(from, to)) {
            launch("copy_move" + to.dtype().bytes(), Loop.over(to, from), true).run();
        }
    }

    /** Between the two orders of images: much faster through shared memory than element by element. */
    private boolean movedAsMatrices(Placement from, Placement to) {
        if (to.sizes().length != 4) {
            return false;
        }
        long[] sizes = to.sizes();
        long channels = sizes[1];
        long places = sizes[2] * sizes[3];
        boolean fromPlain = from.isContiguous() && ChannelsLast.isOrderOf(to);
        boolean toPlain = to.isContiguous() && ChannelsLast.isOrderOf(from);
        if (channels == 1 || places == 1 || !(fromPlain || toPlain)) {
            return false;
        }
        transpose(
                to.dtype().bytes(),
                from.address(),
                to.address(),
                sizes[0],
                fromPlain ? channels : places,
                fromPlain ? places : channels);
        return true;
    }

    /** y [B, C, R] = x [B, R, C], both dense, of elements of 1, 2, 4 or 8 bytes. */
    void transpose(int bytes, long x, long y, long batch, long rows, long columns) {
        long tileRows = (rows + TRANSPOSE_TILE - 1) / TRANSPOSE_TILE;
        long tileColumns = (columns + TRANSPOSE_TILE - 1) / TRANSPOSE_TILE;
        long size = rows * columns * bytes;
        for (long first = 0; first < batch; first += MOST_BLOCKS) {
            long count = Math.min(MOST_BLOCKS, batch - first);
            gpu.launch("copy_transpose" + bytes)
                    .putAddress(x + first * size)
                    .putAddress(y + first * size)
                    .putLong(rows)
                    .putLong(columns)
                    .grid(tileColumns, Math.min(MOST_BLOCKS, tileRows), count)
                    .threads(TRANSPOSE_THREADS)
                    .run();
        }
    }

    private static String converting(DType x, DType y) {
        if (!x.isFloating() && !y.isFloating()) {
            return "copy_long";
        }
        return isExactInFloat(x) && y != DType.FLOAT64 ? "copy_float" : "copy_double";
    }

    private static boolean isExactInFloat(DType x) {
        return x != DType.INT32 && x != DType.INT64 && x != DType.FLOAT64;
    }

    private Launch launch(String kernel, Loop loop) {
        return loop.put(gpu.launch(kernel).over(loop.count(), THREADS));
    }

    /** With the operands of a loop over (y, x) in the order (x, y). */
    private Launch launch(String kernel, Loop loop, boolean sourceFirst) {
        Launch launch = loop.putLoop(gpu.launch(kernel).over(loop.count(), THREADS));
        loop.putOperand(launch, sourceFirst ? 1 : 0);
        return loop.putOperand(launch, sourceFirst ? 0 : 1);
    }
}
