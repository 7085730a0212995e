package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.comms.Pending;
import io.lockstep.comms.Reduction;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the buffers of the replicas, such as the running statistics of batch normalisation, equal on all ranks: in each
 * step every rank moves its own by its batches, and all take the mean over the ranks. So they are equal bit for bit
 * after any step, and a checkpoint, an evaluation or a stop may come at any time without a change to what follows. Whole
 * numbers, which count the batches, are equal by themselves.
 *
 * <p>The buffers travel together, 2B(P-1)/P bytes per rank for B bytes of them, while the backward pass goes on.
 */
final class RunningStatistics {
    private final Replica replica;
    private final Communicator communicator;
    private final List<Tensor> buffers;
    /** The buffers one after the other; null where there is nothing to reduce. */
    private final @Nullable Tensor flat;
    /** The host's side of it, which travels. */
    private final @Nullable HostMirror mirror;

    private @Nullable Pending pending;

    RunningStatistics(Replica replica, Communicator communicator) {
        this.replica = replica;
        this.communicator = communicator;
        buffers = new ArrayList<>(replica.module().namedBuffers().values());
        buffers.removeIf(buffer -> !buffer.dtype().isFloating());
        flat = communicator.worldSize() == 1 || buffers.isEmpty() ? null : allocate();
        mirror = flat == null ? null : replica.device().backend().mirror(flat.array());
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private Tensor allocate() {
        long elements = 0;
        for (Tensor buffer : buffers) {
            elements += buffer.numel();
        }
        Device device = replica.device();
        try (Device.Scope persistent = device.persistent()) {
            return device.zeros(buffers.get(0).dtype(), Shape.of(elements));
        }
    }

    /** Starts to take the mean; all ranks call it at the same place among their collectives. */
    void startAveraging() {
        if (flat == null || mirror == null) {
            return;
        }
        long offset = 0;
        for (Tensor buffer : buffers) {
            replica.device().backend().copy(buffer.array(), slice(flat, offset, buffer));
            offset += buffer.numel();
        }
        communicator.startAfter(mirror.download());
        pending = communicator.allReduce("running statistics", mirror.buffer(), replica.elementType(), Reduction.SUM);
    }

    /** Waits for the mean and puts it into the buffers. Called within a step of the device. */
    @SuppressWarnings("try") // the scope is opened for its end alone
    void finishAveraging() {
        if (flat == null || mirror == null || pending == null) {
            return;
        }
        pending.await();
        pending = null;
        mirror.upload();
        Device device = replica.device();
        try (Device.Scope noGrad = device.noGrad()) {
            Tensor mean = flat.div(communicator.worldSize());
            long offset = 0;
            for (Tensor buffer : buffers) {
                device.backend().copy(slice(mean, offset, buffer), buffer.array());
                offset += buffer.numel();
            }
        }
    }

    private static NdArray slice(Tensor flat, long offset, Tensor buffer) {
        return flat.array().view(buffer.shape(), buffer.shape().contiguousStrides(), offset);
    }
}
