package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** Matrix product. */
final class MatrixProduct {
    void multiply(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        Strided left = new Strided(a);
        Strided right = new Strided(b, a.dtype());
        Strided shift = bias == null ? null : new Strided(bias);
        Strided to = new Strided(y);
        long inner = a.shape().size(1);
        for (long n = 0; n < y.shape().size(0); n++) {
            for (long m = 0; m < y.shape().size(1); m++) {
                double sum = shift == null ? 0 : shift.get(m);
                for (long k = 0; k < inner; k++) {
                    sum += left.get(n, k) * right.get(k, m);
                }
                to.set(n, m, sum);
            }
        }
    }
}
