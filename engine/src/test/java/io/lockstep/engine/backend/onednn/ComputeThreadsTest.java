package io.lockstep.engine.backend.onednn;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

class ComputeThreadsTest {
    private ComputeThreads threads = new ComputeThreads();

    @BeforeAll
    static void load() {
        assertThat(NativeLibrary.unavailable()).isNull();
        assertThat(OpenMp.isKnown()).isTrue();
    }

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void runsEachPartOnAThreadOfItsOwnThatIsAlone() {
        int before = OpenMp.threads();
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger parts = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            threads.run(part -> {
                assertThat(OpenMp.threads()).isEqualTo(1);
                seen.add(Thread.currentThread());
                parts.addAndGet(1 << part);
            });
        }
        assertThat(parts).hasValue(100 * ((1 << threads.size()) - 1));
        assertThat(seen).hasSize(threads.size()).contains(Thread.currentThread());
        assertThat(OpenMp.threads()).isEqualTo(before).isEqualTo(threads.size());
    }

    @Test
    void tellsTheFaultOfAPartAndGoesOn() {
        assumeThat(threads.size()).isGreaterThan(1);
        assertThatThrownBy(() -> threads.run(part -> {
                    if (part == 0) {
                        throw new IllegalArgumentException("part 0 is no good");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("part 0 is no good");
        AtomicInteger parts = new AtomicInteger();
        threads.run(part -> parts.incrementAndGet());
        assertThat(parts).hasValue(threads.size());
    }

    /** The parts write memory that the caller may free once {@link ComputeThreads#run} is over. */
    @Test
    void waitsForAllPartsEvenIfInterruptedOrFailed() {
        assumeThat(threads.size()).isGreaterThan(1);
        AtomicBoolean done = new AtomicBoolean();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> threads.run(part -> {
                    if (part == threads.size() - 1) {
                        throw new IllegalArgumentException("the caller's own part");
                    }
                    sleepAnd(() -> done.set(true));
                }))
                .hasMessage("the caller's own part");
        assertThat(done).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void sleepAnd(Runnable last) {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        last.run();
    }
}
