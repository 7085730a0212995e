package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.Window;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ConvolutionPackingTest {
    @Test
    void aResnetsFirstConvolutionIsFolded() {
        ConvolutionPacking packing =
                ConvolutionPacking.of(shape(3, 224, 224, Window.square(7, 2, 3)), ProductKind.BFLOAT16);
        assertThat(packing.needed()).isTrue();
        assertThat(packing.fold()).isEqualTo(2);
        assertThat(packing.shift()).isEqualTo(1);
        assertThat(packing.imageWidth()).isEqualTo(224);
        ConvolutionShape packed = packing.packed();
        assertThat(packed.width()).isEqualTo(112);
        assertThat(packed.channels()).isEqualTo(8);
        assertThat(packed.window()).isEqualTo(new Window(7, 4, 2, 1, 3, 2));
        assertThat(packed.window().outputWidth(packed.width())).isGreaterThanOrEqualTo(112);
    }

    @Test
    void otherImagesAreFilledUpToWholeChunks() {
        Window window = Window.square(3, 1, 1);
        ConvolutionPacking halves = ConvolutionPacking.of(shape(12, 9, 9, window), ProductKind.FLOAT16);
        assertThat(halves.inner()).isEqualTo(16);
        assertThat(halves.needed()).isTrue();
        ConvolutionPacking singles = ConvolutionPacking.of(shape(12, 9, 9, window), ProductKind.FLOAT32);
        assertThat(singles.inner()).isEqualTo(12);
        assertThat(singles.needed()).isFalse();
        assertThat(singles.packed()).isEqualTo(shape(12, 9, 9, window));
    }

    @Test
    void singlePrecisionImagesAreNotFolded() {
        ConvolutionPacking packing =
                ConvolutionPacking.of(shape(3, 224, 224, Window.square(7, 2, 3)), ProductKind.TENSOR_FLOAT32);
        assertThat(packing.fold()).isEqualTo(1);
        assertThat(packing.inner()).isEqualTo(4);
    }

    private static ConvolutionShape shape(int channels, int height, int width, Window window) {
        return new ConvolutionShape(
                2,
                channels,
                height,
                width,
                64,
                1,
                (int) window.outputHeight(height),
                (int) window.outputWidth(width),
                window);
    }
}
