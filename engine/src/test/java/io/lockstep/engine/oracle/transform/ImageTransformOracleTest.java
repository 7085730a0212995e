package io.lockstep.engine.oracle.transform;

import io.lockstep.engine.data.transform.CenterCrop;
import io.lockstep.engine.data.transform.ColorJitter;
import io.lockstep.engine.data.transform.FloatImage;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.data.transform.Interpolation;
import io.lockstep.engine.data.transform.Normalize;
import io.lockstep.engine.data.transform.RandomAffine;
import io.lockstep.engine.data.transform.RandomRotation;
import io.lockstep.engine.data.transform.Range;
import io.lockstep.engine.data.transform.Raster;
import io.lockstep.engine.data.transform.RasterTransform;
import io.lockstep.engine.data.transform.Resize;
import io.lockstep.engine.data.transform.ToTensor;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.random.RandomStream;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ImageTransformOracleTest {
    private static final double TOLERANCE = 2e-4;
    private static final int[][] SIZES = {{1, 1}, {1, 5}, {4, 3}, {7, 7}, {13, 8}, {24, 31}};
    private static final double[] ANGLES = {0, 90, -90, 180, 13.7, -14.3, 45.1, 123.4, 271.3};
    private static final Range ONE = new Range(1, 1);
    private static final Range ZERO = new Range(0, 0);

    private final Random random = new Random(20240611);
    private int cases;

    @Test
    void scalesAsInterpolateDoes() {
        int[][] targets = {{1, 1}, {3, 2}, {5, 9}, {8, 8}, {20, 33}};
        for (int[] size : SIZES) {
            for (int[] target : targets) {
                for (int kind = 0; kind < 3; kind++) {
                    boolean bilinear = kind > 0;
                    boolean antialias = kind == 2;
                    Resize resize = new Resize(
                            target[0], target[1], bilinear ? Interpolation.BILINEAR : Interpolation.NEAREST, antialias);
                    check(
                            "resize to " + target[0] + " x " + target[1] + " kind " + kind,
                            size,
                            resize,
                            (image, bytes) ->
                                    TorchImages.resize(image, bytes, target[0], target[1], bilinear, antialias));
                }
            }
        }
        assertThat(OracleCases.counted("E6", cases)).isEqualTo(6 * 5 * 3 * 4);
    }

    @Test
    void rotatesAsGridSampleDoes() {
        for (int[] size : SIZES) {
            for (double angle : ANGLES) {
                if (isHalfway(size, angle)) {
                    continue;
                }
                for (boolean bilinear : new boolean[] {false, true}) {
                    for (float fill : new float[] {0, 1}) {
                        RandomRotation rotation =
                                new RandomRotation(new Range(angle, angle), interpolation(bilinear), false, fill);
                        double[] matrix = TorchGeometry.matrix(-angle, 0, 0, 1, 0, 0);
                        check(
                                "rotation by " + angle + " bilinear " + bilinear,
                                size,
                                rotation,
                                (image, bytes) ->
                                        TorchImages.affine(image, bytes, matrix, size[0], size[1], bilinear, fill));
                    }
                }
            }
        }
        assertThat(OracleCases.counted("E6", cases)).isEqualTo((6 * 9 - 6) * 2 * 2 * 4);
    }

    @Test
    void expandsToTheWholeRotatedImage() {
        for (int[] size : SIZES) {
            for (double angle : ANGLES) {
                if (isHalfway(size, angle)) {
                    continue;
                }
                RandomRotation rotation = new RandomRotation(new Range(angle, angle), Interpolation.BILINEAR, true, 0);
                double[] matrix = TorchGeometry.matrix(-angle, 0, 0, 1, 0, 0);
                int[] target = TorchGeometry.expanded(matrix, size);
                check(
                        "expanded rotation by " + angle,
                        size,
                        rotation,
                        (image, bytes) -> TorchImages.affine(image, bytes, matrix, target[0], target[1], true, 0));
            }
        }
        assertThat(OracleCases.counted("E6", cases)).isEqualTo((6 * 9 - 6) * 4);
    }

    @Test
    void mapsAffinelyAsGridSampleDoes() {
        for (int[] size : SIZES) {
            for (int i = 0; i < 20; i++) {
                double angle = random.nextDouble(-180, 180);
                double scale = random.nextDouble(0.5, 2);
                double shearX = random.nextDouble(-30, 30);
                double shearY = random.nextDouble(-30, 30);
                boolean bilinear = i % 2 == 0;
                float fill = i % 3 == 0 ? 0.5f : 0;
                RandomAffine affine = new RandomAffine(
                        new Range(angle, angle),
                        0,
                        0,
                        new Range(scale, scale),
                        new Range(shearX, shearX),
                        new Range(shearY, shearY),
                        interpolation(bilinear),
                        fill);
                double[] matrix = TorchGeometry.matrix(angle, 0, 0, scale, shearX, shearY);
                check("affine " + affine, size, affine, (image, bytes) -> {
                    // Bytes drop the fraction of a fill that is not whole.
                    float whole = bytes && !bilinear ? (int) fill : fill;
                    return TorchImages.affine(image, bytes, matrix, size[0], size[1], bilinear, whole);
                });
            }
        }
        assertThat(OracleCases.counted("E6", cases)).isEqualTo(6 * 20 * 4);
    }

    @Test
    void shiftsAsGridSampleDoes() {
        for (int[] size : SIZES) {
            for (int seed = 0; seed < 10; seed++) {
                RandomAffine affine = RandomAffine.of(0).translate(0.5, 0.7);
                int key = seed;
                RandomStream draws = new RandomStream(key, 0);
                draws.nextDouble();
                double shiftX = Math.rint((2 * draws.nextDouble() - 1) * 0.5 * size[1]);
                double shiftY = Math.rint((2 * draws.nextDouble() - 1) * 0.7 * size[0]);
                double[] matrix = TorchGeometry.matrix(0, shiftX, shiftY, 1, 0, 0);
                RasterTransform seeded = (image, ignored) -> affine.change(image, new RandomStream(key, 0));
                check(
                        "shift by " + shiftX + ", " + shiftY,
                        size,
                        seeded,
                        (image, bytes) -> TorchImages.affine(image, bytes, matrix, size[0], size[1], false, 0));
            }
        }
        assertThat(OracleCases.counted("E6", cases)).isEqualTo(6 * 10 * 4);
    }

    @Test
    void changesColoursAsTorchvisionDoes() {
        for (int[] size : SIZES) {
            for (double factor : new double[] {0, 0.3, 0.9, 1.2, 2.5}) {
                Range range = new Range(factor, factor);
                check(
                        "brightness " + factor,
                        size,
                        new ColorJitter(range, ONE, ONE, ZERO),
                        (image, bytes) -> TorchImages.brightness(image, factor, bytes));
                check(
                        "contrast " + factor,
                        size,
                        new ColorJitter(ONE, range, ONE, ZERO),
                        (image, bytes) -> TorchImages.contrast(image, factor, bytes));
                check(
                        "saturation " + factor,
                        size,
                        new ColorJitter(ONE, ONE, range, ZERO),
                        (image, bytes) -> TorchImages.saturation(image, factor, bytes));
            }
            for (double turn : new double[] {-0.5, -0.21, -0.001, 0.1, 0.37, 0.5}) {
                check(
                        "hue " + turn,
                        size,
                        new ColorJitter(ONE, ONE, ONE, new Range(turn, turn)),
                        (image, bytes) -> TorchImages.hue(image, turn, bytes));
            }
        }
        assertThat(OracleCases.counted("E6", cases)).isEqualTo(6 * (5 * 3 + 6) * 4);
    }

    @Test
    void cutsTheMiddleAndNormalisesAsTorchvisionDoes() {
        for (int[] size : SIZES) {
            for (int[] window : new int[][] {{1, 1}, {2, 3}, {9, 6}, {40, 2}}) {
                check(
                        "centre crop",
                        size,
                        new CenterCrop(window[0], window[1]),
                        (image, bytes) -> TorchGeometry.centreCrop(image, window[0], window[1]));
            }
            Image image = bytes(size, 3);
            float[] raw = planes(image);
            FloatImage normalised = new ToTensor(
                            List.of(),
                            List.of(new Normalize(
                                    new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225})))
                    .apply(image, new RandomStream(0, 0));
            Tensor mean = Tensor.create(new float[] {0.485f, 0.456f, 0.406f}, 3, 1, 1);
            Tensor std = Tensor.create(new float[] {0.229f, 0.224f, 0.225f}, 3, 1, 1);
            Tensor expected = Tensor.create(raw, 3, size[0], size[1])
                    .div(new Scalar(255))
                    .sub(mean)
                    .div(std);
            assertThat(normalised.values()).containsExactly(TorchImages.values(expected));
            cases++;
        }
        assertThat(OracleCases.counted("E6", cases)).isEqualTo(6 * (4 * 4 + 1));
    }

    /** Quarter turns that put each pixel exactly between two others: float32's error alone chooses one. */
    private static boolean isHalfway(int[] size, double angle) {
        return Math.abs(angle) == 90 && (size[0] - size[1]) % 2 != 0;
    }

    /** Bytes and floats, one and three channels. */
    private void check(String what, int[] size, RasterTransform transform, BiFunction<Tensor, Boolean, Tensor> torchs) {
        for (int channels : new int[] {1, 3}) {
            Image image = bytes(size, channels);
            Tensor same = Tensor.create(planes(image), 1, channels, size[0], size[1]);
            transform.apply(image, new RandomStream(0, 0));
            assertClose(what, image, torchs.apply(same, true), 255);
            FloatImage floats = floats(size, channels);
            Tensor sameFloats = Tensor.create(floats.values().clone(), 1, channels, size[0], size[1]);
            transform.apply(floats, new RandomStream(0, 0));
            assertClose(what, floats, torchs.apply(sameFloats, false), 1);
            cases += 2;
        }
    }

    /** Bytes may differ by one where float32 and its order of sums decide a rounding: two, or 1 in 50. */
    private static void assertClose(String what, Raster image, Tensor expected, float scale) {
        String text = what + " on " + (scale == 1 ? "floats" : "bytes");
        assertThat(new long[] {image.channels(), image.height(), image.width()})
                .as(text)
                .containsExactly(expected.size(1), expected.size(2), expected.size(3));
        float[] torchs = TorchImages.values(expected);
        float[] ours = planes(image);
        int roundings = 0;
        for (int i = 0; i < ours.length; i++) {
            double difference = Math.abs(ours[i] - torchs[i]);
            roundings += image.isIntegral() && difference == 1 ? 1 : 0;
            assertThat(difference)
                    .as("%s, element %d: %s, libtorch %s", text, i, ours[i], torchs[i])
                    .isLessThanOrEqualTo(image.isIntegral() ? 1 : TOLERANCE);
        }
        assertThat(roundings).as(text).isLessThanOrEqualTo(2 + ours.length / 50);
    }

    private static Interpolation interpolation(boolean bilinear) {
        return bilinear ? Interpolation.BILINEAR : Interpolation.NEAREST;
    }

    private Image bytes(int[] size, int channels) {
        Image image = new Image(size[0], size[1], channels);
        random.nextBytes(image.pixels());
        return image;
    }

    private FloatImage floats(int[] size, int channels) {
        FloatImage image = new FloatImage(channels, size[0], size[1]);
        for (int i = 0; i < image.values().length; i++) {
            image.values()[i] = random.nextFloat();
        }
        return image;
    }

    private static float[] planes(Raster image) {
        float[] planes = new float[image.channels() * image.height() * image.width()];
        for (int i = 0; i < planes.length; i++) {
            int plane = image.height() * image.width();
            planes[i] = image.get(i % plane / image.width(), i % image.width(), i / plane);
        }
        return planes;
    }
}
