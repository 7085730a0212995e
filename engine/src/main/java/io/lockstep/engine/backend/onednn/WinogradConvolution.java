package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.vector.Epilogue;
import io.lockstep.engine.vector.Images;
import io.lockstep.engine.vector.MatrixBatch;
import io.lockstep.engine.vector.Tiles;
import io.lockstep.engine.vector.VectorUnit;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Convolutions by 3 x 3 with stride 1 in float32, and the gradients of their input and weights, with a quarter of the
 * multiplications: tiles of 4 x 4 results by Winograd's minimal filtering (Lavin and Gray 2016). Each thread transforms
 * the input of some tiles, multiplies it with the transformed weights and transforms the products back, so few at a time
 * that they stay in the processor's cache. Rounding errors are some ten times those of the direct sum: 2e-6 of the
 * results' size for 64 channels. An input that is not finite spoils its whole tile.
 */
final class WinogradConvolution implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WinogradConvolution.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    /** Of the transformed tiles that one thread works on; they share the caches with the transformed weights. */
    private static final int CHUNK_BYTES = 2 << 20;

    private static final int FEWEST_TILES = 32;
    private static final long MOST_WEIGHT_BYTES = 64L << 20;
    /** Multiplications that take as long as the transforms of one channel of a tile, measured (Zen 3). */
    private static final int TRANSFORM = 1200;
    /** Below this many multiplications the start of the threads would be felt. */
    private static final long FEWEST = 16_000_000;

    private final NativeEngine engine;
    private final BlockedImages images;
    private final TileWorkers workers;
    private final GrowingMemory transformed = new GrowingMemory();
    private final WinogradWeightGradient weightGradient;
    private final boolean available = isAvailable();

    WinogradConvolution(NativeEngine engine) {
        this.engine = engine;
        this.images = new BlockedImages(engine);
        this.workers = new TileWorkers(engine);
        this.weightGradient = new WinogradWeightGradient(engine, images, workers);
    }

    private static boolean isAvailable() {
        String reason = OpenMp.isKnown() ? VectorUnit.unavailable() : "JNA does not reach oneDNN's OpenMP runtime";
        if (reason == null && Processor.channelsPerBlock() % VectorUnit.lanes() != 0) {
            reason = "oneDNN may not use vectors as wide as the JVM does; see ONEDNN_MAX_CPU_ISA";
        }
        if (reason != null && TOLD.compareAndSet(false, true)) {
            LOG.info("Convolutions by 3 x 3 take up to three times as long as they could: {}", reason);
        }
        return reason == null;
    }

    BlockedImages images() {
        return images;
    }

    /** Whether this is possible here, and faster than the direct sum. */
    boolean suits(Convolution.Geometry convolution) {
        return available && isKnown(convolution) && isFaster(convolution);
    }

    /** Whether the methods below take such a convolution. */
    boolean isKnown(Convolution.Geometry convolution) {
        Window window = convolution.window();
        Shape weight = convolution.weight();
        return convolution.dtype() == DType.FLOAT32
                && convolution.groups() == 1
                && !window.isDilated()
                && weight.size(2) == 3
                && weight.size(3) == 3
                && window.strideHeight() == 1
                && window.strideWidth() == 1
                && window.paddingHeight() <= 2
                && window.paddingWidth() <= 2
                && weight.size(0) % images.block() == 0
                && weight.size(1) % images.block() == 0
                && MatrixBatch.bytes(Tiles.PRODUCTS, (int) weight.size(0), (int) weight.size(1)) <= MOST_WEIGHT_BYTES;
    }

    private static boolean isFaster(Convolution.Geometry convolution) {
        long channels = convolution.weight().size(0) * convolution.weight().size(1);
        long sum = convolution.weight().size(0) + convolution.weight().size(1);
        Tiles tiles = tiles(
                convolution.y(),
                convolution.window().paddingHeight(),
                convolution.window().paddingWidth());
        double direct = 9.0 * 16 * tiles.filled() * channels;
        double minimal = (double) Tiles.PRODUCTS * channels + (double) TRANSFORM * sum;
        return minimal < 0.9 * direct && direct * tiles.count() > FEWEST;
    }

    private static Tiles tiles(Shape results, int paddingTop, int paddingLeft) {
        return new Tiles((int) results.size(0), (int) results.size(2), (int) results.size(3), paddingTop, paddingLeft);
    }

    /** y = what {@code epilogue} makes of the convolution. */
    void forward(NdArray x, NdArray weight, Window window, Epilogue epilogue, NdArray y) {
        long start = System.nanoTime();
        int k = (int) weight.shape().size(0);
        int c = (int) weight.shape().size(1);
        MatrixBatch u = transformed(c, k);
        FloatBuffer taps = floats(weight);
        shareChannels(c, (worker, first, end) -> worker.weights.forward(taps, first, end, u));
        convolve(x, tiles(y.shape(), window.paddingHeight(), window.paddingWidth()), u, epilogue, y);
        report("winograd forward", x, weight, y, start);
    }

    /** @see io.lockstep.engine.backend.Backend#convolutionBackwardData */
    void backwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        long start = System.nanoTime();
        int k = (int) weight.shape().size(0);
        int c = (int) weight.shape().size(1);
        MatrixBatch u = transformed(k, c);
        FloatBuffer taps = floats(weight);
        shareChannels(k, (worker, first, end) -> worker.weights.backward(taps, first, end, u));
        Tiles tiles = tiles(dx.shape(), 2 - window.paddingHeight(), 2 - window.paddingWidth());
        convolve(dy, tiles, u, Epilogue.none(), dx);
        report("winograd backward data", dy, weight, dx, start);
    }

    /** What a worker does for the channels from one to before another. */
    private interface OnChannels {
        void run(TileWorker worker, int first, int end);
    }

    private void shareChannels(int channels, OnChannels task) {
        int block = images.block();
        int blocks = channels / block;
        workers.run(i -> task.run(
                workers.get(i),
                block * TileWorkers.share(blocks, i, workers.size()),
                block * TileWorkers.share(blocks, i + 1, workers.size())));
    }

    /** @see io.lockstep.engine.backend.Backend#convolutionBackwardWeights */
    void backwardWeights(NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        long start = System.nanoTime();
        weightGradient.compute(x, dy, tiles(dy.shape(), window.paddingHeight(), window.paddingWidth()), dweight, dbias);
        report("winograd backward weights", x, dweight, dy, start);
    }

    /** Cuts the work into chunks of tiles and, where there are too few of them, ranges of the results' channels. */
    private void convolve(NdArray x, Tiles tiles, MatrixBatch u, Epilogue epilogue, NdArray y) {
        Images from = images.read(x, 0);
        Images to = images.write(y, 1);
        int inner = u.rows();
        int all = u.columns();
        boolean fewTiles = tiles.count() < FEWEST_TILES * workers.size();
        int columns = fewTiles ? images.block() * share(all / images.block(), workers.size()) : all;
        int parts = (all + columns - 1) / columns;
        int chunk = chunk(tiles.count(), inner + columns, fewTiles ? 1 : workers.size());
        int chunks = (tiles.count() + chunk - 1) / chunk;
        TileProduct.Shape product = new TileProduct.Shape(chunk, inner, columns, false, all, false);
        TileProduct.Shape last = new TileProduct.Shape(chunk, inner, all - (parts - 1) * columns, false, all, false);
        workers.prepare(product, last);
        long weights = transformed.address(0);
        AtomicInteger next = new AtomicInteger();
        workers.run(i -> {
            TileWorker worker = workers.get(i);
            MatrixBatch v =
                    new MatrixBatch(worker.v.buffer(MatrixBatch.bytes(Tiles.PRODUCTS, chunk, inner)), chunk, inner);
            for (int item = next.getAndIncrement(); item < chunks * parts; item = next.getAndIncrement()) {
                int firstTile = item / parts * chunk;
                int endTile = Math.min(firstTile + chunk, tiles.count());
                int firstColumn = item % parts * columns;
                TileProduct.Shape shape = item % parts == parts - 1 ? last : product;
                MatrixBatch m = new MatrixBatch(
                        worker.m.buffer(MatrixBatch.bytes(Tiles.PRODUCTS, chunk, columns)), chunk, shape.columns());
                worker.input.apply(from, tiles, firstTile, endTile, v);
                worker.multiply(
                        shape, worker.v.address(0), weights + (long) firstColumn * Float.BYTES, worker.m.address(0));
                worker.output.apply(m, tiles, firstTile, endTile, firstColumn, epilogue, to);
            }
        });
        images.deliver(y, 1);
    }

    /** The largest part of {@code units} cut for {@code threads}; there may be fewer parts than threads. */
    static int share(int units, int threads) {
        return (units + threads - 1) / threads;
    }

    /** Tiles that one thread takes at once: their transforms fit the cache, and all threads get the same number. */
    static int chunk(int tiles, int channels, int threads) {
        int fitting = Math.max(FEWEST_TILES, CHUNK_BYTES / (Tiles.PRODUCTS * Float.BYTES * channels));
        int chunks = (tiles + fitting - 1) / fitting;
        int even = (chunks + threads - 1) / threads * threads;
        return (tiles + even - 1) / even;
    }

    private MatrixBatch transformed(int rows, int columns) {
        ByteBuffer memory = transformed.buffer(MatrixBatch.bytes(Tiles.PRODUCTS, rows, columns));
        return new MatrixBatch(memory, rows, columns);
    }

    private static FloatBuffer floats(NdArray array) {
        return array.contiguousBlock().buffer().asFloatBuffer();
    }

    private void report(String operation, NdArray x, NdArray weight, NdArray y, long start) {
        KernelListener listener = engine.listener();
        if (listener != null) {
            long bytes = Float.BYTES * (x.numel() + weight.numel() + y.numel());
            String detail = x.shape() + " and weights " + weight.shape() + " by tiles of 4x4";
            listener.ran(operation, detail, start, System.nanoTime(), bytes);
        }
    }

    int kernels() {
        return workers.kernels();
    }

    long scratchBytes() {
        return workers.bytes() + transformed.capacity();
    }

    @Override
    public void close() {
        workers.close();
        transformed.close();
    }
}
