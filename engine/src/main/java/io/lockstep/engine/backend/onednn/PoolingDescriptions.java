package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** What oneDNN is told to make a pooling of any kind: x and dx [N, C, H, W] are in a given format, y and dy in its choice. */
final class PoolingDescriptions {
    private final NativeEngine engine;
    private final algorithm kind;

    /** @param kind largest element or average */
    PoolingDescriptions(NativeEngine engine, algorithm kind) {
        this.engine = engine;
        this.kind = kind;
    }

    /** @param y shape of the results, whose number may be rounded up */
    pooling_forward.primitive_desc forward(Format x, Shape y, Window window) {
        return new pooling_forward.primitive_desc(
                engine.handle(),
                prop_kind.forward_training,
                kind,
                x.descriptor(),
                new memory.desc(y.toArray(), DataTypes.of(x.dtype()), memory.format_tag.any),
                Windows.strides(window),
                Windows.kernel(window),
                Windows.dilation(window),
                Windows.padding(window),
                Windows.paddingBehind(window, x.shape(), y),
                engine.attributes(),
                false);
    }

    pooling_backward.primitive_desc backward(Format dx, Shape dy, Window window) {
        pooling_forward.primitive_desc forward = forward(dx, dy, window);
        return new pooling_backward.primitive_desc(
                engine.handle(),
                kind,
                dx.descriptor(),
                forward.dst_desc(),
                Windows.strides(window),
                Windows.kernel(window),
                Windows.dilation(window),
                Windows.padding(window),
                Windows.paddingBehind(window, dx.shape(), dy),
                forward,
                engine.attributes(),
                false);
    }
}
