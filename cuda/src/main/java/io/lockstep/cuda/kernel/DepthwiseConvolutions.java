package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** Convolutions whose groups have one channel each (depthwise.h). */
final class DepthwiseConvolutions implements ConvolutionProvider {
    private static final int THREADS = 256;
    private static final int MOST_LANES = 32;
    private static final int TAPS_AT_A_TIME = 9;
    private static final long MOST_LAYERS = 65535;
    /** Channels of a thread in the gradient of the weights, whose sums are all in registers. */
    private static final int WEIGHT_CHANNELS = 4;
    /** Blocks that keep a multiprocessor busy. */
    private static final int BLOCKS_PER_MULTIPROCESSOR = 8;

    private final Gpu gpu;
    private final Images images;
    private final PlainArrays plainArrays;
    private final MatrixOperands operands;
    private final ConvolutionOrder order;

    DepthwiseConvolutions(Gpu gpu, Images images, PlainArrays plainArrays) {
        this.gpu = gpu;
        this.images = images;
        this.plainArrays = plainArrays;
        operands = new MatrixOperands(gpu);
        order = new ConvolutionOrder(gpu, images, plainArrays);
    }

    @Override
    public boolean supports(ConvolutionShape shape, DType dtype) {
        return shape.channels() == 1
                && shape.groups() > 1
                && dtype != DType.FLOAT64
                && shape.residues() <= MOST_LAYERS
                && Math.max(shape.pixels(), shape.results()) <= Integer.MAX_VALUE
                && shape.weights() <= Integer.MAX_VALUE;
    }

    @Override
    public void forward(ConvolutionShape shape, NdArray x, NdArray weight, @Nullable NdArray bias, NdArray y) {
        long from = images.read(x);
        long filters = filters(weight, shape, x.dtype());
        long shift = operands.bias(bias);
        long written = images.write(y);
        int several = several(shape, x.dtype(), from, written);
        Launch launch = begin(shape, y, several, from, filters, written, shift)
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.groups())
                .putInt(shape.resultHeight())
                .putInt(shape.resultWidth())
                .putInt(shape.groups() * shape.filters());
        shape.putWindow(launch)
                .putInt(shape.filters())
                .putInt(0)
                .over(y.numel() / several, THREADS)
                .run();
        images.deliver(written, y);
    }

    @Override
    public void backwardData(ConvolutionShape shape, NdArray dy, NdArray weight, NdArray dx) {
        long from = images.read(dy);
        long filters = filters(weight, shape, dy.dtype());
        long written = images.write(dx);
        int several = several(shape, dy.dtype(), from, written);
        Launch launch = begin(shape, dx, several, from, filters, written, 0)
                .putInt(shape.resultHeight())
                .putInt(shape.resultWidth())
                .putInt(shape.groups() * shape.filters())
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.groups());
        int strideHeight = shape.window().strideHeight();
        int strideWidth = shape.window().strideWidth();
        long positions = (long) shape.batch()
                * ((shape.height() + strideHeight - 1) / strideHeight)
                * ((shape.width() + strideWidth - 1) / strideWidth);
        long threads = positions * shape.groups() / several;
        shape.putWindow(launch)
                .putInt(shape.filters())
                .putInt(1)
                .threads(THREADS)
                .grid((threads + THREADS - 1) / THREADS, 1, shape.residues())
                .run();
        images.deliver(written, dx);
    }

    private Launch begin(ConvolutionShape shape, NdArray result, int several, long x, long filters, long y, long bias) {
        return gpu.launch("depthwise_" + ProductKind.of(result.dtype(), false).suffix() + "_" + several)
                .on(result)
                .putAddress(x)
                .putAddress(filters)
                .putAddress(y)
                .putAddress(bias)
                .putInt(shape.batch());
    }

    /** Channels that one thread may do at a time. */
    private static int several(ConvolutionShape shape, DType dtype, long x, long y) {
        int bytes = 2 * Long.BYTES;
        int most = bytes / dtype.bytes();
        boolean aligned = x % bytes == 0 && y % bytes == 0;
        return shape.filters() == 1 && shape.groups() % most == 0 && aligned ? most : 1;
    }

    /** The address of filters [R S, K], float32 numbers rounded to the images' type. */
    private long filters(NdArray weight, ConvolutionShape shape, DType images) {
        long from = plainArrays.read(weight);
        long to = gpu.scratch().take(weight.numel() * Float.BYTES);
        gpu.launch("depthwise_filters")
                .on(weight)
                .putAddress(from)
                .putAddress(to)
                .putInt(shape.groups() * shape.filters())
                .putInt(shape.taps())
                .putInt(Codes.of(weight.dtype()))
                .putInt(Codes.of(images))
                .over(weight.numel(), THREADS)
                .run();
        return to;
    }

    @Override
    public void backwardWeights(
            ConvolutionShape shape, NdArray x, NdArray dy, NdArray dweight, @Nullable NdArray dbias) {
        long from = images.read(x);
        long gradient = images.read(dy);
        int filters = shape.groups() * shape.filters();
        int bytes = WEIGHT_CHANNELS * x.dtype().bytes();
        boolean together =
                shape.filters() == 1 && filters % WEIGHT_CHANNELS == 0 && from % bytes == 0 && gradient % bytes == 0;
        int several = together ? WEIGHT_CHANNELS : 1;
        int chunks = filters / several;
        int lanes = Math.min(MOST_LANES, Integer.highestOneBit(Math.max(1, 2 * chunks - 1)));
        long across = ((long) chunks + lanes - 1) / lanes;
        long tapBlocks = ((long) shape.taps() + TAPS_AT_A_TIME - 1) / TAPS_AT_A_TIME;
        long wanted =
                Math.max(1, BLOCKS_PER_MULTIPROCESSOR * (long) gpu.facts().multiprocessors() / (across * tapBlocks));
        int rows = THREADS / lanes;
        long perSplit = Math.max(rows, (shape.results() + wanted - 1) / wanted);
        int splits = Math.toIntExact((shape.results() + perSplit - 1) / perSplit);
        long parts = gpu.scratch().take(splits * dweight.numel() * Float.BYTES);
        Launch launch = gpu.launch(
                        "depthwise_weights_" + ProductKind.of(x.dtype(), false).suffix() + "_" + several)
                .on(x)
                .on(dy)
                .putAddress(from)
                .putAddress(gradient)
                .putAddress(parts)
                .putInt(shape.batch())
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.groups())
                .putInt(shape.resultHeight())
                .putInt(shape.resultWidth())
                .putInt(filters);
        shape.putWindow(launch)
                .putInt(shape.filters())
                .putInt(lanes)
                .putInt(Math.toIntExact(perSplit))
                .threads(THREADS)
                .grid(across, tapBlocks, splits)
                .run();
        finish(parts, splits, filters, shape, dweight);
        if (dbias != null) {
            order.biasGradient(dy, dbias);
        }
    }

    /** dweight [K, 1, R, S] = sum of parts [splits, R S, K]. */
    private void finish(long parts, int splits, int filters, ConvolutionShape shape, NdArray dweight) {
        long written = plainArrays.write(dweight);
        gpu.launch("depthwise_finish_weights")
                .on(dweight)
                .putAddress(parts)
                .putAddress(written)
                .putInt(splits)
                .putInt(filters)
                .putInt(shape.taps())
                .putInt(Codes.of(dweight.dtype()))
                .over(dweight.numel(), THREADS)
                .run();
        plainArrays.deliver(written, dweight);
    }
}
