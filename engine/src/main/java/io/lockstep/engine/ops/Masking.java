package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;

/** Elements by truth values. Masks are bool and are broadcast with what they choose from. */
public final class Masking {
    private Masking() {}

    /** Indices (int64 [n, D]) of the elements of x [D dimensions] that are not 0, in row-major order. */
    public static Tensor nonzero(Tensor x) {
        Tensor[] columns = places(x);
        long count = columns.length == 0 ? count(bytes(x)) : columns[0].numel();
        Tensor y = x.device().empty(DType.INT64, Shape.of(count, columns.length));
        for (int d = 0; count > 0 && d < columns.length; d++) {
            x.device().backend().copy(columns[d].array(), y.array().select(1, d));
        }
        return y;
    }

    /** The columns (int64 [n]) of {@link #nonzero}, one for each dimension. */
    static Tensor[] places(Tensor x) {
        ByteBuffer truths = bytes(x);
        int count = count(truths);
        long[][] columns = new long[x.dim()][count];
        int found = 0;
        for (int i = 0; i < truths.limit(); i++) {
            if (truths.get(i) != 0) {
                long left = i;
                for (int d = columns.length - 1; d >= 0; d--) {
                    columns[d][found] = left % x.size(d);
                    left /= x.size(d);
                }
                found++;
            }
        }
        Tensor[] places = new Tensor[columns.length];
        for (int d = 0; d < places.length; d++) {
            places[d] = x.device().tensor(columns[d], count);
        }
        return places;
    }

    /** The elements of x where {@code mask} is true, as one row [n]. */
    public static Tensor select(Tensor x, Tensor mask) {
        Shape shape = Broadcasting.shape(
                "maskedSelect", x.shape(), requireBool("maskedSelect", mask).shape());
        Tensor flat = UnitDims.expand(x, shape).reshape(shape.numel());
        return Gathering.take("maskedSelect", flat, 0, flatPlaces(mask, shape));
    }

    /** A copy of x where the true places of {@code mask} hold the first elements of {@code source}, in their order. */
    public static Tensor scatter(Tensor x, Tensor mask, Tensor source) {
        Gathering.requireType("maskedScatter", x, source);
        Shape shape = Broadcasting.shape(
                "maskedScatter", x.shape(), requireBool("maskedScatter", mask).shape());
        Tensor places = flatPlaces(mask, shape);
        if (places.numel() > source.numel()) {
            throw new IllegalArgumentException("maskedScatter expects an element for each of " + places.numel()
                    + " true ones of the mask but got " + source.numel());
        }
        Tensor used = Slicing.narrow(source.reshape(source.numel()), 0, 0, places.numel());
        Tensor flat = UnitDims.expand(x, shape).reshape(shape.numel());
        return Gathering.put("maskedScatter", flat, 0, places, used).reshape(shape.toArray());
    }

    private static Tensor flatPlaces(Tensor mask, Shape shape) {
        return places(UnitDims.expand(mask, shape).reshape(shape.numel()))[0];
    }

    private static Tensor requireBool(String name, Tensor mask) {
        if (mask.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(
                    name + " expects a mask in bool but got " + mask.dtype() + "; convert it with to(BOOL)");
        }
        return mask;
    }

    /** 0 or 1 for each element of x. */
    private static ByteBuffer bytes(Tensor x) {
        return Kernels.isNonzero(x.detach()).contents();
    }

    private static int count(ByteBuffer truths) {
        int count = 0;
        for (int i = 0; i < truths.limit(); i++) {
            count += truths.get(i);
        }
        return count;
    }
}
