package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions as products of matrices, tile by tile (convolution_kernel.h, convolution_weights.h), of images that lie
 * channels-last. Filters are brought into their order in each call, which is small beside the product.
 */
final class TileConvolutions implements ConvolutionProvider {
    /** As many rows and columns of a window as there are bits in a word of the loader. */
    private static final int MOST_TAPS = 32;

    private static final long MOST_LAYERS = 65535;

    private final Gpu gpu;
    private final Images images;
    private final PlanChoice choice;
    private final ConvolutionOrder order;
    private final MatrixOperands operands;
    private boolean tensorFloat32;

    TileConvolutions(Gpu gpu, Images images, PlainArrays plainArrays, PlanChoice choice) {
        this.gpu = gpu;
        this.choice = choice;
        this.images = images;
        order = new ConvolutionOrder(gpu, images, plainArrays);
        operands = new MatrixOperands(gpu);
    }

    @Override
    public boolean supports(ConvolutionShape shape, DType dtype) {
        Window window = shape.window();
        return dtype != DType.FLOAT64
                && window.kernelHeight() + window.kernelWidth() <= MOST_TAPS
                && shape.residues() * shape.groups() <= MOST_LAYERS
                && Math.max(shape.pixels(), shape.results()) <= Integer.MAX_VALUE
                && shape.weights() <= Integer.MAX_VALUE / 2;
    }

    @Override
    public void allowTensorFloat32(boolean allowed) {
        tensorFloat32 = allowed;
    }

    @Override
    public void forward(ConvolutionShape shape, NdArray x, NdArray weight, @Nullable NdArray bias, NdArray y) {
        ProductKind kind = ProductKind.of(x.dtype(), tensorFloat32);
        ConvolutionPacking packing = ConvolutionPacking.of(shape, kind);
        ConvolutionShape packed = packing.packed();
        TilePlan plan = choice.of(plans(packed, kind));
        long from = order.image(x, packing);
        long filters = order.filters(weight, shape, packing, kind);
        long shift = operands.bias(bias);
        long written = images.write(y);
        if (plan.splits() == 1) {
            launchForward(packed, kind, plan, from, filters, shift, written, y.dtype());
        } else {
            long parts = gpu.scratch().take(plan.splits() * y.numel() * Float.BYTES);
            launchForward(packed, kind, plan, from, filters, 0, parts, DType.FLOAT32);
            order.add(parts, plan.splits(), y.numel(), shift, y.shape().size(1), written, y.dtype());
        }
        images.deliver(written, y);
    }

    /** The ways to cut a convolution, the estimated best one first. */
    private List<TilePlan> plans(ConvolutionShape packed, ProductKind kind) {
        return TilePlan.all(
                Tile.of(kind),
                kind,
                new TilePlan.Extent(
                        packed.results(), packed.filters(), (long) packed.taps() * packed.channels(), packed.groups()),
                gpu.facts());
    }

