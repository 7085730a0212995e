package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import java.util.Arrays;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

/** Batch normalisation and its gradients, in the format of the input. The variance is the biased one throughout. */
final class BatchNormalization implements AutoCloseable {
    private static final int AFFINE = normalization_flags.use_scale.value | normalization_flags.use_shift.value;
    private static final int GIVEN_STATISTICS = AFFINE | normalization_flags.use_global_stats.value;

    private final NativeEngine engine;
    private final ChannelValues channels = new ChannelValues();
    private final KernelCache<Training> training = new KernelCache<>(this::makeTraining);
    private final KernelCache<Inference> inference = new KernelCache<>(this::makeInference);
    private final KernelCache<Backward> backward = new KernelCache<>(this::makeBackward);

    BatchNormalization(NativeEngine engine) {
        this.engine = engine;
    }

    private record Training(Format x, float epsilon, boolean relu) {}

    private record Inference(Format x, float epsilon) {}

    private record Backward(Format x, float epsilon, boolean relu) {}

    /** @see io.lockstep.engine.backend.Backend#batchNormTraining */
    void training(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance) {
        forward(training.get(new Training(format(x), (float) epsilon, false)), x, scale, shift, y, mean, variance);
        channels.move(running, x.shape(), mean, variance);
    }

    /** @see io.lockstep.engine.backend.FusedKernels#batchNormReluTraining */
    void reluTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance,
            NdArray workspace) {
        Kernel kernel = training.get(new Training(format(x), (float) epsilon, true));
        workspace.storage().allocate(kernel.bytes(DNNL_ARG_WORKSPACE), Mask.LAYOUT);
        kernel.inPlace(DNNL_ARG_WORKSPACE, workspace);
        forward(kernel, x, scale, shift, y, mean, variance);
        channels.move(running, x.shape(), mean, variance);
    }

    private static void forward(
            Kernel kernel, NdArray x, NdArray scale, NdArray shift, NdArray y, NdArray mean, NdArray variance) {
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_SCALE, scale);
        kernel.input(DNNL_ARG_SHIFT, shift);
        kernel.output(DNNL_ARG_DST, y);
        kernel.output(DNNL_ARG_MEAN, mean);
        kernel.output(DNNL_ARG_VARIANCE, variance);
        kernel.run();
    }

    /** Whether the statistics and parameters are all finite, so that no NaN can come out of finite elements. */
    boolean isFinite(NdArray scale, NdArray shift, NdArray mean, NdArray variance) {
        return channels.areFinite(mean)
                && channels.areFinite(variance)
                && channels.areFinite(scale)
                && channels.areFinite(shift);
    }

    /** @see io.lockstep.engine.backend.Backend#batchNormInference */
    void inference(NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        Kernel kernel = inference.get(new Inference(format(x), (float) epsilon));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_SCALE, scale);
        kernel.input(DNNL_ARG_SHIFT, shift);
        kernel.input(DNNL_ARG_MEAN, mean);
        kernel.input(DNNL_ARG_VARIANCE, variance);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /**
     * @param mask what {@link #reluTraining} wrote, null if no relu came after
     * @see io.lockstep.engine.backend.Backend#batchNormBackward
     */
    void backward(
            NdArray x,
            NdArray dy,
            @Nullable NdArray mask,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        Kernel kernel = backward.get(new Backward(format(x), (float) epsilon, mask != null));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_DIFF_DST, dy);
        kernel.input(DNNL_ARG_SCALE, scale);
        kernel.input(DNNL_ARG_MEAN, mean);
        kernel.input(DNNL_ARG_VARIANCE, variance);
        if (mask != null) {
            kernel.inPlace(DNNL_ARG_WORKSPACE, mask);
        }
        kernel.output(DNNL_ARG_DIFF_SRC, dx);
        kernel.output(DNNL_ARG_DIFF_SCALE, dscale);
        kernel.output(DNNL_ARG_DIFF_SHIFT, dshift);
        kernel.run();
    }

    private Format format(NdArray x) {
        return engine.formats().preferred(x);
    }

    private Kernel makeTraining(Training key) {
        int[] arguments = {DNNL_ARG_SRC, DNNL_ARG_SCALE, DNNL_ARG_SHIFT, DNNL_ARG_DST, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE
        };
        return new Kernel(
                engine,
                key.toString(),
                describe(prop_kind.forward_training, key.x(), key.epsilon(), flags(key.relu())),
                key.relu() ? with(arguments, DNNL_ARG_WORKSPACE) : arguments);
    }

    private static int flags(boolean relu) {
        return relu ? AFFINE | normalization_flags.fuse_norm_relu.value : AFFINE;
    }

    private static int[] with(int[] arguments, int another) {
        int[] more = Arrays.copyOf(arguments, arguments.length + 1);
        more[arguments.length] = another;
        return more;
    }

    private Kernel makeInference(Inference key) {
        return new Kernel(
                engine,
                key.toString(),
                describe(prop_kind.forward_inference, key.x(), key.epsilon(), GIVEN_STATISTICS),
                DNNL_ARG_SRC,
                DNNL_ARG_SCALE,
                DNNL_ARG_SHIFT,
                DNNL_ARG_MEAN,
                DNNL_ARG_VARIANCE,
                DNNL_ARG_DST);
    }

    private Kernel makeBackward(Backward key) {
        memory.desc x = key.x().descriptor();
        batch_normalization_backward.primitive_desc description = new batch_normalization_backward.primitive_desc(
                engine.handle(),
                prop_kind.backward.value,
                x,
                x,
                x,
                key.epsilon(),
                flags(key.relu()),
                describe(prop_kind.forward_training, key.x(), key.epsilon(), flags(key.relu())),
                engine.attributes(),
                false);
        int[] arguments = {
            DNNL_ARG_SRC,
            DNNL_ARG_DIFF_DST,
            DNNL_ARG_SCALE,
            DNNL_ARG_MEAN,
            DNNL_ARG_VARIANCE,
            DNNL_ARG_DIFF_SRC,
            DNNL_ARG_DIFF_SCALE,
            DNNL_ARG_DIFF_SHIFT
        };
        return new Kernel(
                engine, key.toString(), description, key.relu() ? with(arguments, DNNL_ARG_WORKSPACE) : arguments);
    }

    private batch_normalization_forward.primitive_desc describe(prop_kind kind, Format x, float epsilon, int flags) {
        return new batch_normalization_forward.primitive_desc(
                engine.handle(),
                kind.value,
                x.descriptor(),
                x.descriptor(),
                epsilon,
                flags,
                engine.attributes(),
                false);
    }

    int size() {
        return training.size() + inference.size() + backward.size();
    }

    @Override
    public void close() {
        training.close();
        inference.close();
        backward.close();
    }
}
