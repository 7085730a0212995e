package io.lockstep.cuda.parity;

import io.lockstep.cuda.parity.Parity.Twin;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.util.function.DoubleSupplier;

/** Images [N, C, H, W] in the orders in which kernels may find them. */
enum ImageTwins {
    /** Row-major. */
    PLAIN,
    /** As convolutions leave them, from an address that is a multiple of 16. */
    CHANNELS_LAST,
    /** Channels-last from an odd place on, so that nothing can be read by 16 bytes. */
    ODD_PLACE;

    Twin of(Parity parity, DType dtype, Shape shape, DoubleSupplier numbers) {
        if (this == PLAIN) {
            return parity.array(dtype, shape, numbers);
        }
        long c = shape.size(1);
        long h = shape.size(2);
        long w = shape.size(3);
        int before = this == ODD_PLACE ? 1 : 0;
        Twin line = parity.array(dtype, Shape.of(before + shape.numel()), numbers);
        return line.view(shape, new long[] {h * w * c, 1, w * c, c}, before);
    }

    Twin normal(Parity parity, DType dtype, Shape shape) {
        return of(parity, dtype, shape, parity.random()::nextGaussian);
    }
}
