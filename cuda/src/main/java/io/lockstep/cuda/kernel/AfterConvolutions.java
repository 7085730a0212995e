package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.NdArray;

/** What follows a convolution or a sum, in one pass over memory: normalisation, sum, relu (epilogue.cu). */
public final class AfterConvolutions {
    private static final ByType ADD_RELU = new ByType("epilogue_addrelu");
    private static final int THREADS = 256;

    private final Gpu gpu;
    private final Images images;
    private final Epilogue epilogue;

    AfterConvolutions(Gpu gpu, Images images) {
        this.gpu = gpu;
        this.images = images;
        epilogue = new Epilogue(gpu);
    }

    /** y = max(0, a + b). */
    public void addRelu(NdArray a, NdArray b, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement left = Placement.of(a);
        Placement right = Placement.of(b);
        Placement to = Placement.of(y, a, b);
        Loop loop = Loop.over(to, left, right);
        if (loop.isDense() && a.dtype() == y.dtype() && b.dtype() == y.dtype()) {
            boolean packed = Packs.areAligned(left.address(), right.address(), to.address());
            gpu.launch(ADD_RELU.of(y.dtype()))
                    .on(a)
                    .on(b)
                    .on(y)
                    .over(packed ? y.numel() / Packs.width(y.dtype()) : y.numel(), THREADS)
                    .putLong(y.numel())
                    .putAddress(left.address())
                    .putAddress(right.address())
                    .putAddress(to.address())
                    .putInt(packed ? 1 : 0)
                    .putInt(0)
                    .run();
        } else {
            String type = y.dtype() == DType.FLOAT64 ? "double" : "float";
            loop.put(gpu.launch("epilogue_addrelustrided_" + type).over(y.numel(), THREADS))
                    .run();
        }
    }

    /** y = what {@code after} makes of y, in place. */
    public void apply(AfterConvolution after, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        NdArray added = after.addend();
        long from = images.read(y);
        long addend = added == null ? 0 : images.read(added);
        long to = images.write(y);
        Tiles tiles = Tiles.of(y.shape(), y.dtype(), from, addend, to);
        epilogue.run(y, tiles, from, addend, to, after.normalization(), after.relu());
        images.deliver(to, y);
    }
}
