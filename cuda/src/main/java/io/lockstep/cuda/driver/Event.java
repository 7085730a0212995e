package io.lockstep.cuda.driver;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** A mark in a stream, which another stream or the host waits for. One that was never recorded has passed. */
public final class Event implements AutoCloseable {
    private final CUevent handle = new CUevent();
    private final boolean timed;

    /** @param timed whether {@link #millisSince} is wanted, for which the GPU takes the time */
    Event(boolean timed) {
        this.timed = timed;
        int flags = timed ? CUevent_flags.CU_EVENT_DEFAULT : CUevent_flags.CU_EVENT_DISABLE_TIMING;
        Status.check(JCudaDriver.cuEventCreate(handle, flags), "cuEventCreate", () -> "an event");
    }

    CUevent handle() {
        return handle;
    }

    /** Marks the end of what {@code stream} was given so far. */
    public void record(Stream stream) {
        Status.check(
                JCudaDriver.cuEventRecord(handle, stream.handle()),
                "cuEventRecord",
                () -> "the " + stream.name() + " stream");
    }

    /** Waits, as the host, until the mark is passed. */
    public void synchronize() {
        Status.check(JCudaDriver.cuEventSynchronize(handle), "cuEventSynchronize", () -> "an event");
    }

    /** Whether the mark is passed. */
    public boolean isDone() {
        int code = JCudaDriver.cuEventQuery(handle);
        if (code == CUresult.CUDA_ERROR_NOT_READY) {
            return false;
        }
        Status.check(code, "cuEventQuery", () -> "an event");
        return true;
    }

    /** Milliseconds of the GPU's own clock from the mark of {@code start} to this one, both of which were passed. */
    public float millisSince(Event start) {
        if (!timed || !start.timed) {
            throw new IllegalStateException("these events take no time; make them with timing");
        }
        float[] millis = new float[1];
        Status.check(
                JCudaDriver.cuEventElapsedTime(millis, start.handle, handle), "cuEventElapsedTime", () -> "two events");
        return millis[0];
    }

    @Override
    public void close() {
        Status.check(JCudaDriver.cuEventDestroy(handle), "cuEventDestroy", () -> "an event");
    }
}
