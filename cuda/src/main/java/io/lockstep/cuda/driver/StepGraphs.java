package io.lockstep.cuda.driver;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * Launches the kernels of a training step as CUDA graphs: many at once, so that the driver is called once and not for each.
 *
 * <p>Within a step launches are only written down. When somebody wants to see what they do, or at the end of the step, they are
 * compared with those that stood in the same place of the step before. If the kernels and grids are the same, they become a graph,
 * which is kept; arguments that have changed since, such as a learning rate or the position in a stream of random numbers,
 * are changed in it. If they are not, as in the first steps and in the last one of an epoch, they are launched one by one. So
 * a step may do what it likes, and one that repeats itself takes one launch; nothing has to be captured beforehand, and no
 * graph runs that is not what the program said.
 *
 * <p>The order of kernels, copies and waits is what it would be without: whatever else is given to the stream first sends off what
 * was written down.
 */
final class StepGraphs {
    /** Shorter runs are launched one by one. */
    private static final int FEW = 4;

    private final Gpu gpu;
    private final List<Part> parts = new ArrayList<>();
    private boolean wanted = true;
    private boolean recording;
    private LaunchList current;
    private int next;
    private long graphLaunches;
    private long changedArguments;

    StepGraphs(Gpu gpu) {
        this.gpu = gpu;
        current = new LaunchList(gpu);
    }

    void use(boolean graphs) {
        wanted = graphs;
    }

    void begin() {
        flush();
        recording = wanted && !gpu.isBlocking() && gpu.times() == null;
        next = 0;
    }

    void end() {
        try {
            flush();
        } finally {
            recording = false;
        }
    }

    boolean isRecording() {
        return recording;
    }

    /** Graphs launched so far. */
    long graphLaunches() {
        return graphLaunches;
    }

    void add(Modules.Kernel kernel, int x, int y, int z, int threads, int sharedBytes, ByteBuffer arguments) {
        current.add(kernel, x, y, z, threads, sharedBytes, arguments);
    }

    /** Kernels whose arguments were changed in graphs so far. */
    long changedArguments() {
        return changedArguments;
    }

    /** Gives the stream what was written down; if that fails, it is forgotten. */
    void flush() {
        if (current.count() == 0) {
            return;
        }
        LaunchList launches = current;
        if (launches.count() < FEW) {
            try {
                launchEach(launches);
            } finally {
                launches.clear();
            }
            return;
        }
        if (next == parts.size()) {
            parts.add(new Part(new LaunchList(gpu)));
        }
        Part part = parts.get(next++);
        boolean launched = false;
        try {
            launch(part, launches);
            launched = true;
        } finally {
            if (!launched) {
                part.forgetGraph();
            }
            current = part.launches;
            part.launches = launches;
            current.clear();
        }
    }

    private void launch(Part part, LaunchList launches) {
        if (!launches.isLike(part.launches)) {
            part.forgetGraph();
            launchEach(launches);
            return;
        }
        if (part.graph == null) {
            part.graph = new KernelGraph(launches);
        } else {
            changedArguments += part.graph.update(part.launches, launches);
        }
        part.graph.launch(gpu.compute(), gpu);
        graphLaunches++;
    }

    private void launchEach(LaunchList launches) {
        for (int i = 0; i < launches.count(); i++) {
            int launch = i;
            Status.check(
                    JCudaDriver.cuLaunchKernel(
                            launches.kernel(i).function,
                            launches.gridX(i),
                            launches.gridY(i),
                            launches.gridZ(i),
                            launches.threads(i),
                            1,
                            1,
                            launches.sharedBytes(i),
                            gpu.compute().handle(),
                            launches.arguments(i),
                            null),
                    "cuLaunchKernel",
                    () -> launches.describe(launch) + ", on " + gpu + gpu.lastLaunches());
        }
    }

    void close() {
        parts.forEach(Part::close);
        current.close();
    }

    /** A run of launches between two looks at their results, as it was in the last step. */
    private static final class Part {
        private LaunchList launches;
        private @Nullable KernelGraph graph;

        Part(LaunchList launches) {
            this.launches = launches;
        }

        void forgetGraph() {
            KernelGraph forgotten = graph;
            graph = null;
            if (forgotten != null) {
                forgotten.close();
            }
        }

        void close() {
            forgetGraph();
            launches.close();
        }
    }
}
