package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Layout;
import io.lockstep.engine.backend.Shape;
import org.bytedeco.dnnl.memory;

/**
 * The element type of an array, float32 or bfloat16, and how the elements lie in memory, as oneDNN describes it: strides,
 * or blocks of channels. Equal formats of a backend are one object, so they are compared by identity.
 */
final class Format implements Layout {
    private final NativeEngine engine;
    private final Shape shape;
    private final DType dtype;
    private final memory.desc descriptor;
    private final long bytes;

    Format(NativeEngine engine, Shape shape, DType dtype, memory.desc descriptor) {
        this.engine = engine;
        this.shape = shape;
        this.dtype = dtype;
        this.descriptor = descriptor;
        this.bytes = descriptor.get_size();
    }

    Shape shape() {
        return shape;
    }

    DType dtype() {
        return dtype;
    }

    memory.desc descriptor() {
        return descriptor;
    }

    /** Bytes from the first to the last element, with the padding of blocks. */
    long bytes() {
        return bytes;
    }

    boolean belongsTo(NativeEngine engine) {
        return this.engine == engine;
    }

    @Override
    public void toPlain(Block source, Block plain) {
        engine.reorders()
                .reorder(this, Address.of(source), engine.formats().contiguous(shape, dtype), Address.of(plain));
    }

    @Override
    public String toString() {
        return dtype.toString() + shape + " in " + bytes + " bytes";
    }
}
