package io.lockstep.engine.optim;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FloatTile;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * Multiplies gradients by a factor, in place, and tells whether they were finite, in one pass over memory: tile by tile,
 * which stays in the first-level cache.
 *
 * <p>0 times a finite number is 0, and times any other NaN. These products are added up, place by place of the tile, so that
 * the loop has neither branches nor a sum across elements, and becomes vector instructions.
 */
final class Unscaling {
    private final FloatTile tile = new FloatTile();
    private final double[] doubles = new double[FloatTile.SIZE];
    /** Zeros before each call. */
    private final float[] strays = new float[FloatTile.SIZE];

    /** Whether all elements were finite before. */
    boolean multiply(Tensor gradient, float factor) {
        Backend backend = gradient.device().backend();
        NdArray array = gradient.array();
        if (array.numel() == 0) {
            return true;
        }
        if (!gradient.device().isHost()) {
            return multiplyByKernels(gradient, factor);
        }
        NdArray dense = array;
        if (!array.isContiguous()) {
            dense = NdArray.deferred(gradient.device().allocator(), array.dtype(), array.shape());
            backend.copy(array, dense);
        }
        ByteBuffer elements = dense.contiguousBlock().buffer();
        if (array.dtype() == DType.FLOAT64) {
            multiplyDoubles(elements.asDoubleBuffer(), factor);
        } else {
            multiplyFloats(array.dtype(), elements, Math.toIntExact(array.numel()), factor);
        }
        if (dense != array) {
            backend.copy(dense, array);
            dense.storage().release();
        }
        gradient.storage().changed();
        return forgetStrays();
    }

    /** On another device, whose memory the host does not see. */
    private static boolean multiplyByKernels(Tensor gradient, float factor) {
        Device device = gradient.device();
        NdArray finite = device.empty(DType.BOOL, gradient.shape()).array();
        device.backend().unary(UnaryOp.of(UnaryOp.Function.IS_FINITE), gradient.array(), finite);
        long[] ones = new long[gradient.dim()];
        Arrays.fill(ones, 1);
        NdArray all = device.empty(DType.BOOL, Shape.of(ones)).array();
        device.backend().reduce(Reduction.MIN, finite, all);
        device.backend().unary(new UnaryOp(UnaryOp.Function.LINEAR, factor, 0), gradient.array(), gradient.array());
        gradient.storage().changed();
        return all.contiguousBlock().read().get(0) != 0;
    }

    private void multiplyFloats(DType dtype, ByteBuffer elements, int all, float factor) {
        for (int first = 0; first < all; first += FloatTile.SIZE) {
            int count = Math.min(FloatTile.SIZE, all - first);
            tile.read(dtype, elements, first, count);
            multiply(tile.values(), strays, count, factor);
            tile.write(dtype, elements, first, count);
        }
    }

    private static void multiply(float[] values, float[] strays, int count, float factor) {
        for (int i = 0; i < count; i++) {
            strays[i] += 0 * values[i];
            values[i] *= factor;
        }
    }

    private void multiplyDoubles(DoubleBuffer elements, double factor) {
        int all = elements.remaining();
        for (int first = 0; first < all; first += FloatTile.SIZE) {
            int count = Math.min(FloatTile.SIZE, all - first);
            elements.get(first, doubles, 0, count);
            for (int i = 0; i < count; i++) {
                strays[i] += (float) (0 * doubles[i]);
                doubles[i] *= factor;
            }
            elements.put(first, doubles, 0, count);
        }
    }

    /** Whether there were none. */
    private boolean forgetStrays() {
        boolean none = true;
        for (int i = 0; i < strays.length; i++) {
            none &= strays[i] == 0;
            strays[i] = 0;
        }
        return none;
    }
}
