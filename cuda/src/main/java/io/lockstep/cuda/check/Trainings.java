package io.lockstep.cuda.check;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.cuda.parity.Trajectory;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a small network trains on the GPU as it does on the reference backend, kernel by kernel and as graphs. */
final class Trainings {
    private static final int BATCH = 8;
    private static final int FIRST_STEPS = 5;

    private final int device;
    private final int steps;
    private @Nullable Trajectory reference;

    /** @param steps of each training, 5 or more */
    Trainings(int device, int steps) {
        this.device = device;
        this.steps = steps;
    }

    /**
     * Trains on the GPU and compares the course of the loss with that of the reference in float32.
     *
     * @param first most that a loss of the first steps may differ, as a share of the losses
     * @param all as {@code first}, for all steps: differences grow from step to step
     */
    String besideReference(DType precision, double first, double all) {
        if (reference == null) {
            try (Device host = new Device(new ReferenceBackend())) {
                reference = Trajectory.run(host, DType.FLOAT32, steps, BATCH);
            }
        }
        Trajectory trained = train(precision, true);
        double firstDistance = beginning(trained).lossDistance(beginning(reference));
        double distance = trained.lossDistance(reference);
        String found = String.format(
                Locale.ROOT,
                "the loss of the first %d steps differs by %.1e at most (%.0e allowed), of all %d by %.1e (%.0e allowed)",
                FIRST_STEPS,
                firstDistance,
                first,
                steps,
                distance,
                all);
        if (!(firstDistance <= first && distance <= all)) {
            throw new AssertionError(found);
        }
        return found;
    }

    private static Trajectory beginning(Trajectory trajectory) {
        return new Trajectory(Arrays.copyOf(trajectory.losses(), FIRST_STEPS), trajectory.parameters());
    }

    /** Trains twice, kernel by kernel and as graphs: all bits have to be the same. */
    String asGraphs(DType precision) {
        Trajectory single = train(precision, false);
        Trajectory graphs = train(precision, true);
        if (!Arrays.equals(single.losses(), graphs.losses())) {
            throw new AssertionError("the losses of " + steps + " steps as graphs are not those kernel by kernel: "
                    + Arrays.toString(graphs.losses()) + " and " + Arrays.toString(single.losses()));
        }
        if (!Arrays.equals(single.parameters(), graphs.parameters())) {
            throw new AssertionError(
                    "the parameters after " + steps + " steps as graphs are not those kernel by kernel");
        }
        return "all bits of " + steps + " steps are the same as kernel by kernel";
    }

    private Trajectory train(DType precision, boolean graphs) {
        Gpu gpu = Gpu.open(device);
        gpu.useGraphs(graphs);
        Trajectory trajectory;
        try (Device trained = new Device(new FusingBackend(new CudaBackend(gpu)))) {
            trajectory = Trajectory.run(trained, precision, steps, BATCH);
            if (graphs && steps > 2 && gpu.graphLaunches() == 0) {
                throw new AssertionError("no graph was launched in " + steps + " steps");
            }
        }
        if (gpu.usedBytes() != 0) {
            throw new AssertionError(gpu.usedBytes() + " bytes of the GPU's memory were not given back at the end");
        }
        return trajectory;
    }
}
