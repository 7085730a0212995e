package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;

/** Triangles of matrices [.., N, M]: zeros take the place of the other elements. */
public final class Triangle {
    private Triangle() {}

    /** Elements on and below diagonal {@code diagonal}, which counts from the main one (0) to the upper right. */
    public static Tensor lower(Tensor x, int diagonal) {
        return keep(x, false, diagonal);
    }

    /** Elements on and above diagonal {@code diagonal}, which counts from the main one (0) to the upper right. */
    public static Tensor upper(Tensor x, int diagonal) {
        return keep(x, true, diagonal);
    }

    private static Tensor keep(Tensor x, boolean upper, int diagonal) {
        if (x.dim() < 2) {
            throw new IllegalArgumentException(
                    (upper ? "triu" : "tril") + " expects matrices [.., N, M] but got a tensor of shape " + x.shape());
        }
        Tensor y = x.device().empty(x.dtype(), x.shape());
        if (y.numel() > 0) {
            Tensor mask = mask(x, upper, diagonal);
            Tensor zero = x.device().zeros(x.dtype(), Shape.SCALAR);
            x.device().backend().where(repeated(mask, x), x.array(), repeated(zero, x), y.array());
        }
        return y.computedBy(new Keep(upper, diagonal), x);
    }

    private static Tensor mask(Tensor x, boolean upper, int diagonal) {
        int rows = Math.toIntExact(x.size(-2));
        int columns = Math.toIntExact(x.size(-1));
        ByteBuffer kept = ByteBuffer.allocate(Math.multiplyExact(rows, columns));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                boolean keep = upper ? j - i >= diagonal : j - i <= diagonal;
                kept.put((byte) (keep ? 1 : 0));
            }
        }
        return x.device().tensor(DType.BOOL, kept.flip(), rows, columns);
    }

    /** The last dimensions of x, seen in its whole shape. */
    private static NdArray repeated(Tensor part, Tensor x) {
        long[] strides = new long[x.dim()];
        int added = x.dim() - part.dim();
        for (int d = added; d < strides.length; d++) {
            strides[d] = part.array().stride(d - added);
        }
        return part.array().view(x.shape(), strides, part.array().offset());
    }

    private record Keep(boolean isUpper, int diagonal) implements Operation {
        @Override
        public String name() {
            return isUpper ? "triu" : "tril";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, keep(dy, isUpper, diagonal));
        }
    }
}
