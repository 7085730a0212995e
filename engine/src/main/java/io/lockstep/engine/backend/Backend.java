package io.lockstep.engine.backend;

import org.jspecify.annotations.Nullable;

/**
 * The kernels that every tensor operation reduces to. Each writes into destinations that the caller made; a
 * destination that is {@linkplain Storage#isDeferred() deferred} gets memory here, in a layout of the backend's
 * choosing. Kernels do not check shapes: the operations do, once, at the border.
 *
 * <p>Legend: N batch, C channels, H height, W width, K filters, R and S height and width of a filter. Images are
 * logically [N, C, H, W] whatever their layout. Names beginning with d are gradients of the loss.
 *
 * <p>All floating arguments of a call have one element type, except in mixed precision, where arrays of a half precision,
 * bfloat16 or float16, stand beside float32 ones:
 *
 * <ul>
 *   <li>{@link #copy} converts between any two types.
 *   <li>In {@link #matmul} a half-precision a may stand beside a float32 b and bias; y is of either type.
 *   <li>In convolutions x, y, dx and dy are of half precision, while weight, bias and their gradients are float32.
 *   <li>In batch normalisations x, y, dx and dy are of half precision, while all that is [C] is float32.
 *   <li>In {@link #sum} a half-precision x may have a float32 y.
 * </ul>
 *
 * Float32 factors of half-precision ones (b and weight) are rounded to their type by the kernel; sums are kept in float32
 * or better and rounded once, when the result is stored.
 *
 * <p>A backend belongs to one thread.
 */
public interface Backend extends AutoCloseable {
    /** Name by which people choose it, such as {@code reference}. */
    String name();

    /** Type of device that it drives: {@code cpu} or {@code cuda}. */
    default String deviceType() {
        return "cpu";
    }

    /** Number of the device among those of its type, from 0. */
    default int deviceIndex() {
        return 0;
    }

    /** What tells the device from all others of its host, in letters that a file's name may have; empty for the processor. */
    default String deviceIdentity() {
        return "";
    }

    /**
     * Where the arrays that the kernels read and write take their memory from.
     *
     * @param owner what it is for, to be told when there is not enough
     */
    default MemorySource memory(String owner) {
        return MemorySource.HOST;
    }

    /**
     * Whether products and convolutions of float32 arrays may round their factors to TensorFloat-32, with 10 bits behind the
     * point, where tensor cores are then several times as fast. By default they may not; the processor never does.
     */
    default void allowTensorFloat32(boolean allowed) {}

    /** The host's side of a contiguous array that lives as long as the mirror; the caller closes it. */
    default HostMirror mirror(NdArray array) {
        return HostMirror.ofHost(array);
    }

    /** A step of training begins, which is likely to call the kernels of the step before, on the same memory. */
    default void beginStep() {}

    /** The step ends. */
    default void endStep() {}

    /** Waits until all kernels have run. */
    default void synchronize() {}

    /**
     * Whether only kernels may be chosen that give the same bits in every run. Those for the processor all do, since they cut
     * sums in the same way for the same number of threads, so that by default there is nothing to switch.
     */
    default void useDeterministicAlgorithms(boolean wanted) {}

    /**
     * Whether calculating in {@code dtype} is worth its while here: the kernels are made for it, and not emulated by those
     * for another type.
     */
    boolean hasNative(DType dtype);

    // Memory and pointwise

    /** y = value. */
    void fill(NdArray y, double value);

    /** y = x, converted to y's element type; x and y have one shape, any strides (0 repeats an element). */
    void copy(NdArray x, NdArray y);

    /** y = op(x); y may be x. */
    void unary(UnaryOp op, NdArray x, NdArray y);

    /** y = op(a, b); all of one shape, where strides of 0 repeat a or b; y may be a or b. */
    void binary(BinaryOp op, NdArray a, NdArray b, NdArray y);

