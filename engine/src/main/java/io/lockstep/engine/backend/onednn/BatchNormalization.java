package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

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

/** Batch normalisation and its gradients, in the format of the input. The variance is the biased one throughout. */
final class BatchNormalization implements AutoCloseable {
    private static final int AFFINE = normalization_flags.use_scale.value | normalization_flags.use_shift.value;
    private static final int GIVEN_STATISTICS = AFFINE | normalization_flags.use_global_stats.value;

    private final NativeEngine engine;
    private final KernelCache<Training> training = new KernelCache<>(this::makeTraining);
    private final KernelCache<Inference> inference = new KernelCache<>(this::makeInference);
    private final KernelCache<Backward> backward = new KernelCache<>(this::makeBackward);

    BatchNormalization(NativeEngine engine) {
        this.engine = engine;
    }

    private record Training(Format x, float epsilon) {}

    private record Inference(Format x, float epsilon) {}

    private record Backward(Format x, float epsilon) {}

    /** @see io.lockstep.engine.backend.Backend#batchNormTraining */
    void training(NdArray x, NdArray scale, NdArray shift, double epsilon, NdArray y, NdArray mean, NdArray variance) {
        Kernel kernel = training.get(new Training(engine.formats().preferred(x), (float) epsilon));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_SCALE, scale);
        kernel.input(DNNL_ARG_SHIFT, shift);
        kernel.output(DNNL_ARG_DST, y);
        kernel.output(DNNL_ARG_MEAN, mean);
        kernel.output(DNNL_ARG_VARIANCE, variance);
        kernel.run();
    }

    /** @see io.lockstep.engine.backend.Backend#batchNormInference */
    void inference(NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        Kernel kernel = inference.get(new Inference(engine.formats().preferred(x), (float) epsilon));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_SCALE, scale);
        kernel.input(DNNL_ARG_SHIFT, shift);
        kernel.input(DNNL_ARG_MEAN, mean);
        kernel.input(DNNL_ARG_VARIANCE, variance);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** @see io.lockstep.engine.backend.Backend#batchNormBackward */
    void backward(
            NdArray x,
            NdArray dy,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        Kernel kernel = backward.get(new Backward(engine.formats().preferred(x), (float) epsilon));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.input(DNNL_ARG_DIFF_DST, dy);
        kernel.input(DNNL_ARG_SCALE, scale);
        kernel.input(DNNL_ARG_MEAN, mean);
        kernel.input(DNNL_ARG_VARIANCE, variance);
        kernel.output(DNNL_ARG_DIFF_SRC, dx);
        kernel.output(DNNL_ARG_DIFF_SCALE, dscale);
        kernel.output(DNNL_ARG_DIFF_SHIFT, dshift);
        kernel.run();
    }

    private Kernel makeTraining(Training key) {
        return new Kernel(
                engine,
                key.toString(),
                describe(prop_kind.forward_training, key.x(), key.epsilon(), AFFINE),
                DNNL_ARG_SRC,
                DNNL_ARG_SCALE,
                DNNL_ARG_SHIFT,
                DNNL_ARG_DST,
                DNNL_ARG_MEAN,
                DNNL_ARG_VARIANCE);
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
                AFFINE,
                describe(prop_kind.forward_training, key.x(), key.epsilon(), AFFINE),
                engine.attributes(),
                false);
        return new Kernel(
                engine,
                key.toString(),
                description,
                DNNL_ARG_SRC,
                DNNL_ARG_DIFF_DST,
                DNNL_ARG_SCALE,
                DNNL_ARG_MEAN,
                DNNL_ARG_VARIANCE,
                DNNL_ARG_DIFF_SRC,
                DNNL_ARG_DIFF_SCALE,
                DNNL_ARG_DIFF_SHIFT);
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
