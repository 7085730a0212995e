package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.vector.Epilogue;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** What a {@link WinogradConvolution} does to its results, out of what comes after the convolution. */
final class Epilogues implements AutoCloseable {
    /** After those of the convolution's own input and results. */
    private static final int SLOT = 2;

    private final BlockedImages images;
    private final Affine affine = new Affine();

    Epilogues(BlockedImages images) {
        this.images = images;
    }

    static Epilogue bias(@Nullable NdArray bias) {
        return bias == null ? Epilogue.none() : Epilogue.offset(values(bias));
    }

    /** The bias goes through the normalisation: factor (y + bias) + offset. */
    Epilogue of(@Nullable NdArray bias, AfterConvolution after, int channels) {
        Epilogue scaling = bias(bias);
        if (after.normalization() != null) {
            affine.fold(after.normalization());
            float[] factors = new float[channels];
            float[] offsets = new float[channels];
            for (int c = 0; c < channels; c++) {
                factors[c] = affine.factor(c);
                float offset = scaling.scales() ? scaling.offsets()[c] : 0;
                offsets[c] = factors[c] * offset + affine.offset(c);
            }
            scaling = new Epilogue(factors, offsets, true, null, false);
        }
        NdArray addend = after.addend();
        return new Epilogue(
                scaling.factors(),
                scaling.offsets(),
                scaling.scales(),
                addend == null ? null : images.read(addend, SLOT),
                after.relu());
    }

    private static float[] values(NdArray array) {
        FloatBuffer buffer = array.contiguousBlock().buffer().asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    @Override
    public void close() {
        affine.close();
    }
}
