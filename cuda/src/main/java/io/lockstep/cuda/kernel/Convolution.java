package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Convolutions, each by the first provider that does its kind. */
public final class Convolution {
    private final Copying copying;
    private final List<ConvolutionProvider> providers;

    Convolution(Gpu gpu, Images images, Copying copying, PlanChoice choice) {
        this.copying = copying;
        PlainArrays plainArrays = new PlainArrays(gpu, copying);
        providers = List.of(
                new DepthwiseConvolutions(gpu, images, plainArrays),
                new TileConvolutions(gpu, images, plainArrays, choice),
                new DirectConvolutions(gpu, plainArrays));
    }

    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (y.numel() > 0) {
            ConvolutionShape shape = ConvolutionShape.of(x, weight, y, window);
            provider(shape, x).forward(shape, x, weight, bias, y);
        }
    }

    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        if (dy.numel() == 0) {
            copying.fill(dx, 0);
        } else if (dx.numel() > 0) {
            ConvolutionShape shape = ConvolutionShape.of(dx, weight, dy, window);
            provider(shape, dy).backwardData(shape, dy, weight, dx);
        }
    }

    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        if (dy.numel() == 0 || x.numel() == 0) {
            copying.fill(dweight, 0);
            if (dbias != null) {
                copying.fill(dbias, 0);
            }
            return;
        }
        ConvolutionShape shape = ConvolutionShape.of(x, dweight, dy, window);
        provider(shape, dy).backwardWeights(shape, x, dy, dweight, dbias);
    }

    /** Whether convolutions of float32 images may round to 10 bits behind the point. */
    public void allowTensorFloat32(boolean allowed) {
        providers.forEach(provider -> provider.allowTensorFloat32(allowed));
    }

    private ConvolutionProvider provider(ConvolutionShape shape, NdArray images) {
        for (ConvolutionProvider provider : providers) {
            if (provider.supports(shape, images.dtype())) {
                return provider;
            }
        }
        throw new IllegalArgumentException(
                "a convolution on a GPU works on at most 2^31 - 1 pixels and weights, but got " + shape
                        + "; use a smaller batch");
    }
}
