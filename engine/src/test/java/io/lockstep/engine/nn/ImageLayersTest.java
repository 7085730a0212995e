package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Parameters of convolutions, poolings and normalisations, their initial values, and the shapes of results. */
final class ImageLayersTest {
    private final Device device = new Device(new ReferenceBackend());
    private final Initialisation initial = new Initialisation(device, DType.FLOAT32, 1);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void haveTheParametersOfPyTorch() {
        Window window = Window.square(3, 2, 1);
        assertParameters(
                new Conv2d(initial, 8, 12, window, 4, true),
                Map.of("weight", Shape.of(12, 2, 3, 3), "bias", Shape.of(12)));
        assertParameters(new Conv2d(initial, 8, 8, window, 8, false), Map.of("weight", Shape.of(8, 1, 3, 3)));
        assertParameters(Conv2d.withoutBias(initial, 8, 8, window, 8), Map.of("weight", Shape.of(8, 1, 3, 3)));
        assertParameters(
                new Conv1d(initial, 6, 4, Window.line(5, 1, 2), 2, true),
                Map.of("weight", Shape.of(4, 3, 5), "bias", Shape.of(4)));
        assertParameters(
                new ConvTranspose2d(initial, 6, 4, window, 1, 2, true),
                Map.of("weight", Shape.of(6, 2, 3, 3), "bias", Shape.of(4)));
        assertParameters(new LayerNorm(initial, 3, 4), Map.of("weight", Shape.of(3, 4), "bias", Shape.of(3, 4)));
        assertParameters(new LayerNorm(initial, Shape.of(4), 1e-6, true, false), Map.of("weight", Shape.of(4)));
        assertParameters(new LayerNorm(initial, Shape.of(4), 1e-6, false, true), Map.of());
        assertParameters(new GroupNorm(initial, 2, 6), Map.of("weight", Shape.of(6), "bias", Shape.of(6)));
        assertParameters(new BatchNorm1d(initial, 6), Map.of("weight", Shape.of(6), "bias", Shape.of(6)));
        assertParameters(new BatchNorm2d(initial, 6, new BatchNormOptions(1e-5, 0.1, false, false)), Map.of());
        assertThat(new BatchNorm1d(initial, 6).namedBuffers())
                .containsOnlyKeys("running_mean", "running_var", "num_batches_tracked");
    }

    private static void assertParameters(Module module, Map<String, Shape> shapes) {
        Map<String, Shape> found = new LinkedHashMap<>();
        module.namedParameters().forEach((name, tensor) -> found.put(name, tensor.shape()));
        assertThat(found).isEqualTo(shapes);
    }

    @Test
    void giveImagesOfPyTorchsSizes() {
        Tensor x = device.zeros(DType.FLOAT32, Shape.of(2, 8, 13, 10));
        Window window = new Window(3, 3, 2, 2, 1, 1, 2, 2);
        assertThat(new Conv2d(initial, 8, 12, window, 4, true).forward(x).shape())
                .isEqualTo(Shape.of(2, 12, 6, 4));
        assertThat(new ConvTranspose2d(initial, 8, 4, window, 1, 2, true)
                        .forward(x)
                        .shape())
                .isEqualTo(Shape.of(2, 4, 28, 22));
        assertThat(new MaxPool2d(Window.square(3, 2, 0), true).forward(x).shape())
                .isEqualTo(Shape.of(2, 8, 6, 5));
        assertThat(new AvgPool2d(3).forward(x).shape()).isEqualTo(Shape.of(2, 8, 4, 3));
        assertThat(new AdaptiveAvgPool2d(5, 7).forward(x).shape()).isEqualTo(Shape.of(2, 8, 5, 7));
        assertThat(new GroupNorm(initial, 2, 8).forward(x).shape()).isEqualTo(x.shape());
        Tensor sequence = device.zeros(DType.FLOAT32, Shape.of(2, 6, 11));
        assertThat(new Conv1d(initial, 6, 4, 5).forward(sequence).shape()).isEqualTo(Shape.of(2, 4, 7));
        assertThat(new BatchNorm1d(initial, 6).forward(sequence).shape()).isEqualTo(sequence.shape());
    }

