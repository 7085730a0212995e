package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.util.Arrays;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

/**
 * Convolution in inference together with the normalisation, sum and relu that come after it, which are applied to the
 * results while they lie in registers.
 */
final class FusedConvolution implements AutoCloseable {
    /** With fewer, as in pictures, oneDNN has kernels of its own that are fast. */
    private static final int FEWEST_CHANNELS = 16;

    private final NativeEngine engine;
    private final KernelCache<Fused> kernels = new KernelCache<>(this::make);
    private final Affine affine = new Affine();

    FusedConvolution(NativeEngine engine) {
        this.engine = engine;
    }

    private record Fused(Convolution.Geometry convolution, boolean bias, boolean affine, boolean sum, boolean relu) {}

    /** @see io.lockstep.engine.backend.FusedKernels#convolutionAnd */
    void forward(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y) {
        Normalization normalization = after.normalization();
        NdArray addend = after.addend();
        Convolution.Geometry geometry =
                new Convolution.Geometry(x.dtype(), x.shape(), weight.shape(), y.shape(), window);
        Kernel kernel =
                kernels.get(new Fused(geometry, bias != null, normalization != null, addend != null, after.relu()));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_WEIGHTS, geometry.grouped(weight));
        if (bias != null) {
            kernel.input(DNNL_ARG_BIAS, bias);
        }
        if (normalization != null) {
            affine.fold(normalization);
            kernel.address(operand(0), affine.factors());
            kernel.address(operand(1), affine.offsets());
        }
        if (addend != null) {
            kernel.input(operand(normalization == null ? 0 : 2), addend);
        }
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** The second operand of the operation at a position after the convolution. */
    private static int operand(int position) {
        return DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (position + 1) | DNNL_ARG_SRC_1;
    }

    private Kernel make(Fused key) {
        primitive_attr attributes = engine.attributes();
        attributes.set_post_ops(after(key));
        convolution_forward.primitive_desc description =
                Convolution.describe(engine, prop_kind.forward_inference, key.convolution(), key.bias(), attributes);
        if (!isStrided(key.convolution())) {
            Implementations.preferBlockedChannels(description, convolution_forward.primitive_desc::new);
        }
        return new Kernel(engine, key.toString(), description, arguments(key));
    }

    /**
     * Whether a filter of several places moves by more than one. For these the kernels for blocked channels take 1.6 times
     * as long as oneDNN's first choice, which is worth a reorder of x and of y (3 x 3 by 2 in resnet50 with a batch of 8:
     * 84 ms instead of 53 for the three, and 4 for reorders; Zen 3).
     */
    private static boolean isStrided(Convolution.Geometry convolution) {
        Shape weight = convolution.weight();
        Window window = convolution.window();
        return weight.size(2) * weight.size(3) > 1
                && window.strideHeight() * window.strideWidth() > 1
                && weight.size(1) >= FEWEST_CHANNELS;
    }

    private static post_ops after(Fused key) {
        post_ops after = new post_ops();
        if (key.affine()) {
            memory.desc channels = new memory.desc(
                    new long[] {1, key.convolution().weight().size(0), 1, 1},
                    memory.data_type.f32,
                    memory.format_tag.abcd);
            after.append_binary(algorithm.binary_mul, channels);
            after.append_binary(algorithm.binary_add, channels);
        }
        if (key.sum()) {
            after.append_binary(
                    algorithm.binary_add,
                    Convolution.any(key.convolution().y(), key.convolution().dtype()));
        }
        if (key.relu()) {
            Pointwise.appendRelu(after);
        }
        return after;
    }

    private static int[] arguments(Fused key) {
        int[] all = new int[7];
        int count = 0;
        all[count++] = DNNL_ARG_SRC;
        all[count++] = DNNL_ARG_WEIGHTS;
        all[count++] = DNNL_ARG_DST;
        if (key.bias()) {
            all[count++] = DNNL_ARG_BIAS;
        }
        int operands = (key.affine() ? 2 : 0) + (key.sum() ? 1 : 0);
        for (int i = 0; i < operands; i++) {
            all[count++] = operand(i);
        }
        return Arrays.copyOf(all, count);
    }

    int size() {
        return kernels.size();
    }

    @Override
    public void close() {
        kernels.close();
        affine.close();
    }
}
