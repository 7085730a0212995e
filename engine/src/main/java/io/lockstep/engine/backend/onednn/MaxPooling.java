package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.Layout;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

/**
 * Max-pooling and its gradient, in the format of the input. oneDNN passes over NaN and minus infinity: a window of
 * nothing else gives the lowest finite number.
 */
final class MaxPooling implements AutoCloseable {
    private final NativeEngine engine;
    private final PoolingDescriptions descriptions;
    private final KernelCache<Pooling> forward = new KernelCache<>(this::makeForward);
    private final KernelCache<Pooling> backward = new KernelCache<>(this::makeBackward);

    MaxPooling(NativeEngine engine) {
        this.engine = engine;
        this.descriptions = new PoolingDescriptions(engine, algorithm.pooling_max);
    }

    /** What a pooling is made for; as the layout of a workspace it tells the backward pass what was pooled. */
    private record Pooling(Format x, Shape y, Window window) implements Layout {
        @Override
        public void toPlain(Block source, Block plain) {
            throw new UnsupportedOperationException(
                    "the workspace of a max-pooling holds positions in oneDNN's own form; only its gradient reads it");
        }
    }

    /** @see io.lockstep.engine.backend.Backend#maxPool */
    void forward(NdArray x, Window window, NdArray y, NdArray workspace) {
        Pooling pooling = new Pooling(engine.formats().preferred(x), y.shape(), window);
        Kernel kernel = forward.get(pooling);
        kernel.input(DNNL_ARG_SRC, x);
        kernel.output(DNNL_ARG_DST, y);
        workspace.storage().allocate(kernel.bytes(DNNL_ARG_WORKSPACE), pooling);
        kernel.inPlace(DNNL_ARG_WORKSPACE, workspace);
        kernel.run();
    }

    /** Whether {@link #forward} filled a workspace. */
    static boolean filled(NdArray workspace) {
        return workspace.storage().layout() instanceof Pooling;
    }

    /** @see io.lockstep.engine.backend.Backend#maxPoolBackward */
    void backward(NdArray dy, NdArray workspace, NdArray dx) {
        if (!(workspace.storage().layout() instanceof Pooling pooling)) {
            throw new IllegalArgumentException("the workspace was not filled by a max-pooling of this backend");
        }
        Kernel kernel = backward.get(pooling);
        kernel.input(DNNL_ARG_DIFF_DST, dy);
        kernel.inPlace(DNNL_ARG_WORKSPACE, workspace);
        kernel.output(DNNL_ARG_DIFF_SRC, dx);
        kernel.run();
    }

    private Kernel makeForward(Pooling key) {
        pooling_forward.primitive_desc description = descriptions.forward(key.x(), key.y(), key.window());
        return new Kernel(engine, key.toString(), description, DNNL_ARG_SRC, DNNL_ARG_DST, DNNL_ARG_WORKSPACE);
    }

    private Kernel makeBackward(Pooling key) {
        pooling_backward.primitive_desc description = descriptions.backward(key.x(), key.y(), key.window());
        return new Kernel(
                engine, key.toString(), description, DNNL_ARG_DIFF_DST, DNNL_ARG_WORKSPACE, DNNL_ARG_DIFF_SRC);
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
