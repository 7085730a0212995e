package io.lockstep.cuda.bench;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.tensor.Device;
import java.util.LinkedHashMap;
import java.util.Map;

/** The time of whole training steps, which follow one another without waiting. */
final class StepTimes {
    /** As many as make the same steps graphs, and more. */
    private static final int WARM_UP = 5;

    private static final int FEWEST = 5;
    private static final int MOST = 200;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MIB = 1 << 20;

    private final Plan plan;

    StepTimes(Plan plan) {
        this.plan = plan;
    }

    /** @throws io.lockstep.cuda.driver.GpuOutOfMemoryException if the batch does not fit */
    Measurement measure(String model, Precision precision, int batch, boolean graphs) {
        Gpu gpu = Gpu.open(plan.device());
        gpu.useGraphs(graphs);
        try (Device device = new Device(new FusingBackend(new CudaBackend(gpu)))) {
            TrainingRun run = new TrainingRun(gpu, device, model, precision, batch, plan.imageSize());
            double estimate = millis(run, WARM_UP) / WARM_UP;
            estimate = Math.min(estimate, millis(run, 1)); // without what only the first steps do
            int steps = plan.measureMillis() == 0
                    ? 1
                    : (int) Math.max(FEWEST, Math.min(MOST, plan.measureMillis() / Math.max(estimate, 1e-3)));
            long launches = gpu.launches();
            long graphLaunches = gpu.graphLaunches();
            double millis = millis(run, steps) / steps;
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("images_per_second", batch * 1e3 / millis);
            values.put("millis", millis);
            values.put("kernels", (gpu.launches() - launches) / (double) steps);
            values.put("graphs", (gpu.graphLaunches() - graphLaunches) / (double) steps);
            values.put("peak_mib", gpu.peakBytes() / MIB);
            values.put("loss", run.stepAndLoss());
            return new Measurement("step", model, precision.word(), graphs ? "graph" : "eager", batch, values);
        }
    }

    private static double millis(TrainingRun run, int steps) {
        run.device().synchronize();
        long start = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            run.step(true, TrainingRun.Hooks.NONE);
        }
        run.device().synchronize();
        return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }
}
