package io.lockstep.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Copies between the host's memory and the GPU's, in the order of the kernels: what was launched before has run when a read
 * returns. Written bytes go through two pinned buffers by turns, so that the host fills one while the GPU empties the other.
 */
public final class Transfers {
    private static final int STAGE_BYTES = 4 << 20;

    private final Gpu gpu;
    private final Stage[] stages;
    private int next;

    Transfers(Gpu gpu) {
        this.gpu = gpu;
        stages = new Stage[] {new Stage(gpu), new Stage(gpu)};
    }

    ByteBuffer read(DeviceMemory memory, long offset, int bytes) {
        ByteBuffer copy = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        if (bytes > 0) {
            Status.check(
                    JCudaDriver.cuMemcpyDtoHAsync(
                            Pointer.to(copy),
                            memory.pointer(offset),
                            bytes,
                            gpu.settled().handle()),
                    "cuMemcpyDtoHAsync",
                    () -> bytes + " bytes from " + gpu + gpu.lastLaunches());
            gpu.synchronize();
        }
        return copy;
    }

    void write(DeviceMemory memory, long offset, ByteBuffer from) {
        ByteBuffer rest = from.duplicate();
        long to = offset;
        gpu.attach();
        while (rest.hasRemaining()) {
            Stage stage = stages[next];
            next = (next + 1) % stages.length;
            int count = Math.min(STAGE_BYTES, rest.remaining());
            stage.copied.synchronize();
            stage.pinned.buffer().put(0, rest, rest.position(), count);
            rest.position(rest.position() + count);
            long place = to;
            Status.check(
                    JCudaDriver.cuMemcpyHtoDAsync(
                            memory.pointer(place),
                            stage.pinned.pointer(0),
                            count,
                            gpu.settled().handle()),
                    "cuMemcpyHtoDAsync",
                    () -> count + " bytes to " + gpu + gpu.lastLaunches());
            stage.copied.record(gpu.settled());
            to += count;
        }
    }

    void close() {
        for (Stage stage : stages) {
            stage.copied.close();
            stage.pinned.close();
        }
    }

    /** A pinned buffer, and when the GPU has read it. */
    private static final class Stage {
        final PinnedMemory pinned;
        final Event copied;

        Stage(Gpu gpu) {
            pinned = gpu.pinned(STAGE_BYTES);
            copied = gpu.event();
        }
    }
}
