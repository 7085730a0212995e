package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** y_k = a^T W_k b + bias_k, for a [.., A], b [.., B], W [out, A, B] and bias [out]; the result is [.., out]. */
public final class Bilinear {
    private Bilinear() {}

    /** @throws IllegalArgumentException if the sizes do not fit, those before the last must be the same in a and b */
    public static Tensor apply(Tensor a, Tensor b, Tensor weight, @Nullable Tensor bias) {
        if (!fits(a, b, weight)) {
            throw new IllegalArgumentException("bilinear with weight " + weight.shape() + " [out, A, B] expects [.., A]"
                    + " and [.., B] with the same sizes before the last, but got " + a.shape() + " and " + b.shape());
        }
        long out = weight.size(0);
        long sizeA = weight.size(1);
        long sizeB = weight.size(2);
        long[] sizes = a.shape().toArray();
        sizes[sizes.length - 1] = out;
        long count = 1;
        for (int d = 0; d < sizes.length - 1; d++) {
            count *= sizes[d];
        }
        // a^T W for all k in one product, [N, out, B]; then each with its b.
        Tensor left = a.reshape(count, sizeA)
                .matmul(weight.permute(1, 0, 2).reshape(sizeA, out * sizeB))
                .reshape(count, out, sizeB);
        Tensor y = MatrixProduct.batched(left, b.reshape(count, sizeB, 1)).reshape(sizes);
        return bias == null ? y : y.add(bias);
    }

    private static boolean fits(Tensor a, Tensor b, Tensor weight) {
        boolean fits = weight.dim() == 3
                && a.dim() >= 1
                && a.dim() == b.dim()
                && a.size(-1) == weight.size(1)
                && b.size(-1) == weight.size(2);
        for (int d = 0; fits && d < a.dim() - 1; d++) {
            fits = a.size(d) == b.size(d);
        }
        return fits;
    }
}
