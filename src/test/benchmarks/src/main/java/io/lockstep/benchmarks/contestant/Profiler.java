package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.profile.ChromeTrace;
import io.lockstep.engine.backend.profile.OperationProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Runs steps of a workload and notes where their time goes. */
final class Profiler {
    private Profiler() {}

    /** @param trace file for all kernels in their order, as a Chrome trace */
    static StepProfile profile(Workload workload, Profilable kernels, int steps, Optional<Path> trace)
            throws IOException {
        OperationProfile operations = new OperationProfile();
        ChromeTrace timeline = new ChromeTrace();
        KernelListener both = (operation, detail, start, end, bytes) -> {
            operations.ran(operation, detail, start, end, bytes);
            timeline.ran(operation, detail, start, end, bytes);
        };
        kernels.listen(trace.isPresent() ? both : operations);
        long begin = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            long start = System.nanoTime();
            workload.step();
            timeline.span("step", start, System.nanoTime());
        }
        long nanos = System.nanoTime() - begin;
        kernels.listen(null);
        if (trace.isPresent()) {
            timeline.write(trace.get());
        }
        return new StepProfile(steps, nanos, operations.rows());
    }
}
