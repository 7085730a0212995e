package io.lockstep.engine.data;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
final class BatchLoaderFaultTest {
    private static final int SIZE = 40;
    private static final int BAD_SAMPLE = 21;
    private static final Duration LONG = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void deliversWhatCameBeforeAFailureThenTheFailure(int threads) throws InterruptedException {
        IOException cause = new IOException("disk gone");
        NumberedImages dataset = new NumberedImages(SIZE, BAD_SAMPLE, () -> {
            throw cause;
        });
        try (BatchLoader loader = loader(dataset, threads, LONG)) {
            for (int step = 0; step < BAD_SAMPLE / 4; step++) {
                HostBatch batch = loader.next();
                assertThat(batch).isNotNull();
                assertThat(batch.step()).isEqualTo(step);
            }
            for (int again = 0; again < 2; again++) {
                assertThatThrownBy(loader::next)
                        .isInstanceOf(DataLoadingException.class)
                        .hasMessage("sample 21 of step 5 could not be loaded: java.io.IOException: disk gone")
                        .hasCause(cause);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void surfacesErrorsToo(int threads) {
        NumberedImages dataset = new NumberedImages(SIZE, 0, () -> {
            throw new StackOverflowError("deep");
        });
        try (BatchLoader loader = loader(dataset, threads, LONG)) {
            assertThatThrownBy(loader::next)
                    .isInstanceOf(DataLoadingException.class)
                    .hasMessage("step 0 could not be loaded: java.lang.StackOverflowError: deep")
                    .hasCauseInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void givesUpOnASlowBatchAndClosesInBoundedTime() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        NumberedImages dataset = new NumberedImages(SIZE, 0, () -> {
            reading.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IOException("interrupted", e);
            }
        });
        try (BatchLoader loader = loader(dataset, 2, Duration.ofMillis(50))) {
            assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(loader::next)
                    .isInstanceOf(DataLoadingException.class)
                    .hasMessageStartingWith("step 0 was not loaded within PT0.05S");
        }
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(loaderThreads()).isZero();
    }

    @Test
    void endsItsThreadsWhileTheyWaitForAFreeSlot() throws InterruptedException {
        CountDownLatch ringFull = new CountDownLatch(1);
        NumberedImages dataset = new NumberedImages(SIZE, 15, () -> ringFull.countDown());
        BatchLoader loader = loader(dataset, 1, LONG);
        assertThat(ringFull.await(30, TimeUnit.SECONDS)).isTrue();
        loader.close();
        loader.close();
        assertThat(loaderThreads()).isZero();
        assertThatThrownBy(loader::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this loader is closed; make a new one for each epoch");
    }

    @Test
    void closesInBoundedTimeDuringAReadThatCannotBeInterrupted() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<Thread> reader = new CompletableFuture<>();
        NumberedImages dataset = new NumberedImages(SIZE, 0, () -> {
            reader.complete(Thread.currentThread());
            reading.countDown();
            awaitWhateverInterrupts(over);
        });
        BatchLoader loader = loader(dataset, 1, LONG);
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        loader.close();
        over.countDown();
        reader.join().join(30_000);
        assertThat(loaderThreads()).isZero();
    }

    private static void awaitWhateverInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Goes on, as a read from a dead disk does.
            }
        }
    }

    private static BatchLoader loader(ImageDataset dataset, int threads, Duration timeout) {
        EpochPlan plan = new EpochPlan(SampleOrder.sequential(dataset.size()), 1, 4);
        BatchSource source = new BatchSource(dataset, plan, 0, Augmentation.NONE);
        return new BatchLoader(source, 0, new LoaderOptions(threads, 3, timeout));
    }

    private static long loaderThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lockstep-loader"))
                .count();
    }
}
