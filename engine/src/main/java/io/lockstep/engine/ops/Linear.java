package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x W^T + b, for x [.., in], W [out, in] and b [out]; all dimensions before the last are one batch of N.
 *
 * <p>dx = dy W, dW = dy^T x, db = dy summed over N. Under autocast x and y are of its type, the parameters float32.
 */
public final class Linear {
    private Linear() {}

    public static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias) {
        boolean typesFit = Precision.fitsAutocast(x, weight);
        if (x.dim() == 0 || weight.dim() != 2 || x.size(-1) != weight.size(1) || !typesFit) {
            throw new IllegalArgumentException("linear expects " + weight.dtype() + "[.., " + weight.size(-1)
                    + "] but got " + x.dtype() + x.shape()
                    + (typesFit ? "; flatten images with flatten(1) first" : Precision.cure(x, weight)));
        }
        if (x.dim() == 2) {
            return rows(x, weight, bias);
        }
        long[] sizes = x.shape().toArray();
        long count = 1;
        for (int d = 0; d < sizes.length - 1; d++) {
            count *= sizes[d];
        }
        sizes[sizes.length - 1] = weight.size(0);
        return rows(x.reshape(count, x.size(-1)), weight, bias).reshape(sizes);
    }

    private static Tensor rows(Tensor x, Tensor weight, @Nullable Tensor bias) {
        Tensor input = Precision.activation(x);
        Tensor y = x.device().empty(input.dtype(), Shape.of(x.size(0), weight.size(0)));
        NdArray biasArray = bias == null ? null : bias.array();
        MatrixProduct.multiply(x.device(), input.array(), weight.t().array(), biasArray, y.array());
        Rule rule = new Rule(input, weight);
        return bias == null ? y.computedBy(rule, input, weight) : y.computedBy(rule, input, weight, bias);
    }

    private record Rule(Tensor x, Tensor weight) implements Operation {
        @Override
        public String name() {
            return "linear";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Device device = dy.device();
            if (dx.wanted(1)) {
                MatrixProduct.multiply(device, dy.detach().t().array(), x.array(), null, dx.into(1));
            }
            if (hasBias(dx)) {
                NdArray dbias = dx.into(2);
                Shape row = Shape.of(1, weight.size(0));
                device.backend().sum(dy.array(), dbias.view(row, row.contiguousStrides(), dbias.offset()));
            }
            if (dx.wanted(0)) {
                MatrixProduct.multiply(device, dy.array(), weight.array(), null, dx.into(0));
            }
        }

        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            Tensor wide = dy.to(weight.dtype());
            if (dx.wanted(0)) {
                dx.give(0, dy.matmul(weight.to(dy.dtype())));
            }
            if (dx.wanted(1)) {
                dx.give(1, wide.t().matmul(x.to(weight.dtype())));
            }
            if (hasBias(dx)) {
                dx.give(2, wide.sum(0, false));
            }
        }

        private static boolean hasBias(Gradients dx) {
            return dx.size() == 3 && dx.wanted(2);
        }
    }
}
