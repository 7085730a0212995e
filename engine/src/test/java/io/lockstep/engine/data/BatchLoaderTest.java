package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.Compose;
import io.lockstep.engine.data.transform.RandomCrop;
import io.lockstep.engine.data.transform.RandomHorizontalFlip;
import io.lockstep.engine.format.AllocatedMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
final class BatchLoaderTest {
    private static final int SIZE = 53;
    private static final SampleOrder ORDER = SampleOrder.shuffled(1, 0, SIZE);
    private static final Augmentation AUGMENTATION =
            new Augmentation(new Compose(List.of(new RandomCrop(1), new RandomHorizontalFlip(0.5))), 1, 0);

    @Test
    void aPartOfABatchIsABatchOfTheSameMemory() throws Exception {
        EpochPlan plan = new EpochPlan(ORDER, 2, 5);
        NumberedImages dataset = new NumberedImages(SIZE);
        try (BatchLoader loader = loader(new BatchSource(dataset, plan, 1, Augmentation.NONE), 3, 1, 1)) {
            HostBatch whole = next(loader);
            HostBatch part = whole.part(1, 3).part(1, 2);
            assertThat(part.step()).isEqualTo(3);
            assertThat(part.size()).isEqualTo(2);
            assertThat(part.positionInGlobalBatch()).isEqualTo(7);
            assertThat(part.images())
                    .isEqualTo(whole.images().slice(2 * dataset.imageBytes(), 2 * dataset.imageBytes()));
            assertThat(part.images().isDirect()).isTrue();
            for (int i = 0; i < part.size(); i++) {
                assertThat(part.sample(i)).isEqualTo(whole.sample(2 + i));
                assertThat(part.labels().getLong(i * Long.BYTES)).isEqualTo(dataset.label(part.sample(i)));
            }
            assertThatThrownBy(() -> whole.part(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void givesImagesLabelsAndIndicesInThePlansOrder() throws Exception {
        EpochPlan plan = new EpochPlan(ORDER, 2, 5);
        NumberedImages dataset = new NumberedImages(SIZE);
        byte[] expected = new byte[dataset.imageBytes()];
        try (BatchLoader loader = loader(new BatchSource(dataset, plan, 1, Augmentation.NONE), 0, 2, 3)) {
            for (int step = 0; step < plan.steps(); step++) {
                HostBatch batch = next(loader);
                int[] samples = plan.samples(step, 1);
                assertThat(batch.step()).isEqualTo(step);
                assertThat(batch.size()).isEqualTo(samples.length);
                assertThat(batch.positionInGlobalBatch()).isEqualTo(plan.positionInGlobalBatch(step, 1));
                assertThat(batch.images().remaining()).isEqualTo(samples.length * dataset.imageBytes());
                assertThat(batch.labels().order()).isEqualTo(ByteOrder.nativeOrder());
                for (int i = 0; i < samples.length; i++) {
                    dataset.read(samples[i], expected, 0);
                    byte[] image = new byte[dataset.imageBytes()];
                    batch.images().get(i * image.length, image);
                    assertThat(image).isEqualTo(expected);
                    assertThat(batch.sample(i)).isEqualTo(samples[i]);
                    assertThat(batch.labels().getLong(i * Long.BYTES)).isEqualTo(dataset.label(samples[i]));
                }
            }
            assertThat(loader.next()).isNull();
            assertThat(loader.next()).isNull();
        }
    }

    /** Augmented images depend on the sample alone: not on threads, prefetch, workers or the step begun at. */
    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 1, 1", "3, 1, 2", "3, 7, 3", "2, 2, 9"})
    void augmentsAlikeWhateverTheThreadsAndWorkers(int threads, int prefetch, int worldSize)
            throws InterruptedException {
        Map<Integer, ByteBuffer> reference = new HashMap<>();
        collect(new EpochPlan(ORDER, 1, SIZE), 0, 1, reference);
        Map<Integer, ByteBuffer> found = new HashMap<>();
        collect(new EpochPlan(ORDER, worldSize, 4), threads, prefetch, found);
        assertThat(found).hasSize(SIZE).isEqualTo(reference);
    }

    @Test
    void startsAtAnyStep() throws InterruptedException {
        EpochPlan plan = new EpochPlan(ORDER, 1, 8);
        BatchSource source = new BatchSource(new NumberedImages(SIZE), plan, 0, AUGMENTATION);
        for (int first = 0; first <= plan.steps(); first++) {
            try (BatchLoader loader = loader(source, first, 2, 2)) {
                for (int step = first; step < plan.steps(); step++) {
                    assertThat(next(loader).step()).isEqualTo(step);
                }
                assertThat(loader.next()).isNull();
            }
        }
    }

    @Test
    void givesAnEmptyBatchToAWorkerWithoutSamples() throws InterruptedException {
        EpochPlan plan = new EpochPlan(SampleOrder.sequential(3), 5, 1);
        BatchSource source = new BatchSource(new NumberedImages(3), plan, 4, Augmentation.NONE);
        try (BatchLoader loader = loader(source, 0, 1, 1)) {
            HostBatch batch = next(loader);
            assertThat(batch.size()).isZero();
            assertThat(batch.images().hasRemaining()).isFalse();
            assertThat(loader.next()).isNull();
        }
    }

    @Test
    void refusesASourceWhosePlanIsForAnotherDataSet() {
        EpochPlan plan = new EpochPlan(SampleOrder.sequential(4), 1, 1);
        NumberedImages dataset = new NumberedImages(3);
        assertThatThrownBy(() -> new BatchSource(dataset, plan, 0, Augmentation.NONE))
                .hasMessageStartingWith("the plan is for 4 samples, but the data set has 3");
    }

    @Test
    void doesNotAllocateInTheStep() throws InterruptedException {
        int size = 4_000;
        EpochPlan plan = new EpochPlan(SampleOrder.sequential(size), 1, 4);
        BatchSource source = new BatchSource(new NumberedImages(size), plan, 0, AUGMENTATION);
        try (BatchLoader loader = new BatchLoader(source, 0, LoaderOptions.INLINE)) {
            for (int step = 0; step < 500; step++) {
                loader.next();
            }
            long before = AllocatedMemory.ofThisThread();
            for (int step = 0; step < 500; step++) {
                loader.next();
            }
            assertThat(AllocatedMemory.ofThisThread() - before)
                    .as("bytes in 500 steps")
                    .isLessThan(4_000);
        }
    }

    private static void collect(EpochPlan plan, int threads, int prefetch, Map<Integer, ByteBuffer> images)
            throws InterruptedException {
        NumberedImages dataset = new NumberedImages(SIZE);
        for (int rank = 0; rank < plan.worldSize(); rank++) {
            List<Integer> order = new ArrayList<>();
            try (BatchLoader loader =
                    loader(new BatchSource(dataset, plan, rank, AUGMENTATION), 0, threads, prefetch)) {
                for (HostBatch batch = loader.next(); batch != null; batch = loader.next()) {
                    order.add(batch.step());
                    for (int i = 0; i < batch.size(); i++) {
                        byte[] image = new byte[dataset.imageBytes()];
                        batch.images().get(i * image.length, image);
                        assertThat(images.put(batch.sample(i), ByteBuffer.wrap(image)))
                                .isNull();
                    }
                }
            }
            assertThat(order).isSorted().hasSize(plan.steps());
        }
    }

    private static BatchLoader loader(BatchSource source, int firstStep, int threads, int prefetch) {
        return new BatchLoader(
                source, firstStep, new LoaderOptions(threads, prefetch, LoaderOptions.DEFAULT.timeout()));
    }

    private static HostBatch next(BatchLoader loader) throws InterruptedException {
        @Nullable HostBatch batch = loader.next();
        assertThat(batch).isNotNull();
        return batch;
    }
}
