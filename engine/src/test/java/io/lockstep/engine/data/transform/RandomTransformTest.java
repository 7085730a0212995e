package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What random transforms draw, over many streams, and that bytes and floats get the same. */
final class RandomTransformTest {
    private static final int DRAWS = 4_000;

    @Test
    void flipsTheSameForBytesAndFloats() {
        int flips = 0;
        for (int sample = 0; sample < DRAWS; sample++) {
            Image image = image(3, 4, 2);
            FloatImage floats = floats(image);
            new RandomVerticalFlip(0.3).apply(image, random(sample));
            new RandomVerticalFlip(0.3).apply(floats, random(sample));
            boolean flipped = image.get(0, 0, 0) != 1;
            flips += flipped ? 1 : 0;
            assertThat(image.get(0, 1, 1)).isEqualTo(flipped ? 20 : 4);
            assertSame(image, floats);
            new RandomHorizontalFlip().apply(image, random(sample));
            new RandomHorizontalFlip().apply(floats, random(sample));
            new RandomCrop(2).apply(image, random(sample));
            new RandomCrop(2).apply(floats, random(sample));
            assertSame(image, floats);
        }
        assertThat(flips / (double) DRAWS).isEqualTo(0.3, Offset.offset(0.03));
    }

    @Test
    void cropsReachEveryWindow() {
        int[] counts = new int[4];
        for (int sample = 0; sample < DRAWS; sample++) {
            Image image = image(3, 4, 1);
            new RandomCrop(2, 3, 0).apply(image, random(sample));
            assertThat(image.height()).isEqualTo(2);
            assertThat(image.width()).isEqualTo(3);
            int first = image.pixels()[0] - 1;
            counts[first / 4 * 2 + first % 4]++;
            assertThat(image.pixels()[5]).isEqualTo((byte) (first + 7));
        }
        for (int count : counts) {
            assertThat(count).isBetween(880, 1120);
        }
        assertThatThrownBy(() -> new RandomCrop(5, 4, 0).apply(image(3, 4, 1), random(0)))
                .hasMessageContaining(
                        "should cut 5 x 4 pixels out of an image of 3 x 4 padded by 0; raise the padding");
    }

    @Test
    void rotationStaysInItsRange() {
        int left = 0;
        for (int sample = 0; sample < DRAWS; sample++) {
            Image image = new Image(101, 101, 1);
            image.pixels()[50] = 1;
            new RandomRotation(-15, 15).apply(image, random(sample));
            int at = 0;
            while (at < image.pixels().length && image.pixels()[at] == 0) {
                at++;
            }
            if (at == image.pixels().length) {
                continue;
            }
            double angle = Math.toDegrees(Math.atan2(at % 101 - 50, 50 - at / 101));
            assertThat(angle).isBetween(-15.8, 15.8);
            left += angle < 0 ? 1 : 0;
        }
        assertThat(left / (double) DRAWS).isBetween(0.35, 0.55);
    }

    @Test
    void noiseHasItsMeanAndDeviation() {
        FloatImage floats = new FloatImage(1, 200, 200);
        new GaussianNoise(0.1, 0.2, false).apply(floats, random(0));
        double mean = 0;
        double squares = 0;
        for (float value : floats.values()) {
            mean += value / 40_000;
            squares += (value - 0.1) * (value - 0.1) / 40_000;
        }
        assertThat(mean).isEqualTo(0.1, Offset.offset(0.004));
        assertThat(Math.sqrt(squares)).isEqualTo(0.2, Offset.offset(0.004));
        new GaussianNoise(0, 1).apply(floats, random(1));
        for (float value : floats.values()) {
            assertThat(value).isBetween(0f, 1f);
        }
        Image image = new Image(100, 100, 1);
        new GaussianNoise(0.5, 0.01).apply(image, random(0));
        for (int i = 0; i < 10_000; i++) {
            assertThat(image.pixels()[i] & 0xFF).isBetween(110, 145);
        }
    }

    @Test
    void erasesRectanglesOfTheAskedAreaAndRatio() {
        int erased = 0;
        for (int sample = 0; sample < DRAWS; sample++) {
            FloatImage image = new FloatImage(2, 40, 50);
            new RandomErasing(0.5, new Range(0.1, 0.2), new Range(0.5, 2), 1, 2).apply(image, random(sample));
            int count = 0;
            int top = 40;
            int bottom = -1;
            for (int i = 0; i < 2000; i++) {
                assertThat(image.values()[2000 + i]).isEqualTo(2 * image.values()[i]);
                if (image.values()[i] != 0) {
                    count++;
                    top = Math.min(top, i / 50);
                    bottom = Math.max(bottom, i / 50);
                }
            }
            if (count > 0) {
                erased++;
                int height = bottom - top + 1;
                assertThat(count % height).isZero();
                assertThat(count).isBetween(170, 430);
                assertThat(height * height / (double) count).isBetween(0.43, 2.3);
            }
        }
        assertThat(erased / (double) DRAWS).isEqualTo(0.5, Offset.offset(0.03));
    }

