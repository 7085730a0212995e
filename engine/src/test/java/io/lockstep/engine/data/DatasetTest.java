package io.lockstep.engine.data;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.data.transform.FloatImage;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class DatasetTest {
    private static final int SIZE = 23;

    @Test
    void stacksWhateverSamplesHold() throws IOException {
        Dataset<Map<String, Object>> dataset = dataset(3, i -> {
            Map<String, Object> sample = new LinkedHashMap<>();
            sample.put("long", (long) i);
            sample.put("float", i + 0.5f);
            sample.put("double", i + 0.25);
            sample.put("bool", i == 1);
            sample.put("floats", new float[] {i, 2 * i});
            sample.put("longs", new long[] {i});
            sample.put("ints", new int[] {i, i});
            sample.put("bytes", new byte[] {(byte) (250 + i)});
            sample.put("text", "number " + i);
            sample.put("pair", List.of(new Example<>(new Image(1, 2, 3), i), new Object[] {new FloatImage(2, 1, 3)}));
            return sample;
        });
        try (DataLoader<Batch> loader = DataLoader.of(dataset).batchSize(3).build();
                Device device = new Device(new ReferenceBackend())) {
            Batch batch = loader.iterator().next();
            assertThat(batch.columns().stream().map(column -> column.name()))
                    .containsExactly(
                            "long",
                            "float",
                            "double",
                            "bool",
                            "floats",
                            "longs",
                            "ints",
                            "bytes",
                            "text",
                            "pair.0.input",
                            "pair.0.target",
                            "pair.1.0");
            assertThat(batch.to(device).stream().map(tensor -> tensor.dtype() + "" + tensor.shape()))
                    .containsExactly(
                            "int64[3]",
                            "float32[3]",
                            "float64[3]",
                            "bool[3]",
                            "float32[3, 2]",
                            "int64[3, 1]",
                            "int32[3, 2]",
                            "uint8[3, 1]",
                            "uint8[3, 1, 2, 3]",
                            "int64[3]",
                            "float32[3, 2, 1, 3]");
            assertThat(batch.tensor(device, "floats").toDoubleArray()).containsExactly(0, 0, 1, 2, 2, 4);
            assertThat(batch.tensor(device, "bytes").toDoubleArray()).containsExactly(250, 251, 252);
            assertThat(batch.tensor(device, "bool").toDoubleArray()).containsExactly(0, 1, 0);
            assertThat(batch.columns().get(8).values()).containsExactly("number 0", "number 1", "number 2");
            assertThatThrownBy(() -> batch.array(8)).hasMessageContaining("\"text\") of the batch holds text");
            assertThatThrownBy(() -> batch.array("none")).hasMessageContaining("no column \"none\"; it has [long");
        }
    }

    @Test
    void tensorsJoinedDividedAndMappedStayTheSame() throws IOException {
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor x = device.tensor(new float[] {0, 1, 2, 3, 4, 5}, 2, 3).t();
            Tensor y = device.tensor(new long[] {7, 8, 9}, 3);
            TensorDataset dataset = TensorDataset.of(x, y);
            assertThat(floats(dataset.get(1).get(0))).containsExactly(1, 4);
            assertThat(dataset.get(2).get(1).longs().get(0)).isEqualTo(9);
            assertThat(dataset.get(2).get(1).dtype()).isEqualTo(DType.INT64);
            assertThatThrownBy(() -> dataset.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> TensorDataset.of(x, device.tensor(new long[] {7, 8}, 2)))
                    .hasMessageContaining("one first dimension, but got the shapes [[3, 2], [2]]");
        }
        Dataset<Integer> joined =
                new ConcatDataset<>(List.of(numbers(0), numbers(2), numbers(0), numbers(3), numbers(0)));
        assertThat(all(joined)).containsExactly(0, 1, 0, 1, 2);
        assertThat(all(new Subset<>(joined, 4, 1, 1))).containsExactly(2, 1, 1);
        assertThat(all(joined.map((number, random) -> number * 10))).containsExactly(0, 10, 0, 10, 20);
        assertThatThrownBy(() -> joined.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Subset<>(joined, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void randomPartsDivideTheSamples() throws IOException {
        List<Subset<Integer>> parts = RandomSplit.byLengths(numbers(SIZE), 1, 10, 0, 13);
        List<Integer> together = new ArrayList<>();
        for (Subset<Integer> part : parts) {
            together.addAll(all(part));
        }
        assertThat(together)
                .containsExactlyInAnyOrderElementsOf(
                        boxed(SampleOrder.sequential(SIZE).toArray()));
        assertThat(together).isNotEqualTo(boxed(SampleOrder.sequential(SIZE).toArray()));
        assertThat(all(RandomSplit.byLengths(numbers(SIZE), 1, 10, 13).get(0))).isEqualTo(all(parts.get(0)));
        assertThat(RandomSplit.byFractions(numbers(11), 1, 0.3, 0.3, 0.4).stream()
                        .map(Subset::size))
                .containsExactly(4, 3, 4);
        assertThatThrownBy(() -> RandomSplit.byLengths(numbers(5), 1, 2, 2)).hasMessageContaining("[2, 2] sum to 4");
        assertThatThrownBy(() -> RandomSplit.byFractions(numbers(5), 1, 0.5, 0.4))
                .hasMessageContaining("sum to 0.9");
    }

    private static <T> List<T> all(Dataset<T> dataset) throws IOException {
        List<T> samples = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            samples.add(dataset.get(i));
        }
        return samples;
    }

    private static Dataset<Integer> numbers(int size) {
        return dataset(size, i -> i);
    }

    private static <T> Dataset<T> dataset(int size, Maker<T> maker) {
        return new Dataset<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public T get(int index) throws IOException {
                return maker.make(Objects.checkIndex(index, size));
            }
        };
    }

    private static List<Integer> boxed(int[] values) {
        return IntStream.of(values).boxed().toList();
    }

    private static float[] floats(HostArray array) {
        float[] values = new float[array.floats().remaining()];
        array.floats().get(values);
        return values;
    }

    private interface Maker<T> {
        T make(int index) throws IOException;
    }
}
