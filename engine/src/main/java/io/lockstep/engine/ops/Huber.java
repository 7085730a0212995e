package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Huber's function (1964): y = x^2 / 2 up to |x| = delta, and delta (|x| - delta / 2) beyond; dx = dy min(max(x, -delta), delta). */
public final class Huber {
    private Huber() {}

    public static Tensor apply(Tensor x, double delta) {
        Tensor distance = x.detach().abs();
        Tensor near = distance.clampMax(delta);
        Tensor y = near.mul(distance.sub(near.mul(0.5)));
        return y.computedBy(new Rule(x, delta), x);
    }

    private record Rule(Tensor x, double delta) implements Operation {
        @Override
        public String name() {
            return "huber";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.mul(x.clamp(-delta, delta)));
        }
    }
}
