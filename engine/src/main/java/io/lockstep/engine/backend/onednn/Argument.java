package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

/** One argument of a kernel: a memory object of oneDNN that is pointed at an array's elements before each run. */
final class Argument implements AutoCloseable {
    private final int id;
    private final @Nullable Format format;
    private final long bytes;
    private final memory object;
    private final dnnl_memory handle;
    private final Address pointer = new Address();
    private long address;
    private @Nullable Block held;
    private @Nullable NdArray target;

    Argument(NativeEngine engine, int id, memory.desc descriptor) {
        this.id = id;
        DType dtype = DataTypes.of(descriptor.get_data_type());
        this.format = dtype == null ? null : engine.formats().of(descriptor, dtype);
        this.bytes = descriptor.get_size();
        this.object = new memory(descriptor, engine.handle(), new Pointer());
        this.handle = object.get();
    }

    int id() {
        return id;
    }

    dnnl_memory handle() {
        return handle;
    }

    long bytes() {
        return bytes;
    }

    /** The format that the kernel wants. */
    Format format() {
        if (format == null) {
            throw new IllegalStateException("argument " + id + " holds no floating elements and has no format");
        }
        return format;
    }

    long address() {
        return address;
    }

    /** Most steps find every array where it was in the step before, and save the call. */
    void pointTo(long address) {
        if (address != this.address) {
            NativeStatus.check(dnnl_memory_set_data_handle(handle, pointer.pointTo(address)), "a memory object");
            this.address = address;
        }
    }

    /** Keeps the memory of {@code array} alive until {@link #release()}, even if the array dies while a kernel runs. */
    void hold(NdArray array) {
        held = array.storage().block();
    }

    /** The array, in another format, that the result goes to after the run. */
    void deliverTo(NdArray array) {
        target = array;
    }

    @Nullable
    NdArray target() {
        return target;
    }

    /** Forgets the array, and tells what was held. */
    @Nullable
    Block release() {
        Block released = held;
        held = null;
        target = null;
        return released;
    }

    @Override
    public void close() {
        object.close();
    }
}
