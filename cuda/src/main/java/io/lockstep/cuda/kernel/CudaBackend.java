package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.DeviceMemory;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.MemorySource;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/**
 * All kernels on one GPU. A call gives kernels to the GPU's stream and returns before they have run; whoever reads a result waits.
 * Convolutions, pooling and normalisations leave images channels-last, and all other kernels read them as they lie.
 */
public final class CudaBackend implements FusedKernels {
    private final Gpu gpu;
    private final Copying copying;
    private final Pointwise pointwise;
    private final Reductions reductions;
    private final Scanning scanning;
    private final Sorting sorting;
    private final Softmax softmax;
    private final Indexing indexing;
    private final RandomNumbers randomNumbers;
    private final MatrixProduct matrixProduct;
    private final Convolution convolution;
    private final MaxPooling maxPooling;
    private final AveragePooling averagePooling;
    private final BatchNormalization batchNormalization;
    private final CrossEntropy crossEntropy;
    private final GradientDescent gradientDescent;
    private final ImageNormalization imageNormalization;
    private final AfterConvolutions afterConvolutions;
    private final PlanChoice planChoice = new PlanChoice();

    /** @param gpu closed with this backend */
    public CudaBackend(Gpu gpu) {
        this.gpu = gpu;
        copying = new Copying(gpu);
        Images images = new Images(gpu, copying);
        pointwise = new Pointwise(gpu);
        reductions = new Reductions(gpu);
        scanning = new Scanning(gpu);
        sorting = new Sorting(gpu);
        softmax = new Softmax(gpu);
        indexing = new Indexing(gpu);
        randomNumbers = new RandomNumbers(gpu);
        matrixProduct = new MatrixProduct(gpu, copying, planChoice);
        convolution = new Convolution(gpu, images, copying, planChoice);
        maxPooling = new MaxPooling(gpu, images);
        averagePooling = new AveragePooling(gpu, images);
        batchNormalization = new BatchNormalization(gpu, images);
        crossEntropy = new CrossEntropy(gpu);
        gradientDescent = new GradientDescent(gpu);
        imageNormalization = new ImageNormalization(gpu, images, copying);
        afterConvolutions = new AfterConvolutions(gpu, images);
    }

    /** How products are cut for the GPU. */
    public PlanChoice planChoice() {
        return planChoice;
    }

    /** The GPU that runs the kernels. */
    public Gpu gpu() {
        return gpu;
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public String deviceType() {
        return "cuda";
    }

    @Override
    public int deviceIndex() {
        return gpu.facts().index();
    }

    @Override
    public String deviceIdentity() {
        return gpu.facts().uuid();
    }

    @Override
    public MemorySource memory(String owner) {
        return gpu.memory(owner);
    }

    @Override
    public void allowTensorFloat32(boolean allowed) {
        matrixProduct.allowTensorFloat32(allowed);
        convolution.allowTensorFloat32(allowed);
    }

    @Override
    public void beginStep() {
        gpu.beginStep();
    }

    @Override
    public void endStep() {
        gpu.endStep();
    }

    @Override
    public HostMirror mirror(NdArray array) {
        Block block = array.contiguousBlock();
        return gpu.mirrors().create((DeviceMemory) block.memory(), block.offset(), Math.toIntExact(block.bytes()));
    }

    @Override
    public void synchronize() {
        gpu.synchronize();
    }

    @Override
    public boolean hasNative(DType dtype) {
        return true;
    }

    @Override
    public void listen(@Nullable KernelListener listener) {
        gpu.listen(listener);
    }

    /** Begins a call on these arrays, which must lie on this GPU: a kernel that reads elsewhere would take the GPU with it. */
    private void begin(@Nullable NdArray... arrays) {
        gpu.scratch().reset();
        for (NdArray array : arrays) {
            Block block = array == null ? null : array.storage().block();
            if (block != null && !(block.memory() instanceof DeviceMemory memory && memory.gpu() == gpu)) {
                String place = block.memory() instanceof DeviceMemory other
                        ? other.gpu().toString()
                        : "cpu";
                throw new IllegalArgumentException(array.dtype() + "" + array.shape() + " lies on " + place
                        + ", but the other operands on " + gpu + "; move it there with to(device)");
            }
        }
    }

    @Override
    public void fill(NdArray y, double value) {
        begin(y);
        copying.fill(y, value);
    }

    @Override
    public void copy(NdArray x, NdArray y) {
        begin(x, y);
        copying.copy(x, y);
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        begin(x, y);
        pointwise.unary(op, x, y);
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        begin(a, b, y);
        pointwise.binary(op, a, b, y);
    }

    @Override
    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        begin(condition, a, b, y);
        pointwise.where(condition, a, b, y);
    }

    @Override
    public void reduce(Reduction op, NdArray x, NdArray y) {
        begin(x, y);
        reductions.reduce(op, x, y);
    }

