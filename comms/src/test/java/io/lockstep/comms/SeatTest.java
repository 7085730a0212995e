package io.lockstep.comms;

import io.lockstep.comms.wire.SharedEventLoop;
import io.lockstep.comms.wire.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeatTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SharedEventLoop loop = new SharedEventLoop(Transport.NIO.handlers());
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Seat> opened = new CompletableFuture<>();
    private final Thread host = new Thread(this::drive, "host");

    @AfterEach
    void stopHost() throws InterruptedException {
        if (host.getState() == Thread.State.NEW) {
            return;
        }
        stopped.set(true);
        loop.wakeUp();
        host.join(LIMIT.toMillis());
        assertThat(host.isAlive()).isFalse();
    }

    @Test
    void aGuestDrivesInTheHostsPlaceAndTheHostGoesOnAfterwards() throws Exception {
        Seat seat = startHost();
        for (int visit = 0; visit < 100; visit++) {
            assertThat(seat.enter()).isTrue();
            assertThat(loop.inEventLoop()).isTrue();
            assertThat(loop.inEventLoop(host)).isFalse();
            seat.leave();
            assertThat(loop.inEventLoop()).isFalse();
        }
        CompletableFuture<Thread> driver = new CompletableFuture<>();
        loop.execute(() -> driver.complete(Thread.currentThread()));
        assertThat(driver.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isSameAs(host);
    }

    @Test
    void thereIsOneGuestAtATime() throws Exception {
        Seat seat = startHost();
        assertThat(seat.enter()).isTrue();
        assertThat(CompletableFuture.supplyAsync(seat::enter).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isFalse();
        seat.leave();
        assertThat(seat.enter()).isTrue();
        seat.leave();
    }

    @Test
    void aClosedSeatTakesNoGuests() throws Exception {
        Seat seat = startHost();
        seat.close();
        assertThat(seat.enter()).isFalse();
        assertThat(seat.submittedWhileFree()).isFalse();
    }

    @Test
    void onlyTheDriverRunsTheLoop() throws Exception {
        startHost();
        assertThatThrownBy(loop::runNow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("driver");
    }

    @Test
    void operationsThatNobodyWaitsForAreDoneAllTheSame() {
        try (Ranks ranks = Ranks.join(3)) {
            ranks.run(communicator -> {
                for (int i = 0; i < 50; i++) {
                    communicator.barrier("streak of guests");
                }
                Pending alone = reduce(communicator);
                awaitWithoutDriving(alone);
                List<Pending> several = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    several.add(reduce(communicator));
                }
                several.forEach(SeatTest::awaitWithoutDriving);
                return true;
            });
        }
    }

    /** While one thread submits, who drives changes all the time; the names tell if two operations change places. */
    @Test
    void operationsKeepTheirOrderWhileDriversChange() {
        try (Ranks ranks = Ranks.join(2)) {
            ranks.run(communicator -> {
                Pending last = reduce(communicator, "first");
                for (int i = 0; i < 3000; i++) {
                    CompletableFuture<Void> driver = CompletableFuture.runAsync(last::await);
                    List<Pending> several = new ArrayList<>();
                    for (int j = 0; j < 1 + i % 7; j++) {
                        several.add(reduce(communicator, "gradients " + i + "." + j));
                    }
                    last = several.get(several.size() - 1);
                    driver.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
                last.await();
                return true;
            });
        }
    }

    @Test
    void severalThreadsWaitAtOnce() {
        try (Ranks ranks = Ranks.join(2)) {
            ranks.run(communicator -> {
                for (int i = 0; i < 50; i++) {
                    Pending first = reduce(communicator);
                    Pending second = reduce(communicator);
                    CompletableFuture<Void> other = CompletableFuture.runAsync(second::await);
                    first.await();
                    other.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
                return true;
            });
        }
    }

    private static Pending reduce(Communicator communicator) {
        return reduce(communicator, "gradients");
    }

    private static Pending reduce(Communicator communicator, String name) {
        ByteBuffer data = Elements.gaussian(ElementType.FLOAT32, 1000, communicator.rank());
        return communicator.allReduce(name, data, ElementType.FLOAT32, Reduction.SUM);
    }

    private static void awaitWithoutDriving(Pending pending) {
        long start = System.nanoTime();
        while (!pending.isDone()) {
            assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
            Thread.onSpinWait();
        }
    }

    private Seat startHost() throws Exception {
        host.start();
        return opened.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** As a communicator's thread does. */
    private void drive() {
        Seat seat = new Seat(loop, Thread.currentThread());
        seat.open();
        opened.complete(seat);
        while (!stopped.get()) {
            if (seat.isWanted()) {
                seat.standBy();
            } else {
                loop.run(TimeUnit.SECONDS.toNanos(1));
            }
        }
        seat.close();
        loop.end();
    }
}
