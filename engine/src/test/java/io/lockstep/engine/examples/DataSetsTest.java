package io.lockstep.engine.examples;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.DataLoader;
import io.lockstep.engine.data.Dataset;
import io.lockstep.engine.data.RandomSplit;
import io.lockstep.engine.data.Subset;
import io.lockstep.engine.data.TensorDataset;
import io.lockstep.engine.data.transform.Compose;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.data.transform.ImageTransform;
import io.lockstep.engine.data.transform.RandomHorizontalFlip;
import io.lockstep.engine.random.RandomStream;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Data sets, loaders and transforms. */
final class DataSetsTest {
    private final Device device = Device.open("cpu");

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void batchesOfTensors() {
        Tensor x = device.arange(DType.FLOAT32, 0, 20, 1).view(10, 2);
        Tensor labels = device.arange(10);
        List<Long> seen = new ArrayList<>();
        try (DataLoader<Batch> loader = DataLoader.of(TensorDataset.of(x, labels))
                .batchSize(4)
                .shuffle(true)
                .seed(1)
                .build()) {
            assertThat(loader.size()).isEqualTo(3);
            for (Batch batch : loader) {
                Tensor inputs = batch.tensor(device, 0);
                Tensor targets = batch.tensor(device, 1);
                assertThat(inputs.shape().size(0)).isEqualTo(targets.numel());
                for (double target : targets.toDoubleArray()) {
                    seen.add((long) target);
                }
            }
        }
        assertThat(seen)
                .hasSize(10)
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L)
                .isNotEqualTo(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L));
    }

    /** Points on a line: whatever has a size and gives its samples is a data set. */
    private record Squares(int size) implements Dataset<List<Double>> {
        @Override
        public List<Double> get(int index) {
            return List.of((double) index, (double) index * index);
        }
    }

    @Test
    void aDataSetOfOnesOwn() throws Exception {
        List<Subset<List<Double>>> parts = RandomSplit.byFractions(new Squares(10), 0, 0.8, 0.2);
        assertThat(parts.get(0).size()).isEqualTo(8);
        assertThat(parts.get(1).size()).isEqualTo(2);
        try (DataLoader<Batch> loader =
                DataLoader.of(parts.get(0)).batchSize(8).numWorkers(2).build()) {
            for (Batch batch : loader) {
                Tensor roots = batch.tensor(device, 0);
                assertThat(batch.tensor(device, 1).equal(roots.square())).isTrue();
            }
        }
    }

    /** Turns black into white. One object serves all threads, so it keeps no state. */
    private static final class Invert implements ImageTransform {
        @Override
        public void apply(Image image, RandomStream random) {
            byte[] pixels = image.pixels();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (255 - (pixels[i] & 0xFF));
            }
        }
    }

    @Test
    void aTransformOfOnesOwn() {
        Image image = new Image(1, 2, 1);
        image.pixels()[0] = (byte) 255;
        new Compose(List.of(new RandomHorizontalFlip(1.0), new Invert())).apply(image, new RandomStream(0, 0));
        assertThat(image.pixels()).containsExactly((byte) 255, (byte) 0);
    }
}