    /** y = a where condition (bool) is true, else b; all of one shape, where strides of 0 repeat; y may be a or b. */
    void where(NdArray condition, NdArray a, NdArray b, NdArray y);

    // Reductions, along one or more dimensions

    /** y = x reduced over each dimension whose size is 1 in y; x and y have the same number of dimensions. */
    void reduce(Reduction op, NdArray x, NdArray y);

    /** y = x summed over each dimension whose size is 1 in y. */
    default void sum(NdArray x, NdArray y) {
        reduce(Reduction.SUM, x, y);
    }

    /**
     * y (int64) = index in dimension {@code dim}, which has size 1 in y, of the largest or smallest element, the first of
     * equals; a NaN is taken first.
     */
    void argExtreme(boolean largest, int dim, NdArray x, NdArray y);

    /** y = x reduced along dimension {@code dim} up to and with each element: cumulative sums, products, extremes. */
    void scan(Reduction op, int dim, NdArray x, NdArray y);

    /** values and indices (int64) = x sorted along dimension {@code dim}, equal elements in their order, NaN as the largest. */
    void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices);

    /** y = softmax of x along dimension {@code dim}, or its natural logarithm. */
    void softmax(boolean logarithm, int dim, NdArray x, NdArray y);

    // Indices, which the caller has checked

    /**
     * y[.., i, ..] = x[.., index[.., i, ..], ..] in dimension {@code dim}; index (int64) and y have one shape, which is at
     * most x's in the other dimensions; strides of 0 repeat an index, so that whole rows are taken.
     */
    void gather(NdArray x, int dim, NdArray index, NdArray y);

    /**
     * y[.., index[.., i, ..], ..] = source[.., i, ..] in dimension {@code dim}, or what {@code op} makes of both; index
     * (int64) and source have one shape, which is at most y's in the other dimensions. Where an index is there several
     * times the last one wins, or all are combined, in the order of the elements.
     */
    void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y);

    // Products

    /** y [N, M] = a [N, K] times b [K, M], plus bias [M] on each row if there is one; a and b may have any strides. */
    void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y);

    /** y [B, N, M] = a [B, N, K] times b [B, K, M], matrix by matrix; a and b may have any strides. */
    default void batchMatmul(NdArray a, NdArray b, NdArray y) {
        for (long i = 0; i < y.shape().size(0); i++) {
            matmul(a.select(0, i), b.select(0, i), null, y.select(0, i));
        }
    }

    // Convolution (cross-correlation, as in PyTorch) and pooling. The shape of y may count more pooling windows than
    // Window does, where it was rounded up: the last ones reach beyond the padding.

    /**
     * y [N, K, H', W'] = x [N, C, H, W] convolved with weight [K, C / G, R, S], plus bias [K] if there is one. Channels
     * and filters are cut into G groups, as many as the shapes tell, each of which is convolved by itself.
     */
    void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y);

    /** dx [N, C, H, W] from dy [N, K, H', W']. */
    void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx);

    /** dweight [K, C / G, R, S] and, if wanted, dbias [K], overwritten. */
    void convolutionBackwardWeights(NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias);

    /**
     * y [N, C, H', W'] = largest element of each window, the first of equals; NaN is larger than all numbers, and of
     * several the last one wins. The oneDNN backend passes over NaN instead, and a window without any number gives its
     * lowest finite one: to find a NaN would take it another pass over x. {@code workspace} is fresh storage in which the
     * backend keeps what its backward pass needs, and which nobody else reads.
     */
    void maxPool(NdArray x, Window window, NdArray y, NdArray workspace);

    /** dx [N, C, H, W] from dy; {@code workspace} was filled by {@link #maxPool}. */
    void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx);

    /** y [N, C, H', W'] = sum of each window of x [N, C, H, W], divided by all its R S places; padding counts as zeros. */
    void averagePool(NdArray x, Window window, NdArray y);

    /** dx [N, C, H, W] from dy. */
    void averagePoolBackward(NdArray dy, Window window, NdArray dx);

    // Normalisation (Ioffe and Szegedy 2015)

    /**
     * y = (x - mean) / sqrt(variance + epsilon) * scale + shift; mean and biased variance [C] of this batch are written,
     * and {@code running} is moved towards them.
     */
    void batchNormTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance);

    /** y = (x - mean) / sqrt(variance + epsilon) * scale + shift, with the given mean and variance [C]. */
    void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y);

    /** dx, dscale and dshift of {@link #batchNormTraining}, overwritten. */
    void batchNormBackward(
            NdArray x,
            NdArray dy,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift);

    // Loss

    /**
     * losses [N] = cross entropy of softmax(logits [N, C]) with labels [N] (int64); with smoothing s the target is
     * (1 - s) on the label plus s / C everywhere. probabilities [N, C] receives the softmax.
     */
    void crossEntropy(NdArray logits, NdArray labels, double labelSmoothing, NdArray losses, NdArray probabilities);

    /** dlogits [N, C] = (probabilities - target) times dlosses [N]. */
    void crossEntropyBackward(
            NdArray probabilities, NdArray labels, double labelSmoothing, NdArray dlosses, NdArray dlogits);

    // Random numbers

    /** y (floating) = uniform numbers in [0, 1). */
    void uniform(RandomKey key, NdArray y);

    /** y (floating) = standard normal numbers. */
    void normal(RandomKey key, NdArray y);

    /** y (of any type that holds them) = whole numbers from {@code low} to {@code high} - 1, each as probable. */
    void integers(RandomKey key, long low, long high, NdArray y);

    /** y = x / (1 - probability) where the key's uniform number is at least probability, else 0; y may be x. */
    void dropout(NdArray x, double probability, RandomKey key, NdArray y);

    // Optimizer

    /** One update of parameters, in place, and of the momentum buffer (null if momentum is 0); all contiguous [n]. */
    void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings);

    /**
     * One update by Adam (Kingma and Ba 2015, algorithm 1) or, decoupled, AdamW (Loshchilov and Hutter 2019, algorithm 2), in
     * place and in PyTorch's order; all contiguous [n] of one floating type. The parameters w follow the averages m and v as
     * they are stored, rounded, or instead of v the largest so far (Reddi et al. 2018, algorithm 2), null if not wanted.
     *
     * <pre>
     *   d  = gradient + weightDecay * w         (decoupled: d = gradient, and w *= 1 - learningRate * weightDecay)
     *   m  = beta1 * m + (1 - beta1) * d,   v = beta2 * v + (1 - beta2) * d^2
     *   w -= learningRate / biasCorrection1 * m / (sqrt(v) / sqrt(biasCorrection2) + epsilon)
     * </pre>
     */
    void adam(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings);

    /**
     * One update of a layer's parameters w by layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017, equation 6 and
     * algorithm 1), in place; all contiguous [n] of one floating type. No host reads the norms; w follows the buffer as stored.
     *
     * <pre>
     *   rate   = trustCoefficient * |w| / (|g| + weightDecay * |w| + epsilon)     (1 if |w| or |g| is 0, or not adaptive)
     *   buffer = momentum * buffer + learningRate * rate * (g + weightDecay * w),   w -= buffer
     * </pre>
     */
    void lars(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings);

    // Input

    /** y [N, C, H, W] = (images [N, H, W, C] (uint8) / 255 - mean[c]) / std[c]. */
    void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y);

    /** Runs what the backend held back to run it as one with the next kernel. */
    default void settle() {}

    /**
     * Tells {@code listener} of each kernel from now on, null for nobody. A backend may leave out those that it does not run
     * as kernels.
     */
    default void listen(@Nullable KernelListener listener) {}

    /** Frees what the backend holds; arrays are not its own. */
    @Override
    void close();
}