    @Test
    void drawWeightsByTheInputsOfOneGroup() {
        double[] grouped = weight(new Conv2d(initial, 64, 64, Window.square(3, 1, 1), 16, true));
        assertUniform(grouped, 1 / Math.sqrt(4 * 9));
        assertUniform(weight(new Conv1d(initial, 32, 64, 5)), 1 / Math.sqrt(32 * 5));
        double[] transposed = weight(new ConvTranspose2d(initial, 64, 32, Window.square(3, 1, 1), 0, 2, true));
        assertUniform(transposed, 1 / Math.sqrt(16 * 9));
    }

    /** Thousands of numbers come near both bounds, and have a third of the bound's square as variance. */
    private static void assertUniform(double[] values, double bound) {
        double largest = 0;
        double square = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
            square += value * value;
        }
        assertThat(largest).isBetween(0.99 * bound, bound);
        assertThat(square / values.length).isCloseTo(bound * bound / 3, within(0.05 * bound * bound));
    }

    @Test
    void withoutMomentumStatisticsAreMeansOverAllBatches() {
        BatchNorm2d norm = new BatchNorm2d(initial, 1, new BatchNormOptions(1e-5, null, true, true));
        norm.forward(device.tensor(new float[] {1, 3}, 2, 1, 1, 1));
        norm.forward(device.tensor(new float[] {5, 9}, 2, 1, 1, 1));
        Map<String, Tensor> buffers = norm.namedBuffers();
        assertThat(Objects.requireNonNull(buffers.get("running_mean")).item()).isCloseTo(4.5, within(1e-6));
        assertThat(Objects.requireNonNull(buffers.get("running_var")).item()).isCloseTo(5, within(1e-6));
        assertThat(Objects.requireNonNull(buffers.get("num_batches_tracked")).item())
                .isEqualTo(2);
    }

    @Test
    void withoutRunningStatisticsEvaluationTakesThoseOfTheBatch() {
        BatchNorm1d norm = new BatchNorm1d(initial, 1, new BatchNormOptions(0, 0.1, false, false));
        norm.eval();
        assertThat(norm.forward(device.tensor(new float[] {1, 3}, 2, 1)).toDoubleArray())
                .containsExactly(-1, 1);
    }

    @Test
    void refuseWhatDoesNotFit() {
        assertThatThrownBy(() -> new Conv2d(initial, 6, 4, Window.square(3, 1, 1), 4, true))
                .hasMessage("Conv2d expects groups that divide its channels but got 4 groups for 6 channels in and 4"
                        + " out; use a divisor of both");
        assertThatThrownBy(() -> new Conv1d(initial, 6, 4, Window.square(3, 1, 1), 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("make it by Window.line");
        Tensor images = device.zeros(DType.FLOAT32, Shape.of(1, 3, 4, 4));
        Conv2d grouped = new Conv2d(initial, 6, 4, Window.square(3, 1, 1), 2, true);
        assertThatThrownBy(() -> grouped.forward(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("conv2d expects float32[N, 6, H, W] but got float32[1, 3, 4, 4]");
        ConvTranspose2d transposed = new ConvTranspose2d(initial, 3, 4, Window.square(3, 2, 1), 2, 1, true);
        assertThatThrownBy(() -> transposed.forward(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("less than the stride of 2x2 but got 2x2");
        MaxPool2d gaps = new MaxPool2d(Window.square(2, 1, 1).dilated(5));
        assertThatThrownBy(() -> gaps.forward(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a window whose elements all lie beside the image of 4x4");
        BatchNorm2d norm = new BatchNorm2d(initial, 3);
        Tensor single = device.zeros(DType.FLOAT32, Shape.of(1, 3, 1, 1));
        assertThatThrownBy(() -> norm.forward(single))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchNorm in training expects more than one value per channel but got [1, 3, 1, 1];"
                        + " use larger batches, or eval()");
        assertThatThrownBy(() -> new LayerNorm(initial, 5).forward(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layerNorm over [5] expects a floating tensor that ends in this shape but got"
                        + " float32[1, 3, 4, 4]");
    }

    private static double[] weight(Module layer) {
        return Objects.requireNonNull(layer.namedParameters().get("weight")).toDoubleArray();
    }
}
