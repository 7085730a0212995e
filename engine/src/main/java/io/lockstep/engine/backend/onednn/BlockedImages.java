package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Storage;
import io.lockstep.engine.vector.Images;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.memory;

/** Arrays [N, C, H, W] of float32 as images with blocked channels, the format in which oneDNN's own convolutions leave them. */
final class BlockedImages {
    private final NativeEngine engine;
    private final int block = Processor.channelsPerBlock();
    private final Map<Shape, Format> formats = new HashMap<>();

    BlockedImages(NativeEngine engine) {
        this.engine = engine;
    }

    /** Channels come in multiples of this. */
    int block() {
        return block;
    }

    /** The elements of an array, in place or, from another format, copied to a slot of the scratch memory. */
    Images read(NdArray array, int slot) {
        Format format = format(array);
        Format current = engine.formats().of(array);
        if (current == format) {
            return images(array, block(array));
        }
        ByteBuffer copy = engine.scratch().argumentBuffer(slot, format.bytes());
        try {
            long address = engine.scratch().argument(slot, format.bytes());
            engine.reorders().reorder(current, Address.of(array), format, address);
        } finally {
            Reference.reachabilityFence(array);
        }
        return images(array, copy);
    }

    /** Where to write an array; {@link #deliver} after that. Fresh storage takes the format. */
    Images write(NdArray array, int slot) {
        Format format = format(array);
        Storage storage = array.storage();
        if (storage.isDeferred()) {
            storage.allocate(format.bytes(), format);
        }
        return engine.formats().of(array) == format
                ? images(array, block(array))
                : images(array, engine.scratch().argumentBuffer(slot, format.bytes()));
    }

    /** Brings what was written in a slot of the scratch memory to an array in another format. */
    void deliver(NdArray array, int slot) {
        Format format = format(array);
        Format wanted = engine.formats().of(array);
        if (wanted != format) {
            try {
                long address = engine.scratch().argument(slot, format.bytes());
                engine.reorders().reorder(format, address, wanted, Address.of(array));
            } finally {
                Reference.reachabilityFence(array);
            }
        }
    }

    private Format format(NdArray array) {
        return formats.computeIfAbsent(array.shape(), this::makeFormat);
    }

    private Format makeFormat(Shape shape) {
        memory.format_tag tag = block == 8 ? memory.format_tag.aBcd8b : memory.format_tag.aBcd16b;
        return engine.formats().of(new memory.desc(shape.toArray(), memory.data_type.f32, tag), DType.FLOAT32);
    }

    private static ByteBuffer block(NdArray array) {
        return Objects.requireNonNull(array.storage().block(), "no memory").buffer();
    }

    private Images images(NdArray array, ByteBuffer memory) {
        return new Images(memory, size(array, 1), size(array, 2), size(array, 3), block);
    }

    private static int size(NdArray array, int dim) {
        return (int) array.shape().size(dim);
    }
}
