package io.lockstep.cuda.bench;

import io.lockstep.cuda.driver.Event;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Stream;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.util.Map;

/** How fast pinned memory is copied to the GPU and back, while no kernel runs. */
final class CopySpeed {
    private static final int ROUNDS = 5;
    private static final double GIGA = 1e9;

    private CopySpeed() {}

    static Measurement measure(Plan plan) {
        try (CudaBackend backend = new CudaBackend(Gpu.open(plan.device()));
                Arena arena = new Arena(backend.memory("a measured copy"))) {
            Gpu gpu = backend.gpu();
            long bytes = (long) plan.copyMebibytes() << 20;
            NdArray array = NdArray.deferred(arena, DType.UINT8, Shape.of(bytes));
            backend.fill(array, 1);
            try (HostMirror mirror = backend.mirror(array)) {
                double up = millis(gpu, gpu.mirrors().uploads(), mirror::upload);
                double down = millis(gpu, gpu.mirrors().downloads(), mirror::download);
                Map<String, Double> values = Map.of(
                        "upload_gb_per_second",
                        bytes / GIGA / (up / 1e3),
                        "download_gb_per_second",
                        bytes / GIGA / (down / 1e3));
                return new Measurement("copy", plan.copyMebibytes() + " MiB", "bytes", "pinned", 1, values);
            }
        }
    }

    /** Of the fastest round. */
    private static double millis(Gpu gpu, Stream stream, Runnable copy) {
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            gpu.synchronize();
            try (Event start = gpu.timedEvent();
                    Event end = gpu.timedEvent()) {
                start.record(stream);
                copy.run();
                end.record(stream);
                end.synchronize();
                best = Math.min(best, end.millisSince(start));
            }
        }
        return best;
    }
}
