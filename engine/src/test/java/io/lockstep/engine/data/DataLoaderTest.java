package io.lockstep.engine.data;

import io.lockstep.engine.data.sampler.BatchSampler;
import io.lockstep.engine.data.sampler.SequentialSampler;
import io.lockstep.engine.data.transform.ColorJitter;
import io.lockstep.engine.data.transform.FloatImage;
import io.lockstep.engine.data.transform.GaussianNoise;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.data.transform.RandomAffine;
import io.lockstep.engine.data.transform.RandomErasing;
import io.lockstep.engine.data.transform.RandomHorizontalFlip;
import io.lockstep.engine.data.transform.RandomResizedCrop;
import io.lockstep.engine.data.transform.RandomRotation;
import io.lockstep.engine.data.transform.RandomVerticalFlip;
import io.lockstep.engine.data.transform.ToTensor;
import io.lockstep.engine.format.HostArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
final class DataLoaderTest {
    private static final int[] WORKERS = {0, 1, 3};
    private static final int SIZE = 23;

    @Test
    void batchesAndTheirAugmentationDoNotDependOnWorkers() {
        Map<Integer, float[]> seen = new HashMap<>();
        int pictures = 0;
        for (int workers : WORKERS) {
            for (int batchSize : new int[] {1, 4, 5}) {
                try (DataLoader<Batch> loader = augmented(batchSize, workers)) {
                    loader.setEpoch(2);
                    for (Batch batch : loader) {
                        float[] values = floats(batch.array("input"));
                        int length = values.length / batch.size();
                        for (int i = 0; i < batch.size(); i++) {
                            float[] picture = Arrays.copyOfRange(values, i * length, (i + 1) * length);
                            float[] before = seen.putIfAbsent(batch.indices()[i], picture);
                            assertThat(picture).isEqualTo(before == null ? picture : before);
                            pictures++;
                        }
                    }
                }
            }
        }
        assertThat(pictures).isEqualTo(WORKERS.length * 3 * SIZE);
        assertThat(seen).hasSize(SIZE);
        try (DataLoader<Batch> loader = augmented(SIZE, 0)) {
            Batch other = loader.iterator().next();
            float[] first = Arrays.copyOf(floats(other.array(0)), 3 * 25);
            assertThat(first).isNotEqualTo(seen.get(other.indices()[0]));
        }
    }

