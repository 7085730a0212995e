package io.lockstep.cuda.bench;

import io.lockstep.cuda.driver.Event;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Stream;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.optim.Bucket;
import io.lockstep.engine.tensor.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Copies beside kernels in training steps that follow one another: pictures go up while the step before computes, and each
 * bucket of gradients comes down while the backward pass goes on.
 */
final class Overlap {
    private static final int WARM_UP = 4;
    private static final int DRAWN_STEPS = 3;
    private static final int TIMED_STEPS = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Plan plan;

    Overlap(Plan plan) {
        this.plan = plan;
    }

    /**
     * What was found.
     *
     * @param bars of three steps
     * @param measurement milliseconds of a step with and without copies, and of its copies
     */
    record Result(List<Timeline.Bar> bars, Measurement measurement) {}

    Result measure(String model, Precision precision, int batch) {
        Gpu gpu = Gpu.open(plan.device());
        try (Device device = new Device(new FusingBackend(new CudaBackend(gpu)))) {
            TrainingRun run = new TrainingRun(gpu, device, model, precision, batch, plan.imageSize());
            List<HostMirror> mirrors = new ArrayList<>();
            for (Bucket bucket : run.buckets()) {
                mirrors.add(device.backend().mirror(bucket.gradients()));
            }
            TrainingRun.Hooks downloads = new TrainingRun.Hooks() {
                @Override
                public void ready(Bucket bucket) {
                    mirrors.get(bucket.index()).download();
                }
            };
            double without = millis(run, false, TrainingRun.Hooks.NONE);
            double with = millis(run, true, downloads);
            List<Timeline.Bar> bars = draw(run, mirrors);
            double copies = bars.stream()
                            .filter(bar -> !bar.row().equals("kernels"))
                            .mapToDouble(Timeline.Bar::millis)
                            .sum()
                    / DRAWN_STEPS;
            double hidden = copies == 0 ? 1 : 1 - Math.max(0, with - without) / copies;
            Map<String, Double> values = Map.of(
                    "millis_without_copies",
                    without,
                    "millis_with_copies",
                    with,
                    "millis_of_copies",
                    copies,
                    "hidden_share",
                    Math.max(0, hidden));
            return new Result(bars, new Measurement("overlap", model, precision.word(), "graph", batch, values));
        }
    }

    private double millis(TrainingRun run, boolean upload, TrainingRun.Hooks hooks) {
        for (int step = 0; step < WARM_UP; step++) {
            run.step(upload, hooks);
        }
        run.device().synchronize();
        int steps = plan.measureMillis() == 0 ? 1 : TIMED_STEPS;
        long start = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            run.step(upload, hooks);
        }
        run.device().synchronize();
        return (System.nanoTime() - start) / NANOS_PER_MILLI / steps;
    }

    private static List<Timeline.Bar> draw(TrainingRun run, List<HostMirror> mirrors) {
        try (Timeline timeline = new Timeline(run.gpu())) {
            for (int step = 1; step <= DRAWN_STEPS; step++) {
                run.step(true, new Drawing(timeline, run.gpu(), mirrors, step));
            }
            run.device().synchronize();
            return timeline.bars();
        }
    }

    /** Marks what a step does. */
    private static final class Drawing implements TrainingRun.Hooks {
        private final Timeline timeline;
        private final Gpu gpu;
        private final List<HostMirror> mirrors;
        private final int step;
        private Event last;

        Drawing(Timeline timeline, Gpu gpu, List<HostMirror> mirrors, int step) {
            this.timeline = timeline;
            this.gpu = gpu;
            this.mirrors = mirrors;
            this.step = step;
            last = timeline.start();
        }

        @Override
        public void begun() {
            last = timeline.mark(gpu.mirrors().uploads());
        }

        @Override
        public void uploaded() {
            timeline.add(
                    "upload",
                    "pictures of step " + step,
                    last,
                    timeline.mark(gpu.mirrors().uploads()));
            last = timeline.mark(gpu.settled());
        }

        @Override
        public void forwardDone() {
            kernels("forward");
        }

        @Override
        public void ready(Bucket bucket) {
            Stream stream = gpu.mirrors().downloads();
            stream.waitFor(timeline.mark(gpu.settled()));
            Event start = timeline.mark(stream);
            mirrors.get(bucket.index()).download();
            timeline.add("download", "bucket " + bucket.index() + " of step " + step, start, timeline.mark(stream));
        }

        @Override
        public void backwardDone() {
            kernels("backward");
        }

        @Override
        public void updated() {
            kernels("update");
        }

        private void kernels(String phase) {
            Event now = timeline.mark(gpu.settled());
            timeline.add("kernels", phase + " of step " + step, last, now);
            last = now;
        }
    }
}
