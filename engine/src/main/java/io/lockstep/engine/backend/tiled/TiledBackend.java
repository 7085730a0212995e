package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.ForwardingBackend;
import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.UnaryOp;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that every operation of the vocabulary reduces to, for all element types and strides, fast on one machine;
 * all others are left to a second backend.
 *
 * <p>A kernel walks over the elements of its result in their order, cut over some threads, a tile of {@value Tile#SIZE}
 * elements at a time. Of each operand the elements of a tile are moved to the heap, whatever their strides, and become
 * doubles, or longs if they are whole numbers; the function is computed there in passes, each a short loop that the JVM
 * makes vector instructions of; and the results are rounded to their type and moved back. So a function is written once
 * for all element types, float32 results are as exact as the reference backend's, and nothing is allocated. To move and
 * convert the elements takes some 0.3 ns each, about as long as memory needs for them.
 */
public final class TiledBackend extends ForwardingBackend {
    private final Workers workers;
    private final Copying copying;
    private final Pointwise pointwise;
    private final Reducing reducing;
    private final Extremes extremes;
    private final Scanning scanning;
    private final Sorting sorting;
    private final Softmax softmax;
    private final Indexing indexing;
    private final MatrixProduct matrixProduct;
    private final RandomNumbers randomNumbers;
    private final AdaptiveMoments adaptiveMoments;
    private final LayerwiseRates layerwiseRates;

    /**
     * @param fallback runs all that is not here; closed with this backend
     * @param threads closed with this backend
     */
    public TiledBackend(Backend fallback, Threads threads) {
        this(fallback, new Workers(threads, Workers.FEW));
    }

    TiledBackend(Backend fallback, Workers workers) {
        super(fallback);
        this.workers = workers;
        copying = new Copying(workers);
        pointwise = new Pointwise(workers);
        reducing = new Reducing(workers);
        extremes = new Extremes(workers);
        scanning = new Scanning(workers);
        sorting = new Sorting(workers);
        softmax = new Softmax(workers);
        indexing = new Indexing(workers);
        matrixProduct = new MatrixProduct(workers);
        randomNumbers = new RandomNumbers(workers);
        adaptiveMoments = new AdaptiveMoments(workers);
        layerwiseRates = new LayerwiseRates(workers);
    }

    @Override
    public boolean hasNative(DType dtype) {
        return dtype != DType.BFLOAT16 && dtype != DType.FLOAT16;
    }

    @Override
    public void fill(NdArray y, double value) {
        copying.fill(y, value);
    }

    @Override
    public void copy(NdArray x, NdArray y) {
        copying.copy(x, y);
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        if (Pointwise.has(op, x, y)) {
            pointwise.unary(op, x, y);
        } else {
            super.unary(op, x, y);
        }
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (Pointwise.has(op, a, y)) {
            pointwise.binary(op, a, b, y);
        } else {
            super.binary(op, a, b, y);
        }
    }

    @Override
    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        pointwise.where(condition, a, b, y);
    }

    @Override
    public void reduce(Reduction op, NdArray x, NdArray y) {
        if (x.numel() > 0) {
            reducing.reduce(op, x, y);
        } else {
            super.reduce(op, x, y);
        }
    }

    @Override
    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        if (x.numel() > 0) {
            extremes.argument(largest, dim, x, y);
        } else {
            super.argExtreme(largest, dim, x, y);
        }
    }

    @Override
    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        if (x.numel() > 0) {
            scanning.scan(op, dim, x, y);
        } else {
            super.scan(op, dim, x, y);
        }
    }

    @Override
    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        if (x.numel() > 0) {
            sorting.sort(x, dim, descending, values, indices);
        } else {
            super.sort(x, dim, descending, values, indices);
        }
    }

    @Override
    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        if (x.numel() > 0) {
            softmax.softmax(logarithm, dim, x, y);
        } else {
            super.softmax(logarithm, dim, x, y);
        }
    }

    @Override
    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        if (y.numel() > 0) {
            indexing.gather(x, dim, index, y);
        } else {
            super.gather(x, dim, index, y);
        }
    }

    @Override
    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        if (index.numel() > 0 && Indexing.has(op, y)) {
            indexing.scatter(op, dim, index, source, y);
        } else {
            super.scatter(op, dim, index, source, y);
        }
    }

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        if (MatrixProduct.has(a, b, bias, y)) {
            matrixProduct.multiply(a, b, bias, y);
        } else {
            super.matmul(a, b, bias, y);
        }
    }

    @Override
    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
        for (long i = 0; i < y.shape().size(0); i++) {
            matmul(a.select(0, i), b.select(0, i), null, y.select(0, i));
        }
    }

    @Override
    public void uniform(RandomKey key, NdArray y) {
        if (RandomNumbers.has(y)) {
            randomNumbers.uniform(key, y);
        } else {
            super.uniform(key, y);
        }
    }

    @Override
    public void normal(RandomKey key, NdArray y) {
        if (RandomNumbers.has(y)) {
            randomNumbers.normal(key, y);
        } else {
            super.normal(key, y);
        }
    }

    @Override
    public void integers(RandomKey key, long low, long high, NdArray y) {
        randomNumbers.integers(key, low, high, y);
    }

    @Override
    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        if (RandomNumbers.has(y)) {
            randomNumbers.dropout(x, probability, key, y);
        } else {
            super.dropout(x, probability, key, y);
        }
    }

    @Override
    public void adam(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings) {
        adaptiveMoments.update(parameters, gradients, average, averageSquare, maxAverageSquare, settings);
    }

    @Override
    public void lars(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings) {
        layerwiseRates.update(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void close() {
        workers.close();
        super.close();
    }
}
