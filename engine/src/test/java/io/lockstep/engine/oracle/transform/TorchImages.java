package io.lockstep.engine.oracle.transform;

import java.nio.FloatBuffer;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.InterpolateMode;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBilinear;
import org.bytedeco.pytorch.kNearest;

/**
 * torchvision's functions for tensors, line by line on libtorch, for images float32 [1, C, H, W]; those of bytes are whole
 * numbers in float32 and truncated or rounded where torchvision converts.
 */
final class TorchImages {
    private TorchImages() {}

    static Tensor resize(Tensor image, boolean bytes, int height, int width, boolean bilinear, boolean antialias) {
        InterpolateFuncOptions options = new InterpolateFuncOptions();
        options.size().put(new LongVector(height, width));
        options.mode().put(bilinear ? new InterpolateMode(new kBilinear()) : new InterpolateMode(new kNearest()));
        if (bilinear) {
            options.align_corners().put(false);
            options.antialias().put(antialias);
        }
        Tensor resized = torch.interpolate(image, options);
        return bytes ? resized.round() : resized;
    }

    /** {@code _gen_affine_grid} and {@code grid_sample}, with the mask that makes the fill. */
    static Tensor affine(
            Tensor image, boolean bytes, double[] matrix, int height, int width, boolean bilinear, float fill) {
        float[] theta = new float[6];
        for (int i = 0; i < 6; i++) {
            theta[i] = (float) matrix[i];
        }
        float[] base = new float[height * width * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                base[at] = x - width * 0.5f + 0.5f;
                base[at + 1] = y - height * 0.5f + 0.5f;
                base[at + 2] = 1;
            }
        }
        float[] half = {0.5f * image.size(3), 0.5f * image.size(2)};
        Tensor rescaled = Tensor.create(theta, 2, 3).t().div(Tensor.create(half, 2));
        Tensor grid =
                Tensor.create(base, (long) height * width, 3).matmul(rescaled).view(1, height, width, 2);
        Tensor mask = torch.ones(1, 1, image.size(2), image.size(3));
        Tensor both = torch.cat(new TensorVector(image, mask), 1);
        Tensor sampled = torch.grid_sampler(both, grid, bilinear ? 0 : 1, 0, false);
        long channels = image.size(1);
        Tensor values = sampled.narrow(1, 0, channels);
        Tensor inside = sampled.narrow(1, channels, 1);
        Tensor result = bilinear
                ? values.mul(inside).add(inside.neg().add(new Scalar(1)).mul(new Scalar(fill)))
                : torch.where(inside.lt(new Scalar(0.5)), new Scalar(fill), values);
        return bytes ? result.round() : result;
    }

    static Tensor grey(Tensor image, boolean bytes) {
        Tensor red = image.select(1, 0).mul(new Scalar(0.2989));
        Tensor green = image.select(1, 1).mul(new Scalar(0.587));
        Tensor blue = image.select(1, 2).mul(new Scalar(0.114));
        Tensor grey = red.add(green).add(blue).unsqueeze(1);
        return bytes ? grey.trunc() : grey;
    }

    static Tensor blend(Tensor image, Tensor other, double ratio, boolean bytes) {
        Tensor mixed = image.mul(new Scalar(ratio)).add(other.mul(new Scalar(1 - ratio)));
        Tensor clamped = clamp(mixed, bytes ? 255 : 1);
        return bytes ? clamped.trunc() : clamped;
    }

    static Tensor brightness(Tensor image, double factor, boolean bytes) {
        return blend(image, torch.zeros_like(image), factor, bytes);
    }

    static Tensor contrast(Tensor image, double factor, boolean bytes) {
        Tensor grey = image.size(1) == 3 ? grey(image, bytes) : image;
        return blend(image, grey.mean(), factor, bytes);
    }

    static Tensor saturation(Tensor image, double factor, boolean bytes) {
        return image.size(1) == 1 ? image : blend(image, grey(image, bytes), factor, bytes);
    }

    static Tensor hue(Tensor image, double turn, boolean bytes) {
        if (image.size(1) == 1) {
            return image;
        }
        Tensor floats = bytes ? image.div(new Scalar(255)) : image;
        Tensor red = floats.select(1, 0);
        Tensor green = floats.select(1, 1);
        Tensor blue = floats.select(1, 2);
        Tensor max = floats.amax(new long[] {1}, false);
        Tensor range = max.sub(floats.amin(new long[] {1}, false));
        Tensor flat = range.eq(new Scalar(0));
        Tensor ones = torch.ones_like(max);
        Tensor saturation = range.div(torch.where(flat, ones, max));
        Tensor divisor = torch.where(flat, ones, range);
        Tensor rc = max.sub(red).div(divisor);
        Tensor gc = max.sub(green).div(divisor);
        Tensor bc = max.sub(blue).div(divisor);
        Tensor isRed = max.eq(red);
        Tensor isGreen = max.eq(green).logical_and(isRed.logical_not());
        Tensor isBlue = max.ne(green).logical_and(isRed.logical_not());
        Tensor hue = isRed.mul(bc.sub(gc))
                .add(isGreen.mul(rc.add(new Scalar(2)).sub(bc)))
                .add(isBlue.mul(gc.add(new Scalar(4)).sub(rc)));
        hue = hue.div(new Scalar(6)).add(new Scalar(1)).fmod(new Scalar(1));
        hue = hue.add(new Scalar(turn)).remainder(new Scalar(1));
        Tensor turned = toRgb(hue, saturation, max);
        return bytes ? turned.mul(new Scalar(255 + 1 - 1e-3)).trunc() : turned;
    }

    private static Tensor toRgb(Tensor hue, Tensor saturation, Tensor value) {
        Tensor sixths = hue.mul(new Scalar(6));
        Tensor sector = sixths.floor();
        Tensor fraction = sixths.sub(sector);
        Tensor p = clamp(value.mul(oneMinus(saturation)), 1);
        Tensor q = clamp(value.mul(oneMinus(saturation.mul(fraction))), 1);
        Tensor t = clamp(value.mul(oneMinus(saturation.mul(oneMinus(fraction)))), 1);
        Tensor i = sector.remainder(new Scalar(6));
        Tensor[] red = {value, q, p, p, t, value};
        Tensor[] green = {t, value, value, q, p, p};
        Tensor[] blue = {p, p, t, value, value, q};
        return torch.stack(new TensorVector(choose(i, red), choose(i, green), choose(i, blue)), 1);
    }

    private static Tensor choose(Tensor sector, Tensor[] values) {
        Tensor chosen = torch.zeros_like(sector);
        for (int i = 0; i < values.length; i++) {
            chosen = chosen.add(sector.eq(new Scalar(i)).mul(values[i]));
        }
        return chosen;
    }

    private static Tensor oneMinus(Tensor x) {
        return x.neg().add(new Scalar(1));
    }

    private static Tensor clamp(Tensor x, double bound) {
        return x.clamp(new ScalarOptional(new Scalar(0)), new ScalarOptional(new Scalar(bound)));
    }

    static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        FloatBuffer elements = tensor.contiguous().createBuffer();
        elements.get(values);
        return values;
    }
}
