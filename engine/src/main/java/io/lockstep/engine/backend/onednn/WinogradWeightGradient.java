package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.vector.Images;
import io.lockstep.engine.vector.MatrixBatch;
import io.lockstep.engine.vector.Tiles;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of a convolution's weights and bias by tiles: the products of the transformed input and the transformed
 * gradient of the results, summed over all tiles. The threads share the tiles, or the channels of the results where the
 * sums of each are large; who adds what does not depend on their speed, so the same numbers give the same bits.
 */
final class WinogradWeightGradient {
    /** Where the sums of all threads take more, each thread gets channels of its own. */
    private static final long MOST_SUM_BYTES = 16L << 20;

    private final NativeEngine engine;
    private final BlockedImages images;
    private final TileWorkers workers;

    WinogradWeightGradient(NativeEngine engine, BlockedImages images, TileWorkers workers) {
        this.engine = engine;
        this.images = images;
        this.workers = workers;
    }

    /** What one thread computes: the sum over a range of tiles for a range of the results' channels. */
    private record Part(int firstTile, int endTile, int firstChannel, int channels) {}

    void compute(NdArray x, NdArray dy, Tiles tiles, NdArray dweight, @Nullable NdArray dbias) {
        engine.checkOpen();
        Images from = images.read(x, 0);
        Images gradient = images.read(dy, 1);
        int k = (int) dweight.shape().size(0);
        int c = (int) dweight.shape().size(1);
        boolean byTiles = workers.size() * MatrixBatch.bytes(Tiles.PRODUCTS, c, k) <= MOST_SUM_BYTES;
        List<Part> parts = byTiles ? byTiles(tiles.count(), k) : byChannels(tiles.count(), k);
        int longest = parts.stream()
                .mapToInt(part -> part.endTile() - part.firstTile())
                .max()
                .orElseThrow();
        int chunk = WinogradConvolution.chunk(longest, c + parts.get(0).channels(), 1);
        workers.prepare(parts.stream()
                .flatMap(part -> Stream.of(product(part, c, chunk, false), product(part, c, chunk, true)))
                .distinct()
                .toArray(TileProduct.Shape[]::new));
        double[][] biases = new double[parts.size()][dbias == null ? 0 : k];
        MatrixBatch[] sums = new MatrixBatch[parts.size()];
        workers.run(i -> {
            if (i < parts.size()) {
                sums[i] = sum(workers.get(i), parts.get(i), from, gradient, tiles, chunk, c, biases[i]);
            }
        });
        FloatBuffer taps = floats(dweight);
        int block = images.block();
        workers.run(i -> {
            TileWorker worker = workers.get(i);
            if (byTiles) {
                int first = block * TileWorkers.share(c / block, i, workers.size());
                int end = block * TileWorkers.share(c / block, i + 1, workers.size());
                worker.weightGradient.apply(Arrays.asList(sums), 0, first, end, taps);
            } else if (i < parts.size()) {
                worker.weightGradient.apply(List.of(sums[i]), parts.get(i).firstChannel(), 0, c, taps);
            }
        });
        if (dbias != null) {
            writeBias(biases, floats(dbias));
        }
    }

    private List<Part> byTiles(int tiles, int k) {
        int threads = Math.min(workers.size(), tiles);
        return IntStream.range(0, threads)
                .mapToObj(i ->
                        new Part(TileWorkers.share(tiles, i, threads), TileWorkers.share(tiles, i + 1, threads), 0, k))
                .toList();
    }

    private List<Part> byChannels(int tiles, int k) {
        int blocks = k / images.block();
        int threads = Math.min(workers.size(), blocks);
        return IntStream.range(0, threads)
                .mapToObj(i -> {
                    int first = images.block() * TileWorkers.share(blocks, i, threads);
                    int end = images.block() * TileWorkers.share(blocks, i + 1, threads);
                    return new Part(0, tiles, first, end - first);
                })
                .toList();
    }

    private static TileProduct.Shape product(Part part, int c, int chunk, boolean sum) {
        return new TileProduct.Shape(c, chunk, part.channels(), true, part.channels(), sum);
    }

    private static MatrixBatch sum(
            TileWorker worker, Part part, Images x, Images dy, Tiles tiles, int chunk, int c, double[] bias) {
        int channels = part.channels();
        MatrixBatch v = new MatrixBatch(worker.v.buffer(MatrixBatch.bytes(Tiles.PRODUCTS, chunk, c)), chunk, c);
        MatrixBatch m =
                new MatrixBatch(worker.m.buffer(MatrixBatch.bytes(Tiles.PRODUCTS, chunk, channels)), chunk, channels);
        MatrixBatch sum =
                new MatrixBatch(worker.sums.buffer(MatrixBatch.bytes(Tiles.PRODUCTS, c, channels)), c, channels);
        float[] biasOfChunk = bias.length == 0 ? null : new float[bias.length];
        for (int first = part.firstTile(); first < part.endTile(); first += chunk) {
            int end = Math.min(first + chunk, part.endTile());
            worker.input.apply(x, tiles, first, end, v);
            worker.outputGradient.apply(dy, tiles, first, end, part.firstChannel(), biasOfChunk, m);
            worker.multiply(
                    product(part, c, chunk, first > part.firstTile()),
                    worker.v.address(0),
                    worker.m.address(0),
                    worker.sums.address(0));
            if (biasOfChunk != null) {
                addAndClear(bias, biasOfChunk);
            }
        }
        return sum;
    }

    private static void addAndClear(double[] totals, float[] values) {
        for (int i = 0; i < totals.length; i++) {
            totals[i] += values[i];
            values[i] = 0;
        }
    }

    private static void writeBias(double[][] parts, FloatBuffer bias) {
        for (int i = 0; i < bias.capacity(); i++) {
            double sum = 0;
            for (double[] part : parts) {
                sum += part[i];
            }
            bias.put(i, (float) sum);
        }
    }

    private static FloatBuffer floats(NdArray array) {
        return array.contiguousBlock().buffer().asFloatBuffer();
    }
}