    @Test
    void eachIterationIsTheNextEpochAndOrdersRepeat() {
        Dataset<Integer> numbers = numbers(SIZE);
        try (DataLoader<Batch> loader = DataLoader.of(numbers)
                .batchSize(5)
                .shuffle(true)
                .seed(3)
                .numWorkers(2)
                .build()) {
            assertThat(loader.size()).isEqualTo(5);
            List<Integer> first = read(loader.iterator());
            List<Integer> second = read(loader.iterator());
            assertThat(first).isEqualTo(boxed(SampleOrder.shuffled(3, 0, SIZE).toArray()));
            assertThat(second).isEqualTo(boxed(SampleOrder.shuffled(3, 1, SIZE).toArray()));
            loader.setEpoch(0);
            assertThat(read(loader.iterator(3))).isEqualTo(first.subList(15, SIZE));
            assertThat(loader.epoch()).isEqualTo(1);
        }
        try (DataLoader<Batch> loader =
                DataLoader.of(numbers).batchSize(5).dropLast(true).build()) {
            assertThat(read(loader.iterator()))
                    .isEqualTo(boxed(SampleOrder.sequential(20).toArray()));
        }
        BatchSampler pairs = BatchSampler.of(new SequentialSampler(4), 2, false);
        try (DataLoader<Batch> loader =
                DataLoader.of(numbers).batchSampler(pairs).build()) {
            assertThat(read(loader.iterator())).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void streamsKeepTheirOrderWhateverTheWorkers() {
        for (int workers : WORKERS) {
            for (int size : new int[] {0, 1, 8, 10}) {
                for (boolean dropLast : new boolean[] {false, true}) {
                    IterableDataset<Integer> stream = epoch -> IntStream.range(0, size)
                            .mapToObj(i -> (int) epoch * 100 + i)
                            .iterator();
                    try (DataLoader<Batch> loader = DataLoader.of(stream)
                            .batchSize(4)
                            .dropLast(dropLast)
                            .numWorkers(workers)
                            .transform((number, random) -> number + 1)
                            .build()) {
                        loader.setEpoch(1);
                        int expected = dropLast ? size / 4 * 4 : size;
                        assertThat(read(loader.iterator()))
                                .isEqualTo(boxed(
                                        IntStream.range(101, 101 + expected).toArray()));
                        assertThatThrownBy(loader::size).hasMessageContaining("no size");
                    }
                }
            }
        }
    }

    @Test
    void aFailureReachesTheReaderWithTheIndexOfItsSample() {
        for (int workers : WORKERS) {
            IOException cause = new IOException("disk gone");
            Dataset<Integer> faulty = dataset(SIZE, i -> {
                if (i == 13) {
                    throw cause;
                }
                return i;
            });
            try (DataLoader<Batch> loader =
                    DataLoader.of(faulty).batchSize(5).numWorkers(workers).build()) {
                Iterator<Batch> batches = loader.iterator();
                assertThat(batches.next().indices()).containsExactly(0, 1, 2, 3, 4);
                batches.next();
                assertThatThrownBy(batches::next)
                        .isInstanceOf(DataLoadingException.class)
                        .hasMessage("sample 13 of batch 2 could not be loaded: java.io.IOException: disk gone")
                        .hasCause(cause);
            }
            IterableDataset<Integer> stream =
                    epoch -> IntStream.range(0, 9).map(i -> 8 / (7 - i)).boxed().iterator();
            try (DataLoader<Batch> loader =
                    DataLoader.of(stream).batchSize(5).numWorkers(workers).build()) {
                Iterator<Batch> batches = loader.iterator();
                batches.next();
                assertThatThrownBy(batches::next)
                        .hasMessageStartingWith("sample 7 of the stream, in batch 1, could not be read: ")
                        .hasCauseInstanceOf(ArithmeticException.class);
            }
        }
        Dataset<float[]> uneven = dataset(4, i -> new float[i == 3 ? 2 : 1]);
        try (DataLoader<Batch> loader = DataLoader.of(uneven).batchSize(4).build()) {
            assertThatThrownBy(() -> loader.iterator().next())
                    .hasMessageContaining("batch 0 of the samples [0, 1, 2, 3] could not be collated: field \"0\" of"
                            + " sample 3 is float32[2], but of sample 0 it is float32[1]");
        }
        Dataset<Object> strange = dataset(1, i -> new Object());
        try (DataLoader<Batch> loader = DataLoader.of(strange).build()) {
            assertThatThrownBy(() -> loader.iterator().next()).hasMessageContaining("java.lang.Object, which the");
        }
    }

    @Test
    void threadsAreNamedAndEndWithEpochAndLoader() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        Dataset<Integer> dataset = dataset(SIZE, i -> {
            names.add(Thread.currentThread().getName());
            return i;
        });
        DataLoader<Batch> loader =
                DataLoader.of(dataset).numWorkers(2).prefetchFactor(1).build();
        assertThat(loaderThreads()).isEmpty();
        read(loader.iterator());
        assertThat(loaderThreads()).isEmpty();
        assertThat(names).isSubsetOf("lockstep-data-0", "lockstep-data-1").isNotEmpty();
        Iterator<Batch> left = loader.iterator();
        left.next();
        Iterator<Batch> current = loader.iterator();
        assertThatThrownBy(left::next).hasMessageContaining("ended by another one or by closing the loader");
        current.next();
        loader.close();
        assertThat(loaderThreads()).isEmpty();
        assertThatThrownBy(loader::iterator).hasMessageContaining("closed");
    }

    @Test
    void refusesSettingsThatExcludeEachOther() {
        Dataset<Integer> numbers = numbers(4);
        SequentialSampler sampler = new SequentialSampler(4);
        BatchSampler batches = BatchSampler.of(sampler, 2, false);
        assertThatThrownBy(() ->
                        DataLoader.of(numbers).sampler(sampler).shuffle(true).build())
                .hasMessageContaining("leave out shuffle");
        assertThatThrownBy(() -> DataLoader.of(numbers)
                        .batchSampler(batches)
                        .batchSize(2)
                        .build())
                .hasMessageContaining("batchSampler chooses the batches alone");
        assertThatThrownBy(() -> DataLoader.of(numbers).batchSize(0).build()).hasMessageContaining("got 0 and 0");
        assertThatThrownBy(() -> DataLoader.of(numbers).prefetchFactor(2).build())
                .hasMessageContaining("set numWorkers");
        IterableDataset<Integer> stream = epoch -> List.of(1).iterator();
        assertThatThrownBy(() -> DataLoader.of(stream).shuffle(true).build()).hasMessageContaining("its own order");
    }

    private static DataLoader<Batch> augmented(int batchSize, int workers) {
        ToTensor transform = new ToTensor(
                List.of(
                        new RandomHorizontalFlip(),
                        new RandomVerticalFlip(),
                        new RandomRotation(15),
                        RandomAffine.of(10).translate(0.2, 0.2),
                        new ColorJitter(0.4, 0.4, 0.4, 0.1),
                        new RandomResizedCrop(5)),
                List.of(new GaussianNoise(0, 0.05), new RandomErasing()));
        Dataset<Example<Image, Integer>> pictures = dataset(SIZE, i -> {
            Image image = new Image(8, 7, 3);
            for (int p = 0; p < image.pixels().length; p++) {
                image.pixels()[p] = (byte) (p * (i + 3));
            }
            return new Example<>(image, i);
        });
        return DataLoader.of(pictures.map(Example.<Image, FloatImage, Integer>onInput(transform)))
                .batchSize(batchSize)
                .shuffle(true)
                .seed(5)
                .numWorkers(workers)
                .build();
    }

    private interface Maker<T> {
        T make(int index) throws IOException;
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

    private static List<Integer> read(Iterator<Batch> batches) {
        List<Integer> numbers = new ArrayList<>();
        while (batches.hasNext()) {
            Batch batch = batches.next();
            for (int i = 0; i < batch.size(); i++) {
                numbers.add((int) batch.array(0).longs().get(i));
            }
        }
        return numbers;
    }

    private static List<Integer> boxed(int[] values) {
        return IntStream.of(values).boxed().toList();
    }

    private static float[] floats(HostArray array) {
        float[] values = new float[array.floats().remaining()];
        array.floats().get(values);
        return values;
    }

    private static Set<String> loaderThreads() {
        Set<String> names = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("lockstep-data-")) {
                names.add(thread.getName());
            }
        }
        return names;
    }
}
