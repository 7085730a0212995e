package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;

/** Brings images and filters into the orders that the products of convolutions read, and gradients back (convolutionorder.cu). */
final class ConvolutionOrder {
    private static final int THREADS = 256;
    private static final long MOST_ROWS = 65535;
    private static final long MOST_BLOCKS = 1 << 16;
    private static final int ALIGNMENT = 16;
    private static final int BIAS_CHANNELS = 32;
    private static final int BIAS_SPLITS = 256;
    private static final int LEAST_BIAS_PIXELS = 64;

    private final Gpu gpu;
    private final Images images;
    private final PlainArrays plainArrays;
    private final PartialSums partialSums;

    ConvolutionOrder(Gpu gpu, Images images, PlainArrays plainArrays) {
        this.gpu = gpu;
        this.images = images;
        this.plainArrays = plainArrays;
        partialSums = new PartialSums(gpu);
    }

    /** The address of an image as it is packed, [N, H, W', G, inner]. */
    long image(NdArray x, ConvolutionPacking packing) {
        if (!packing.needed()) {
            long address = images.read(x);
            if (address % ALIGNMENT == 0) {
                return address;
            }
        }
        return packed(x, packing.packed().groups(), packing.imageWidth(), packing.inner());
    }

    /** The address of an image whose groups of channels are filled up to whole chunks. */
    long image(NdArray x, int groups, ProductKind kind) {
        long channels = x.shape().size(1) / groups;
        if (channels % kind.chunk() == 0) {
            long address = images.read(x);
            if (address % ALIGNMENT == 0) {
                return address;
            }
        }
        return packed(x, groups, Math.toIntExact(x.shape().size(3)), (int) kind.wholeChunks(channels));
    }

    private long packed(NdArray x, int groups, int width, int inner) {
        Placement from = Placement.of(x);
        long rows = from.sizes()[0] * from.sizes()[2];
        long line = (long) width * groups * inner;
        long to = gpu.scratch().take(rows * line * x.dtype().bytes());
        gpu.launch("convolutionorder_image")
                .on(x)
                .putAddress(from.address())
                .putAddress(to)
                .putLong(from.strides()[0])
                .putLong(from.strides()[1])
                .putLong(from.strides()[2])
                .putLong(from.strides()[3])
                .putInt(Math.toIntExact(from.sizes()[0]))
                .putInt(Math.toIntExact(from.sizes()[2]))
                .putInt(Math.toIntExact(from.sizes()[3]))
                .putInt(Math.toIntExact(from.sizes()[1]) / groups)
                .putInt(groups)
                .putInt(width)
                .putInt(inner)
                .putInt(Codes.of(x.dtype()))
                .putInt(Codes.of(x.dtype()))
                .threads(THREADS)
                .grid((line + THREADS - 1) / THREADS, Math.min(rows, MOST_ROWS), 1)
                .run();
        return to;
    }

    /** The address of filters [G, K, R, S', inner] of the product's type. */
    long filters(NdArray weight, ConvolutionShape shape, ConvolutionPacking packing, ProductKind kind) {
        ConvolutionShape packed = packing.packed();
        return filters(
                weight,
                shape,
                packed.window().kernelWidth(),
                packed.channels(),
                packing.fold(),
                packing.shift(),
                false,
                packed.weights(),
                kind);
    }

    /** The address of filters [G, C, R, S, K'] for the gradient of the data, K' filled up to whole chunks. */
    long turnedFilters(NdArray weight, ConvolutionShape shape, ProductKind kind) {
        int inner = (int) kind.wholeChunks(shape.filters());
        long count = (long) shape.groups() * shape.channels() * shape.taps() * inner;
        return filters(weight, shape, shape.window().kernelWidth(), inner, 1, 0, true, count, kind);
    }

    private long filters(
            NdArray weight,
            ConvolutionShape shape,
            int packedWidth,
            int inner,
            int fold,
            int shift,
            boolean backward,
            long count,
            ProductKind kind) {
        long from = plainArrays.read(weight);
        long to = gpu.scratch().take(count * kind.dtype().bytes());
        gpu.launch("convolutionorder_filters")
                .on(weight)
                .putAddress(from)
                .putAddress(to)
                .putInt(shape.filters())
                .putInt(shape.channels())
                .putInt(shape.window().kernelHeight())
                .putInt(shape.window().kernelWidth())
                .putInt(shape.groups())
                .putInt(packedWidth)
                .putInt(inner)
                .putInt(fold)
                .putInt(shift)
                .putInt(backward ? 1 : 0)
                .putInt(Codes.of(weight.dtype()))
                .putInt(Codes.of(kind.dtype()))
                .over(Math.min(count, MOST_BLOCKS * THREADS), THREADS)
                .run();
        return to;
    }

    /** dweight [G K, C, R, S] = sum of parts [splits, G, K', R, S', inner]. */
    void finish(
            long parts,
            int splits,
            int packedFilters,
            ConvolutionShape shape,
            ConvolutionPacking packing,
            NdArray dweight) {
        ConvolutionShape packed = packing.packed();
        long count = (long) shape.groups() * packedFilters * packed.taps() * packed.channels();
        long written = plainArrays.write(dweight);
        gpu.launch("convolutionorder_finish")
                .on(dweight)
                .putAddress(parts)
                .putAddress(written)
                .putLong(count)
                .putInt(splits)
                .putInt(shape.filters())
                .putInt(shape.channels())
                .putInt(shape.window().kernelHeight())
                .putInt(shape.window().kernelWidth())
                .putInt(shape.groups())
                .putInt(packedFilters)
                .putInt(packed.window().kernelWidth())
                .putInt(packed.channels())
                .putInt(packing.fold())
                .putInt(packing.shift())
                .putInt(Codes.of(dweight.dtype()))
                .over(Math.min(count, MOST_BLOCKS * THREADS), THREADS)
                .run();
        plainArrays.deliver(written, dweight);
    }

    /** dbias [G K] = sum of dy over all but channels. */
    void biasGradient(NdArray dy, NdArray dbias) {
        long channels = dy.shape().size(1);
        long pixels = dy.numel() / channels;
        long perSplit = Math.max(LEAST_BIAS_PIXELS, (pixels + BIAS_SPLITS - 1) / BIAS_SPLITS);
        int splits = (int) ((pixels + perSplit - 1) / perSplit);
        long from = images.read(dy);
        long parts = gpu.scratch().take(splits * channels * Float.BYTES);
        gpu.launch("convolutionorder_bias")
                .on(dy)
                .putAddress(from)
                .putAddress(parts)
                .putLong(pixels)
                .putLong(perSplit)
                .putLong(channels)
                .putInt(Math.toIntExact(channels))
                .putInt(Codes.of(dy.dtype()))
                .threads(THREADS)
                .grid((channels + BIAS_CHANNELS - 1) / BIAS_CHANNELS, splits, 1)
                .run();
        long written = plainArrays.write(dbias);
        partialSums.add(parts, splits, channels, 0, channels, written, dbias.dtype());
        plainArrays.deliver(written, dbias);
    }

    /** y = sum of parts, plus bias. */
    void add(long parts, int splits, long count, long bias, long columns, long y, DType dtype) {
        partialSums.add(parts, splits, count, bias, columns, y, dtype);
    }
}
