package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ImageTransformTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 4, 1", "2, 5, 3", "4, 1, 2"})
    void flipMirrorsEachRow(int height, int width, int channels) {
        Image image = image(height, width, channels);
        byte[] before = image.pixels().clone();
        new RandomHorizontalFlip(1).apply(image, random(0));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    assertThat(image.pixels()[(y * width + x) * channels + c])
                            .isEqualTo(before[(y * width + width - 1 - x) * channels + c]);
                }
            }
        }
    }

    @Test
    void flipsAsOftenAsItShould() {
        Image image = image(1, 2, 1);
        int flips = 0;
        for (int sample = 0; sample < 10_000; sample++) {
            byte left = image.pixels()[0];
            new RandomHorizontalFlip(0.3).apply(image, random(sample));
            flips += image.pixels()[0] == left ? 0 : 1;
        }
        assertThat(flips).isBetween(2_800, 3_200);
    }

    /** All shifts, also those that leave nothing of the image, against the definition. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 4, 1", "2, 5, 3"})
    void cropTakesTheWindowAndPadsWithBlack(int height, int width, int channels) {
        for (int down = -height - 1; down <= height + 1; down++) {
            for (int right = -width - 1; right <= width + 1; right++) {
                Image image = image(height, width, channels);
                byte[] before = image.pixels().clone();
                Arrays.fill(image.spare(), (byte) 99);
                RandomCrop.crop(image, down, right);
                assertThat(image.pixels()).isEqualTo(window(before, height, width, channels, down, right));
            }
        }
    }

    @Test
    void cropReachesEveryPlace() {
        int[] counts = new int[9];
        for (int sample = 0; sample < 9_000; sample++) {
            Image image = new Image(3, 3, 1);
            image.pixels()[4] = 1;
            new RandomCrop(1).apply(image, random(sample));
            for (int i = 0; i < 9; i++) {
                counts[i] += image.pixels()[i];
            }
        }
        for (int count : counts) {
            assertThat(count).isBetween(850, 1150);
        }
    }

    @Test
    void composeAppliesInOrder() {
        Image image = new Image(1, 1, 1);
        ImageTransform one = (changed, random) -> changed.pixels()[0] = (byte) (changed.pixels()[0] * 3 + 1);
        ImageTransform two = (changed, random) -> changed.pixels()[0] = (byte) (changed.pixels()[0] * 5);
        new Compose(List.of(one, two, one)).apply(image, random(0));
        assertThat(image.pixels()[0]).isEqualTo((byte) 16);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new RandomHorizontalFlip(Double.NaN))
                .hasMessage("the probability of a flip should be in [0, 1], but is NaN");
        assertThatThrownBy(() -> new RandomCrop(-1)).hasMessage("the padding of a crop should be 0 or more, but is -1");
    }

    private static byte[] window(byte[] before, int height, int width, int channels, int down, int right) {
        byte[] result = new byte[before.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromY = y + down;
                int fromX = x + right;
                boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
                for (int c = 0; c < channels && inside; c++) {
                    result[(y * width + x) * channels + c] = before[(fromY * width + fromX) * channels + c];
                }
            }
        }
        return result;
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
