package io.lockstep.cuda.driver;

import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** A queue of work on the GPU, done in its order, and beside that of other streams. */
public final class Stream implements AutoCloseable {
    private final String name;
    private final CUstream handle = new CUstream();

    Stream(String name) {
        this.name = name;
        Status.check(
                JCudaDriver.cuStreamCreate(handle, CUstream_flags.CU_STREAM_NON_BLOCKING),
                "cuStreamCreate",
                () -> "the " + name + " stream");
    }

    public String name() {
        return name;
    }

    CUstream handle() {
        return handle;
    }

    /** What is given to this stream from now on begins after what {@code event} marks. */
    public void waitFor(Event event) {
        Status.check(
                JCudaDriver.cuStreamWaitEvent(handle, event.handle(), 0),
                "cuStreamWaitEvent",
                () -> "the " + name + " stream");
    }

    @Override
    public void close() {
        Status.check(JCudaDriver.cuStreamDestroy(handle), "cuStreamDestroy", () -> "the " + name + " stream");
    }
}
