package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Single samples where an operation works on batches. */
final class Batches {
    private Batches() {}

    /** What {@code operation} makes of x as the only sample of a batch, again without the batch's dimension. */
    static Tensor ofOne(Tensor x, UnaryOperator<Tensor> operation) {
        long[] sizes = new long[x.dim() + 1];
        sizes[0] = 1;
        System.arraycopy(x.shape().toArray(), 0, sizes, 1, x.dim());
        Tensor y = operation.apply(x.reshape(sizes));
        return y.reshape(Arrays.copyOfRange(y.shape().toArray(), 1, y.dim()));
    }
}
