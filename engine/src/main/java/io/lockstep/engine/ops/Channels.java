package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;

/** Numbers per channel beside images [N, C, H, W]. */
final class Channels {
    private Channels() {}

    /** x [N, C, H, W] summed over all but the channels: [C]. */
    static Tensor sum(Tensor x) {
        return x.sum(0, true).sum(2, true).sum(3, true).reshape(x.size(1));
    }

    /** Values [C] in the shape [1, C, 1, 1], which is broadcast along an image. */
    static Tensor spread(Tensor values) {
        return values.reshape(1, values.numel(), 1, 1);
    }
}
