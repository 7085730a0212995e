package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.protocol.Peak;
import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import io.lockstep.engine.backend.profile.OperationProfile;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Made-up results. */
final class Results {
    private Results() {}

    /** A row in which a step takes ours {@code ours} seconds, libtorch's layouts {@code contiguous} and twice as many. */
    static Row row(Network network, Mode mode, int threads, double ours, double contiguous) {
        return row(network, mode, Precision.FLOAT32, threads, ours, contiguous);
    }

    static Row row(Network network, Mode mode, Precision precision, int threads, double ours, double contiguous) {
        return new Row(
                new Task(network, mode, precision, threads),
                1e9,
                List.of(
                        score(Engine.LOCKSTEP, ours),
                        score(Engine.LIBTORCH_CHANNELS_LAST, 2 * contiguous),
                        score(Engine.LIBTORCH_CONTIGUOUS, contiguous)),
                Optional.of(new StepProfile(
                        2, 40_000_000, List.of(new OperationProfile.Row("matmul", 6, 30_000_000, 60_000_000)))));
    }

    static Report report(List<Row> rows, String... failures) {
        return new Report(
                "deploy/lockstep bench cpu --threads 1,2",
                LocalDate.of(2030, 1, 31),
                new Machine("Abacus 9000", 2, List.of("avx2", "fma"), 2048, "Linux 6.1", "a JVM 17"),
                new Versions("1.0", "3.8.1", "2.7.1", "2.7.1-1.5.12"),
                List.of(new MachinePeak(2, new Peak(100e9, 20e9))),
                rows,
                List.of("bfloat16 is left out"),
                List.of(failures));
    }

    private static Score score(Engine engine, double seconds) {
        Timing timing = new Timing(seconds, seconds * 0.8, seconds * 1.25, 20, 1, 0, 3);
        return new Score(engine.toString(), engine, timing, 300 << 10, 0.5);
    }
}