    private void launchForward(
            ConvolutionShape shape, ProductKind kind, TilePlan plan, long x, long w, long bias, long y, DType yType) {
        Launch launch = begin(kind, plan, x, w, bias, y)
                .putLong(shape.results() * shape.groups() * shape.filters())
                .putInt(shape.batch())
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.channels())
                .putInt(shape.resultHeight())
                .putInt(shape.resultWidth())
                .putInt(shape.filters())
                .putInt(shape.groups());
        shape.putWindow(launch).putInt(0);
        end(launch, plan, yType, shape.groups());
    }

    @Override
    public void backwardData(ConvolutionShape shape, NdArray dy, NdArray weight, NdArray dx) {
        ProductKind kind = ProductKind.of(dy.dtype(), tensorFloat32);
        TilePlan plan = choice.of(dataPlans(shape, kind));
        long from = order.image(dy, shape.groups(), kind);
        long filters = order.turnedFilters(weight, shape, kind);
        long written = images.write(dx);
        if (plan.splits() == 1) {
            launchData(shape, kind, plan, from, filters, written, dx.dtype());
        } else {
            long parts = gpu.scratch().take(plan.splits() * dx.numel() * Float.BYTES);
            launchData(shape, kind, plan, from, filters, parts, DType.FLOAT32);
            order.add(parts, plan.splits(), dx.numel(), 0, 1, written, dx.dtype());
        }
        images.deliver(written, dx);
    }

    /** The ways to cut the gradient of the data; rows and taps are those of the residue that has most. */
    private List<TilePlan> dataPlans(ConvolutionShape shape, ProductKind kind) {
        Window window = shape.window();
        long rows = (long) shape.batch()
                * ((shape.height() + window.strideHeight() - 1) / window.strideHeight())
                * ((shape.width() + window.strideWidth() - 1) / window.strideWidth());
        long taps = (long) ConvolutionShape.tapsOfResidue(
                        window.kernelHeight(), window.strideHeight(), window.dilationHeight())
                * ConvolutionShape.tapsOfResidue(window.kernelWidth(), window.strideWidth(), window.dilationWidth());
        return TilePlan.all(
                Tile.of(kind),
                kind,
                new TilePlan.Extent(
                        rows,
                        shape.channels(),
                        taps * kind.wholeChunks(shape.filters()),
                        shape.residues() * shape.groups()),
                gpu.facts());
    }

    private void launchData(
            ConvolutionShape shape, ProductKind kind, TilePlan plan, long dy, long w, long dx, DType dxType) {
        Launch launch = begin(kind, plan, dy, w, 0, dx)
                .putLong(shape.pixels() * shape.groups() * shape.channels())
                .putInt(shape.batch())
                .putInt(shape.resultHeight())
                .putInt(shape.resultWidth())
                .putInt((int) kind.wholeChunks(shape.filters()))
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.channels())
                .putInt(shape.groups());
        shape.putWindow(launch).putInt(1);
        end(launch, plan, dxType, shape.residues() * shape.groups());
    }

    private Launch begin(ProductKind kind, TilePlan plan, long x, long w, long bias, long y) {
        return gpu.launch("convolution" + kind.suffix() + "_" + plan.tile())
                .putAddress(x)
                .putAddress(w)
                .putAddress(y)
                .putAddress(bias);
    }

    private static void end(Launch launch, TilePlan plan, DType yType, long layers) {
        plan.putTiles(launch.putInt(plan.perSplit()))
                .putInt(Codes.of(yType))
                .grid(plan.tiles(), plan.splits(), layers)
                .threads(plan.tile().threads())
                .shared(plan.tile().sharedBytes())
                .run();
    }

    @Override
    public void backwardWeights(
            ConvolutionShape shape, NdArray x, NdArray dy, NdArray dweight, @Nullable NdArray dbias) {
        ProductKind kind = ProductKind.of(x.dtype(), tensorFloat32);
        ConvolutionPacking packing = ConvolutionPacking.of(shape, kind);
        ConvolutionShape packed = packing.packed();
        int filters = (int) kind.wholeChunks(shape.filters());
        TilePlan plan = choice.of(weightPlans(packed, filters, kind));
        long count = (long) packed.groups() * filters * packed.taps() * packed.channels();
        long parts = gpu.scratch().take(plan.splits() * count * Float.BYTES);
        long from = order.image(x, packing);
        long gradient = order.image(dy, shape.groups(), kind);
        Launch launch = gpu.launch("convolution" + kind.suffix() + "_weights_" + plan.tile())
                .on(x)
                .on(dy)
                .on(dweight)
                .putAddress(from)
                .putAddress(gradient)
                .putAddress(parts)
                .putLong(count)
                .putInt(packed.batch())
                .putInt(packed.height())
                .putInt(packed.width())
                .putInt(packed.channels())
                .putInt(packed.resultHeight())
                .putInt(packed.resultWidth())
                .putInt(filters)
                .putInt(packed.groups());
        plan.putTiles(packed.putWindow(launch).putInt(plan.perSplit()))
                .grid(plan.tiles(), plan.splits(), packed.groups())
                .threads(plan.tile().threads())
                .shared(plan.tile().sharedBytesOfWeights(kind.depth()))
                .run();
        order.finish(parts, plan.splits(), filters, shape, packing, dweight);
        if (dbias != null) {
            order.biasGradient(dy, dbias);
        }
    }

    /** The ways to cut the gradient of the weights. */
    private List<TilePlan> weightPlans(ConvolutionShape packed, int filters, ProductKind kind) {
        return TilePlan.all(
                Tile.ofWeights(kind),
                kind,
                new TilePlan.Extent(
                        filters, (long) packed.taps() * packed.channels(), packed.results(), packed.groups()),
                gpu.facts());
    }
}
