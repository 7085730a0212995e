package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Layout;
import io.lockstep.engine.backend.Shape;

/**
 * Images [N, C, H, W] that lie as [N, H, W, C]: the channels of a place are neighbours, so that a convolution, which sums over
 * channels, reads them in one go, and tensor cores get their operands as they lie.
 */
final class ChannelsLast implements Layout {
    private final Copying copying;
    private final Shape shape;
    private final DType dtype;

    ChannelsLast(Copying copying, Shape shape, DType dtype) {
        this.copying = copying;
        this.shape = shape;
        this.dtype = dtype;
    }

    /** The same order for elements of another type. */
    ChannelsLast of(DType other) {
        return other == dtype ? this : new ChannelsLast(copying, shape, other);
    }

    /** Elements between neighbours of each dimension of [N, C, H, W]. */
    static long[] strides(Shape shape) {
        long c = shape.size(1);
        long h = shape.size(2);
        long w = shape.size(3);
        return new long[] {h * w * c, 1, w * c, c};
    }

    /** Whether images lie in this order, by whatever strides they are seen; those of dimensions of size 1 do not matter. */
    static boolean isOrderOf(Placement images) {
        long[] expected = strides(images.array().shape());
        for (int d = 0; d < expected.length; d++) {
            if (images.sizes()[d] != 1 && images.strides()[d] != expected[d]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void toPlain(Block source, Block plain) {
        copying.transpose(
                dtype.bytes(),
                Addresses.of(source),
                Addresses.of(plain),
                shape.size(0),
                shape.size(2) * shape.size(3),
                shape.size(1));
    }
}