    @Test
    void resizedCropsHaveOneSizeAndTheAskedArea() {
        Range scale = new Range(0.25, 0.25);
        for (int sample = 0; sample < 200; sample++) {
            // Each pixel tells its column, then its row: a quarter of the area, square, spans half of both.
            for (boolean columns : new boolean[] {true, false}) {
                FloatImage image = new FloatImage(1, 60, 60);
                for (int i = 0; i < 3600; i++) {
                    image.values()[i] = columns ? i % 60 : i / 60;
                }
                new RandomResizedCrop(30, 30, scale, new Range(1, 1), Interpolation.NEAREST, false)
                        .apply(image, random(sample));
                assertThat(image.values()).hasSize(900);
                assertThat(image.values()[899] - image.values()[0]).isEqualTo(29);
            }
        }
        // Far too long for the ratio: the middle part of 4:3.
        FloatImage wide = new FloatImage(1, 3, 100);
        for (int i = 0; i < 300; i++) {
            wide.values()[i] = i % 100;
        }
        new RandomResizedCrop(3, 4, new Range(1, 1), new Range(3 / 4.0, 4 / 3.0), Interpolation.NEAREST, false)
                .apply(wide, random(0));
        assertThat(wide.values()[0]).isEqualTo(48);
        assertThat(wide.values()[3]).isEqualTo(51);
    }

    @Test
    void jitterDrawsFactorsOfItsRangeInEveryOrder() {
        int brighter = 0;
        Set<Float> orders = new HashSet<>();
        for (int sample = 0; sample < DRAWS; sample++) {
            FloatImage grey = new FloatImage(1, 1, 1);
            grey.values()[0] = 0.5f;
            new ColorJitter(0.4, 0, 0, 0).apply(grey, random(sample));
            assertThat(grey.values()[0]).isBetween(0.3f, 0.7f);
            brighter += grey.values()[0] > 0.6 ? 1 : 0;
            // Brightness 2 clips at white: before contrast and after it differ.
            FloatImage two = new FloatImage(1, 1, 2);
            two.values()[0] = 0.8f;
            two.values()[1] = 0.4f;
            Range one = new Range(1, 1);
            Range half = new Range(0.5, 0.5);
            new ColorJitter(new Range(2, 2), half, one, new Range(0, 0)).apply(two, random(sample));
            orders.add(two.values()[1]);
        }
        assertThat(brighter / (double) DRAWS).isEqualTo(0.25, Offset.offset(0.03));
        assertThat(orders).hasSize(2);
        assertThatThrownBy(() -> new ColorJitter(0, 0, 0, 0.6))
                .hasMessageContaining("in [-0.5, 0.5], but is -0.6 to 0.6");
        assertThatThrownBy(() -> new ColorJitter(-1, 0, 0, 0)).hasMessageContaining("brightness of ColorJitter");
    }

    @Test
    void resizesTheSmallerEdge() {
        Image image = image(30, 45, 3);
        new Resize(10).apply(image, random(0));
        assertThat(image.height()).isEqualTo(10);
        assertThat(image.width()).isEqualTo(15);
        new Resize(7).apply(image, random(0));
        assertThat(image.width()).isEqualTo(10);
        assertThatThrownBy(() -> new Resize(0)).hasMessageContaining("sizes of 1 or more, but got 0");
        assertThatThrownBy(() -> new Normalize(new double[] {0}, new double[] {0}))
                .hasMessageContaining("other than 0");
        assertThatThrownBy(() ->
                        new Normalize(new double[] {0}, new double[] {1}).apply(new FloatImage(3, 1, 1), random(0)))
                .hasMessageContaining("means for 1 channels, but the image has 3");
    }

    private static void assertSame(Image image, FloatImage floats) {
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    assertThat(floats.get(y, x, c)).isEqualTo(image.get(y, x, c));
                }
            }
        }
    }

    private static FloatImage floats(Image image) {
        FloatImage floats = new FloatImage(image.channels(), image.height(), image.width());
        for (int c = 0; c < image.channels(); c++) {
            for (int i = 0; i < image.height() * image.width(); i++) {
                int x = i % image.width();
                floats.set(i / image.width(), x, c, image.get(i / image.width(), x, c));
            }
        }
        return floats;
    }

    private static Image image(int height, int width, int channels) {
        Image image = new Image(height, width, channels);
        for (int i = 0; i < image.pixels().length; i++) {
            image.pixels()[i] = (byte) (i + 1);
        }
        return image;
    }

    private static RandomStream random(int sample) {
        return new RandomStream(17, sample);
    }
}
