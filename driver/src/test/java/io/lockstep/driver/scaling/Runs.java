package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.AllReduceTime;
import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.StepTime;
import io.lockstep.worker.overlap.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Made-up runs whose times are round numbers. */
final class Runs {
    static final long MILLI = 1_000_000;
    static final List<Slice> SLICES = List.of(new Slice(0, 0, 8_000_000), new Slice(1, 0, 4_000_000));

    private Runs() {}

    /** A step of so many milliseconds, 2 of data and 1 of rest beside them. */
    static StepTime step(long compute, long blocked) {
        return new StepTime(2 * MILLI, compute * MILLI, blocked * MILLI, (3 + compute + blocked) * MILLI);
    }

    /** Its buckets are needed at the start of computing, and ready after half of it and at its end. */
    static Measured rank(String host, List<StepTime> steps, long sentBytes, List<AllReduceTime> probes) {
        long nanos = steps.get(0).computeNanos();
        ComputeTimes compute = new ComputeTimes(nanos, List.of(0L, 0L), List.of(nanos / 2, nanos));
        return new Measured(host, 2, steps, compute, SLICES, sentBytes * steps.size(), 0, probes);
    }

    /** One worker. */
    static ScalingRun alone(int batch, long compute) {
        return new ScalingRun(batch, List.of(rank("a", List.of(step(compute, 0), step(compute, 0)), 0, List.of())));
    }

    /** So many workers on hosts of their own, without any scatter, over a network of 1 GB/s and 0.1 ms. */
    static ScalingRun together(int workers, int batch, long compute, long blocked) {
        List<AllReduceTime> probes = LongStream.of(1000, 100_000, 2_000_000)
                .mapToObj(bytes -> new AllReduceTime(bytes, 100_000 + bytes))
                .toList();
        List<Measured> ranks = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            List<StepTime> steps = List.of(step(compute, blocked), step(compute, blocked));
            ranks.add(rank("host" + rank, steps, 3_000_000, probes));
        }
        return new ScalingRun(batch, ranks);
    }
}