    @Override
    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        begin(x, y);
        reductions.argExtreme(largest, dim, x, y);
    }

    @Override
    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        begin(x, y);
        scanning.scan(op, dim, x, y);
    }

    @Override
    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        begin(x, values, indices);
        sorting.sort(x, dim, descending, values, indices);
    }

    @Override
    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        begin(x, y);
        softmax.softmax(logarithm, dim, x, y);
    }

    @Override
    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        begin(x, index, y);
        indexing.gather(x, dim, index, y);
    }

    @Override
    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        begin(index, source, y);
        indexing.scatter(op, dim, index, source, y);
    }

    @Override
    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        begin(a, b, bias, y);
        matrixProduct.matmul(a, b, bias, y);
    }

    @Override
    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
        begin(a, b, y);
        matrixProduct.batchMatmul(a, b, y);
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        begin(x, weight, bias, y);
        convolution.convolution(x, weight, bias, window, y);
    }

    @Override
    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        begin(dy, weight, dx);
        convolution.convolutionBackwardData(dy, weight, window, dx);
    }

    @Override
    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        begin(x, dy, dweight, dbias);
        convolution.convolutionBackwardWeights(x, dy, window, dweight, dbias);
    }

    @Override
    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        begin(x, y, workspace);
        maxPooling.maxPool(x, window, y, workspace);
    }

    @Override
    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        begin(dy, workspace, dx);
        maxPooling.maxPoolBackward(dy, workspace, window, dx);
    }

    @Override
    public void averagePool(NdArray x, Window window, NdArray y) {
        begin(x, y);
        averagePooling.averagePool(x, window, y);
    }

    @Override
    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        begin(dy, dx);
        averagePooling.averagePoolBackward(dy, window, dx);
    }

    @Override
    public void batchNormTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance) {
        begin(x, scale, shift, y, mean, variance);
        batchNormalization.training(x, scale, shift, epsilon, running, y, mean, variance, null);
    }

    @Override
    public void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        begin(x, scale, shift, mean, variance, y);
        batchNormalization.inference(x, scale, shift, mean, variance, epsilon, y);
    }

    @Override
    public void batchNormBackward(
            NdArray x,
            NdArray dy,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        begin(x, dy, scale, mean, variance, dx, dscale, dshift);
        batchNormalization.backward(x, dy, null, scale, mean, variance, epsilon, dx, dscale, dshift);
    }

    @Override
    public void batchNormReluTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance,
            NdArray workspace) {
        begin(x, scale, shift, y, mean, variance, workspace);
        batchNormalization.training(x, scale, shift, epsilon, running, y, mean, variance, workspace);
    }

    @Override
    public void batchNormReluBackward(
            NdArray x,
            NdArray dy,
            NdArray workspace,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        begin(x, dy, workspace, scale, mean, variance, dx, dscale, dshift);
        batchNormalization.backward(x, dy, workspace, scale, mean, variance, epsilon, dx, dscale, dshift);
    }

    @Override
    public void addRelu(NdArray a, NdArray b, NdArray y) {
        begin(a, b, y);
        afterConvolutions.addRelu(a, b, y);
    }

    @Override
    public void crossEntropy(
            NdArray logits, NdArray labels, double labelSmoothing, NdArray losses, NdArray probabilities) {
        begin(logits, labels, losses, probabilities);
        crossEntropy.crossEntropy(logits, labels, labelSmoothing, losses, probabilities);
    }

    @Override
    public void crossEntropyBackward(
            NdArray probabilities, NdArray labels, double labelSmoothing, NdArray dlosses, NdArray dlogits) {
        begin(probabilities, labels, dlosses, dlogits);
        crossEntropy.crossEntropyBackward(probabilities, labels, labelSmoothing, dlosses, dlogits);
    }

    @Override
    public void uniform(RandomKey key, NdArray y) {
        begin(y);
        randomNumbers.uniform(key, y);
    }

    @Override
    public void normal(RandomKey key, NdArray y) {
        begin(y);
        randomNumbers.normal(key, y);
    }

    @Override
    public void integers(RandomKey key, long low, long high, NdArray y) {
        begin(y);
        randomNumbers.integers(key, low, high, y);
    }

    @Override
    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        begin(x, y);
        randomNumbers.dropout(x, probability, key, y);
    }

    @Override
    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        begin(parameters, gradients, momentumBuffer);
        gradientDescent.sgd(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y) {
        begin(images, y);
        imageNormalization.normalizeImages(images, mean, std, y);
    }

    @Override
    public void convolutionAnd(
            NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y) {
        begin(x, weight, bias, y);
        convolution.convolution(x, weight, bias, window, y);
        afterConvolutions.apply(after, y);
    }

    @Override
    public void close() {
        if (!gpu.isOpen()) {
            return;
        }
        try {
            gpu.synchronize();
            crossEntropy.close();
        } finally {
            gpu.close();
        }
    }
}
