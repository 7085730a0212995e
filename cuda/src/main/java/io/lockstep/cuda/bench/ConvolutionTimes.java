package io.lockstep.cuda.bench;

import io.lockstep.cuda.driver.Event;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The time of one convolution and of its two gradients, by the GPU's own clock, images lying channels-last. What is timed is all
 * that the backend does for the call, the order of the filters included. Arrays stay the same from call to call, so small ones
 * stay in the cache.
 */
final class ConvolutionTimes {
    private static final int WARM_UP = 2;
    private static final int MOST_REPETITIONS = 50;
    private static final int ROUNDS = 3;
    /** Of one round. */
    private static final double ROUND_MILLIS = 20;

    private final Gpu gpu;
    private final CudaBackend backend;
    private final Plan plan;

    ConvolutionTimes(CudaBackend backend, Plan plan) {
        this.backend = backend;
        this.gpu = backend.gpu();
        this.plan = plan;
    }

    /** Takes a pass's measurement when it is there. */
    interface Sink {
        void accept(Measurement measurement);
    }

    void measure(ConvolutionWork work, int count, Precision precision, Sink sink) {
        backend.allowTensorFloat32(precision.tensorFloat32());
        DType dtype = precision.dtype();
        Window window = work.window();
        try (Arena arena = new Arena(backend.memory("a measured convolution"))) {
            NdArray x = images(arena, dtype, work.images(plan.batch()));
            NdArray dy = images(arena, dtype, work.results(plan.batch()));
            NdArray weight = random(arena, dtype, work.weights());
            NdArray y = NdArray.deferred(arena, dtype, work.results(plan.batch()));
            NdArray dx = NdArray.deferred(arena, dtype, work.images(plan.batch()));
            NdArray dweight = NdArray.deferred(arena, dtype, work.weights());
            pass(work, count, precision, "forward", sink, () -> backend.convolution(x, weight, null, window, y));
            if (work.channels() > 3) { // nobody wants the gradient of pictures
                pass(
                        work,
                        count,
                        precision,
                        "data",
                        sink,
                        () -> backend.convolutionBackwardData(dy, weight, window, dx));
            }
            pass(
                    work,
                    count,
                    precision,
                    "weights",
                    sink,
                    () -> backend.convolutionBackwardWeights(x, dy, window, dweight, null));
        }
    }

    private void pass(ConvolutionWork work, int count, Precision precision, String name, Sink sink, Runnable kernels) {
        double best = Double.POSITIVE_INFINITY;
        double estimated = 0;
        String bestPlan = "";
        String estimatedPlan = "";
        int plans = 1;
        for (int rank = 0; rank < Math.min(plans, plan.cuts()); rank++) {
            backend.planChoice().use(rank);
            double micros = micros(kernels);
            plans = Math.max(1, backend.planChoice().count());
            if (rank == 0) {
                estimated = micros;
                estimatedPlan = backend.planChoice().last();
            }
            if (micros < best) {
                best = micros;
                bestPlan = backend.planChoice().last();
            }
        }
        backend.planChoice().use(0);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("count", (double) count);
        values.put("micros", estimated);
        values.put("tflops", work.operations(plan.batch()) / estimated / 1e6);
        if (plan.cuts() > 1) {
            values.put("best_cut_micros", best);
        }
        sink.accept(new Measurement("convolution", work.toString(), precision.word(), name, plan.batch(), values));
        if (!bestPlan.equals(estimatedPlan)) {
            sink.accept(new Measurement(
                    "cut",
                    work + ", " + bestPlan + " instead of " + estimatedPlan,
                    precision.word(),
                    name,
                    plan.batch(),
                    Map.of("micros", best, "instead_of_micros", estimated)));
        }
    }

    /** Microseconds of one call: the median of several rounds of calls. */
    private double micros(Runnable kernels) {
        for (int i = 0; i < WARM_UP; i++) {
            kernels.run();
        }
        double[] rounds = new double[ROUNDS];
        int repetitions = plan.measureMillis() == 0
                ? 1
                : (int) Math.max(3, Math.min(MOST_REPETITIONS, ROUND_MILLIS / Math.max(1e-3, millis(kernels, 1))));
        for (int round = 0; round < ROUNDS; round++) {
            rounds[round] = millis(kernels, repetitions) * 1e3 / repetitions;
        }
        java.util.Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private double millis(Runnable kernels, int repetitions) {
        try (Event start = gpu.timedEvent();
                Event end = gpu.timedEvent()) {
            start.record(gpu.settled());
            for (int i = 0; i < repetitions; i++) {
                kernels.run();
            }
            end.record(gpu.settled());
            end.synchronize();
            return end.millisSince(start);
        }
    }

    /** Pooling of windows of one pixel leaves them as they are, channels-last. */
    private NdArray images(Arena arena, DType dtype, Shape shape) {
        NdArray plain = random(arena, dtype, shape);
        NdArray channelsLast = NdArray.deferred(arena, dtype, shape);
        backend.averagePool(plain, Window.square(1, 1, 0), channelsLast);
        return channelsLast;
    }

    private NdArray random(Arena arena, DType dtype, Shape shape) {
        NdArray numbers = NdArray.deferred(arena, DType.FLOAT32, shape);
        backend.normal(new RandomKey(1, 0, 0), numbers);
        NdArray rounded = NdArray.deferred(arena, dtype, shape);
        backend.copy(numbers, rounded);
        return rounded;
    }
}
