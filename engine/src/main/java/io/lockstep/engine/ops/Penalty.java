package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Terms of a loss that keep parameters small. */
public final class Penalty {
    private Penalty() {}

    /** strength times the sum of |w| over all elements of all parameters; its gradient is strength sign(w). */
    public static Tensor l1(Collection<Tensor> parameters, double strength) {
        Tensor sum = null;
        for (Tensor parameter : parameters) {
            Tensor term = parameter.abs().sum();
            sum = sum == null ? term : sum.add(term);
        }
        return required(sum).mul(strength);
    }

    /**
     * strength / 2 times the sum of w^2 over all elements of all parameters; its gradient, strength w, is what an
     * optimizer's weight decay adds.
     */
    public static Tensor l2(Collection<Tensor> parameters, double strength) {
        Tensor sum = null;
        for (Tensor parameter : parameters) {
            Tensor term = parameter.square().sum();
            sum = sum == null ? term : sum.add(term);
        }
        return required(sum).mul(strength / 2);
    }

    private static Tensor required(@Nullable Tensor sum) {
        if (sum == null) {
            throw new IllegalArgumentException("a penalty expects parameters but got none");
        }
        return sum;
    }
}
