package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.bytedeco.dnnl.global.dnnl.algorithm;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

/**
 * Average pooling in the format of the input, and its gradient in plain order. The pooling that ends a network leaves
 * one element per channel, whose gradient comes from a linear layer and says nothing about the format of the image.
 */
final class AveragePooling implements AutoCloseable {
    private final NativeEngine engine;
    private final PoolingDescriptions descriptions;
    private final KernelCache<Forward> forward = new KernelCache<>(this::makeForward);
    private final KernelCache<Backward> backward = new KernelCache<>(this::makeBackward);

    AveragePooling(NativeEngine engine) {
        this.engine = engine;
        this.descriptions = new PoolingDescriptions(engine, algorithm.pooling_avg_include_padding);
    }

    private record Forward(Format x, Shape y, Window window) {}

    private record Backward(Format dx, Shape dy, Window window) {}

    /** @see io.lockstep.engine.backend.Backend#averagePool */
    void forward(NdArray x, Window window, NdArray y) {
        Kernel kernel = forward.get(new Forward(engine.formats().preferred(x), y.shape(), window));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** @see io.lockstep.engine.backend.Backend#averagePoolBackward */
    void backward(NdArray dy, Window window, NdArray dx) {
        Kernel kernel =
                backward.get(new Backward(engine.formats().contiguous(dx.shape(), dx.dtype()), dy.shape(), window));
        kernel.input(DNNL_ARG_DIFF_DST, dy);
        kernel.output(DNNL_ARG_DIFF_SRC, dx);
        kernel.run();
    }

    private Kernel makeForward(Forward key) {
        return new Kernel(
                engine,
                key.toString(),
                descriptions.forward(key.x(), key.y(), key.window()),
                DNNL_ARG_SRC,
                DNNL_ARG_DST);
    }

    private Kernel makeBackward(Backward key) {
        return new Kernel(
                engine,
                key.toString(),
                descriptions.backward(key.dx(), key.dy(), key.window()),
                DNNL_ARG_DIFF_DST,
                DNNL_ARG_DIFF_SRC);
    }

    int size() {
        return forward.size() + backward.size();
    }

    @Override
    public void close() {
        forward.close();
        backward.close();
    }
}
