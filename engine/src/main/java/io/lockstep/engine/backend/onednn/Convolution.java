package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

/**
 * Convolution and its gradients. oneDNN chooses the format of every operand; activations then stay in it from layer to
 * layer, and only the weights are reordered in each step, since the optimizer changes them in plain order; the reorder
 * also rounds them where activations are bfloat16.
 */
final class Convolution implements AutoCloseable {
    private final NativeEngine engine;
    private final KernelCache<Forward> forward = new KernelCache<>(this::makeForward);
    private final KernelCache<BackwardData> backwardData = new KernelCache<>(this::makeBackwardData);
    private final KernelCache<BackwardWeights> backwardWeights = new KernelCache<>(this::makeBackwardWeights);

    Convolution(NativeEngine engine) {
        this.engine = engine;
    }

    /**
     * What a convolution is made for: x [N, C, H, W] and y [N, K, H', W'] of one element type, which the products are
     * computed in, and weight [K, C / groups, R, S]. The bias and the gradients of the parameters are float32.
     */
    record Geometry(DType dtype, Shape x, Shape weight, Shape y, Window window) {
        /** How many parts channels and filters are cut into, each convolved by itself. */
        long groups() {
            return x.size(1) / weight.size(1);
        }

        /** The weights as oneDNN knows them, [G, K / G, C / G, R, S] for several groups. */
        NdArray grouped(NdArray weight) {
            if (groups() == 1) {
                return weight;
            }
            long[] strides = weight.strides();
            long[] split = {this.weight.size(0) / groups() * strides[0], strides[0], strides[1], strides[2], strides[3]
            };
            return weight.view(groupedWeight(), split, weight.offset());
        }

        Shape groupedWeight() {
            long groups = groups();
            return groups == 1
                    ? weight
                    : Shape.of(groups, weight.size(0) / groups, weight.size(1), weight.size(2), weight.size(3));
        }
    }

    private record Forward(Geometry convolution, boolean bias) {}

    private record BackwardData(Geometry convolution) {}

    private record BackwardWeights(Geometry convolution, boolean bias) {}

    /** @see io.lockstep.engine.backend.Backend#convolution */
    void forward(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        Geometry geometry = new Geometry(x.dtype(), x.shape(), weight.shape(), y.shape(), window);
        Kernel kernel = forward.get(new Forward(geometry, bias != null));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_WEIGHTS, geometry.grouped(weight));
        if (bias != null) {
            kernel.input(DNNL_ARG_BIAS, bias);
        }
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** @see io.lockstep.engine.backend.Backend#convolutionBackwardData */
    void backwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        Geometry geometry = new Geometry(dx.dtype(), dx.shape(), weight.shape(), dy.shape(), window);
        Kernel kernel = backwardData.get(new BackwardData(geometry));
        kernel.input(DNNL_ARG_DIFF_DST, dy);
        kernel.input(DNNL_ARG_WEIGHTS, geometry.grouped(weight));
        kernel.output(DNNL_ARG_DIFF_SRC, dx);
        kernel.run();
    }

    /** @see io.lockstep.engine.backend.Backend#convolutionBackwardWeights */
    void backwardWeights(NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        Geometry geometry = new Geometry(x.dtype(), x.shape(), dweight.shape(), dy.shape(), window);
        Kernel kernel = backwardWeights.get(new BackwardWeights(geometry, dbias != null));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_DIFF_DST, dy);
        kernel.output(DNNL_ARG_DIFF_WEIGHTS, geometry.grouped(dweight));
        if (dbias != null) {
            kernel.output(DNNL_ARG_DIFF_BIAS, dbias);
        }
        kernel.run();
    }

    private Kernel makeForward(Forward key) {
        int[] arguments = key.bias()
                ? new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST}
                : new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
        return new Kernel(engine, key.toString(), describe(key.convolution(), key.bias()), arguments);
    }

    private Kernel makeBackwardData(BackwardData key) {
        Geometry convolution = key.convolution();
        Window window = convolution.window();
        convolution_backward_data.primitive_desc description = new convolution_backward_data.primitive_desc(
                engine.handle(),
                algorithm.convolution_direct,
                any(convolution.x(), convolution.dtype()),
                any(convolution.groupedWeight(), convolution.dtype()),
                any(convolution.y(), convolution.dtype()),
                Windows.strides(window),
                Windows.dilation(window),
                Windows.padding(window),
                Windows.padding(window),
                describe(convolution, false),
                engine.attributes(),
                false);
        Implementations.preferBlockedChannels(description, convolution_backward_data.primitive_desc::new);
        return new Kernel(engine, key.toString(), description, DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC);
    }

    private Kernel makeBackwardWeights(BackwardWeights key) {
        Geometry convolution = key.convolution();
        Window window = convolution.window();
        convolution_backward_weights.primitive_desc description = new convolution_backward_weights.primitive_desc(
                engine.handle(),
                algorithm.convolution_direct,
                any(convolution.x(), convolution.dtype()),
                any(convolution.groupedWeight(), DType.FLOAT32),
                bias(convolution, key.bias()),
                any(convolution.y(), convolution.dtype()),
                Windows.strides(window),
                Windows.dilation(window),
                Windows.padding(window),
                Windows.padding(window),
                describe(convolution, key.bias()),
                engine.attributes(),
                false);
        int[] arguments = key.bias()
                ? new int[] {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS}
                : new int[] {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS};
        return new Kernel(engine, key.toString(), description, arguments);
    }

    private convolution_forward.primitive_desc describe(Geometry convolution, boolean bias) {
        return describe(engine, prop_kind.forward_training, convolution, bias, engine.attributes());
    }

    static convolution_forward.primitive_desc describe(
            NativeEngine engine, prop_kind kind, Geometry convolution, boolean bias, primitive_attr attributes) {
        Window window = convolution.window();
        return new convolution_forward.primitive_desc(
                engine.handle(),
                kind,
                algorithm.convolution_direct,
                any(convolution.x(), convolution.dtype()),
                any(convolution.groupedWeight(), convolution.dtype()),
                bias(convolution, bias),
                any(convolution.y(), convolution.dtype()),
                Windows.strides(window),
                Windows.dilation(window),
                Windows.padding(window),
                Windows.padding(window),
                attributes,
                false);
    }

    static memory.desc any(Shape shape, DType dtype) {
        return new memory.desc(shape.toArray(), DataTypes.of(dtype), memory.format_tag.any);
    }

    /** An empty descriptor says that there is no bias. */
    private static memory.desc bias(Geometry convolution, boolean bias) {
        return bias
                ? new memory.desc(new long[] {convolution.weight().size(0)}, memory.data_type.f32, memory.format_tag.a)
                : new memory.desc();
    }

    int size() {
        return forward.size() + backwardData.size() + backwardWeights.size();
    }

    @Override
    public void close() {
        forward.close();
        backwardData.close();
        backwardWeights.close();
    }
}
