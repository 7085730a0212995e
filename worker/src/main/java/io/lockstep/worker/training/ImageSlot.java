package io.lockstep.worker.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.HostMirror;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A place on the device for the pictures of a batch, as large as the largest so far, which is filled beside the device's work. */
final class ImageSlot {
    private final Device device;
    private @Nullable Tensor bytes;
    private @Nullable HostMirror mirror;

    ImageSlot(Device device) {
        this.device = device;
    }

    /** Starts to bring pictures [N, H, W, C] to the device; they stay until {@link #markRead} and the next call. */
    NdArray upload(ByteBuffer pictures, Shape shape) {
        Tensor place = place(shape.numel());
        HostMirror host = mirror(place);
        host.awaitUpload();
        host.buffer().put(0, pictures, pictures.position(), pictures.remaining());
        host.upload();
        return place.array().view(shape, shape.contiguousStrides(), 0);
    }

    /** The work that the device was given so far is the last to read the pictures. */
    void markRead() {
        if (mirror != null) {
            mirror.markRead();
        }
    }

    @SuppressWarnings("try") // the scope is opened for its end alone
    private Tensor place(long size) {
        Tensor place = bytes;
        if (place == null || place.numel() < size) {
            if (mirror != null) {
                mirror.close();
                mirror = null;
            }
            try (Device.Scope persistent = device.persistent()) {
                place = device.empty(DType.UINT8, Shape.of(size));
            }
            bytes = place;
        }
        return place;
    }

    private HostMirror mirror(Tensor place) {
        HostMirror host = mirror;
        if (host == null) {
            host = device.backend().mirror(place.array());
            mirror = host;
        }
        return host;
    }
}
