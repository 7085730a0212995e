package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** Convolutions as plain sums in float64: of float64 images, and whatever no other kernel does (convolutiondirect.cu). */
final class DirectConvolutions implements ConvolutionProvider {
    private static final int THREADS = 128;
    private static final long MOST_BLOCKS = 1 << 20;

    private final Gpu gpu;
    private final PlainArrays plainArrays;

    DirectConvolutions(Gpu gpu, PlainArrays plainArrays) {
        this.gpu = gpu;
        this.plainArrays = plainArrays;
    }

    @Override
    public boolean supports(ConvolutionShape shape, DType dtype) {
        return true;
    }

    @Override
    public void forward(ConvolutionShape shape, NdArray x, NdArray weight, @Nullable NdArray bias, NdArray y) {
        long filters = plainArrays.read(weight);
        long shift = bias == null ? 0 : plainArrays.read(bias);
        DType biasType = bias == null ? DType.FLOAT64 : bias.dtype();
        put("convolutiondirect_forward", shape, x, filters, weight.dtype(), y, shift, biasType)
                .over(Math.min(y.numel(), MOST_BLOCKS * THREADS), THREADS)
                .run();
    }

    @Override
    public void backwardData(ConvolutionShape shape, NdArray dy, NdArray weight, NdArray dx) {
        long filters = plainArrays.read(weight);
        put("convolutiondirect_data", shape, dx, filters, weight.dtype(), dy, 0, DType.FLOAT64)
                .over(Math.min(dx.numel(), MOST_BLOCKS * THREADS), THREADS)
                .run();
    }

    @Override
    public void backwardWeights(
            ConvolutionShape shape, NdArray x, NdArray dy, NdArray dweight, @Nullable NdArray dbias) {
        long written = plainArrays.write(dweight);
        long shift = dbias == null ? 0 : plainArrays.write(dbias);
        DType biasType = dbias == null ? DType.FLOAT64 : dbias.dtype();
        put("convolutiondirect_weights", shape, x, written, dweight.dtype(), dy, shift, biasType)
                .threads(THREADS)
                .grid(Math.min(MOST_BLOCKS, dweight.numel() + (dbias == null ? 0 : dbias.numel())), 1, 1)
                .run();
        plainArrays.deliver(written, dweight);
        if (dbias != null) {
            plainArrays.deliver(shift, dbias);
        }
    }

    private Launch put(
            String kernel,
            ConvolutionShape shape,
            NdArray x,
            long filters,
            DType filterType,
            NdArray y,
            long bias,
            DType biasType) {
        Placement image = Placement.of(x);
        Placement result = Placement.of(y);
        Launch launch = gpu.launch(kernel)
                .on(x)
                .on(y)
                .putAddress(image.address())
                .putAddress(filters)
                .putAddress(result.address())
                .putAddress(bias);
        for (long stride : image.strides()) {
            launch.putLong(stride);
        }
        for (long stride : result.strides()) {
            launch.putLong(stride);
        }
        launch.putInt(shape.batch())
                .putInt(shape.channels() * shape.groups())
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.filters() * shape.groups())
                .putInt(shape.resultHeight())
                .putInt(shape.resultWidth())
                .putInt(shape.groups());
        return shape.putWindow(launch)
                .putInt(Codes.of(x.dtype()))
                .putInt(Codes.of(filterType))
                .putInt(Codes.of(y.dtype()))
                .putInt(Codes.of(biasType));
    }
}
