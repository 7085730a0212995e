package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.AllReduceTime;
import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Made-up runs whose times are round numbers. */
final class Runs {
    static final long MILLI = 1_000_000;
    static final List<Long> BUCKETS = List.of(2_000_000L, 1_000_000L);

    private Runs() {}

    /** A step of so many milliseconds: 1 of the optimizer, 2 of data, 1 of rest. */
    static StepTime step(long gradients, long blocked) {
        return new StepTime(MILLI, 2 * MILLI, gradients * MILLI, blocked * MILLI, (4 + gradients + blocked) * MILLI);
    }

    /** Its buckets are ready after half of the gradients' time and at its end. */
    static Measured rank(String host, List<StepTime> steps, long sentBytes, List<AllReduceTime> probes) {
        long gradients = steps.get(0).gradientNanos();
        ComputeTimes compute = new ComputeTimes(MILLI, gradients, List.of(gradients / 2, gradients));
        return new Measured(host, 2, steps, compute, BUCKETS, sentBytes * steps.size(), 0, probes);
    }

    /** One worker. */
    static ScalingRun alone(int batch, long gradients) {
        return new ScalingRun(batch, List.of(rank("a", List.of(step(gradients, 0), step(gradients, 0)), 0, List.of())));
    }

    /** So many workers on hosts of their own, without any scatter, over a network of 1 GB/s and 0.1 ms. */
    static ScalingRun together(int workers, int batch, long gradients, long blocked) {
        List<AllReduceTime> probes = LongStream.of(1000, 100_000, 2_000_000)
                .mapToObj(bytes -> new AllReduceTime(bytes, 100_000 + bytes))
                .toList();
        List<Measured> ranks = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            List<StepTime> steps = List.of(step(gradients, blocked), step(gradients, blocked));
            ranks.add(rank("host" + rank, steps, 3_000_000, probes));
        }
        return new ScalingRun(batch, ranks);
    }
}
