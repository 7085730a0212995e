package io.lockstep.worker.training;

import io.lockstep.comms.CommunicationStatistics;
import io.lockstep.comms.Communicator;
import io.lockstep.comms.Pending;
import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.overlap.Overlap;
import io.lockstep.worker.overlap.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the order in which gradients are best summed: rank 0 plans it from the times of its own steps, and tells the others
 * after steps 2, 8, 32 and so on, each four times as late as the one before, so that it costs nothing in the long run. An
 * order decides when sums arrive and nothing else.
 */
final class OrderAgreement {
    private static final int FIRST_STEP = 2;
    private static final int GROWTH = 4;

    private final GradientSum gradients;
    private final Communicator communicator;
    private final StepCourses courses;
    private final @Nullable ByteBuffer order;
    private long steps;
    private long nextStep = FIRST_STEP;
    private long plannedSteps;
    private CommunicationStatistics planned;
    private @Nullable Pending pending;

    OrderAgreement(GradientSum gradients, Communicator communicator, StepCourses courses) {
        this.gradients = gradients;
        this.communicator = communicator;
        this.courses = courses;
        planned = communicator.statistics();
        int slices = gradients.slices().size();
        boolean hasChoice = communicator.worldSize() > 1 && slices > 1;
        order = hasChoice ? ByteBuffer.allocateDirect(slices * Integer.BYTES).order(ByteOrder.nativeOrder()) : null;
    }

    /** A step's gradients were submitted; all ranks call it. If it is time, an order for later steps is on its way from here. */
    void propose() {
        steps++;
        if (order == null || steps < nextStep) {
            return;
        }
        nextStep *= GROWTH;
        order.clear();
        if (communicator.rank() == 0) {
            for (int slice : plan()) {
                order.putInt(slice);
            }
            order.clear();
        }
        pending = communicator.broadcast("order of gradients", order, 0);
    }

    /** Takes what was proposed, if anything was, before the next step's gradients are submitted; all ranks call it. */
    void take() {
        if (pending == null || order == null) {
            return;
        }
        pending.await();
        pending = null;
        int[] agreed = new int[gradients.slices().size()];
        order.asIntBuffer().get(agreed);
        gradients.reorder(agreed);
    }

    private int[] plan() {
        if (courses.isEmpty()) {
            return gradients.order();
        }
        ComputeTimes typical = courses.typical();
        Overlap overlap = new Overlap(
                gradients.slices(), doubles(typical.neededNanos()), doubles(typical.readyNanos()), typical.nanos());
        double nanosPerByte = nanosPerByte();
        return overlap.order(bytes -> bytes * nanosPerByte);
    }

    /** Of the gradients since the last plan, without waiting for other ranks. */
    private double nanosPerByte() {
        CommunicationStatistics now = communicator.statistics();
        CommunicationStatistics since = now.since(planned);
        double nanos = (double) since.busyNanos() - since.waitingNanos();
        double bytes = gradients.slices().stream().mapToDouble(Slice::bytes).sum() * (steps - plannedSteps);
        planned = now;
        plannedSteps = steps;
        return Math.max(0, nanos) / bytes;
    }

    private static List<Double> doubles(List<Long> nanos) {
        return nanos.stream().map(Long::doubleValue).toList();
    }
}
