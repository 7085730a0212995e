package io.lockstep.engine.oracle.optim;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.optim.optimizer.ClipGrad;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Clipping of gradients against libtorch. */
class ClippingTest {
    private static final long[][] SHAPES = {{3, 4}, {}, {5}, {1, 2, 3}};
    private static final double[] NORMS = {1, 2, 3, 0.5, Double.POSITIVE_INFINITY};

    @Test
    void clipsAsLibtorch() {
        int cases = 0;
        for (double scale : new double[] {0, 1e-3, 1, 1e4, Double.POSITIVE_INFINITY, Double.NaN}) {
            for (double limit : new double[] {0.01, 1, 1e5}) {
                for (double p : NORMS) {
                    compare(scale, limit, p);
                    cases++;
                }
                compare(scale, limit, Double.NaN);
                cases++;
            }
        }
        assertThat(OracleCases.counted("E3", cases)).isEqualTo(6 * 3 * 6);
    }

    /** @param p the type of the norm, NaN to clip by value */
    private static void compare(double scale, double limit, double p) {
        try (Device device = new Device(new ReferenceBackend())) {
            List<Tensor> ours = new ArrayList<>();
            TensorVector theirs = new TensorVector();
            List<DoubleBuffer> expected = new ArrayList<>();
            for (int i = 0; i < SHAPES.length; i++) {
                double[] gradient = gradient(i, scale);
                Tensor parameter =
                        device.zeros(DType.FLOAT64, Shape.of(SHAPES[i])).requiresGrad_();
                Objects.requireNonNull(parameter.leaf()).grad(device.tensor(gradient, SHAPES[i]));
                ours.add(parameter);
                org.bytedeco.pytorch.Tensor their =
                        org.bytedeco.pytorch.Tensor.create(new double[gradient.length], SHAPES[i]);
                org.bytedeco.pytorch.Tensor theirGradient = org.bytedeco.pytorch.Tensor.create(gradient, SHAPES[i]);
                their.set_requires_grad(true);
                their.mutable_grad().put(theirGradient);
                expected.add(theirGradient.createBuffer());
                theirs.push_back(their);
            }
            ours.add(device.zeros(DType.FLOAT64, Shape.of(2)).requiresGrad_()); // has no gradient
            String name = "scale " + scale + ", limit " + limit + ", p " + p;
            if (Double.isNaN(p)) {
                ClipGrad.clipGradValue_(ours, limit);
                torch.clip_grad_value_(theirs, limit);
            } else {
                double norm = ClipGrad.clipGradNorm_(ours, limit, p, false);
                double theirNorm = torch.clip_grad_norm_(theirs, limit, p, false);
                assertThat(norm).as(name).satisfies(value -> requireClose(value, theirNorm));
            }
            for (int i = 0; i < SHAPES.length; i++) {
                double[] found = Objects.requireNonNull(ours.get(i).grad()).toDoubleArray();
                for (int e = 0; e < found.length; e++) {
                    double value = expected.get(i).get(e);
                    assertThat(found[e]).as(name).satisfies(element -> requireClose(element, value));
                }
            }
        }
    }

    private static void requireClose(double found, double expected) {
        if (Double.isNaN(expected) || Double.isInfinite(expected)) {
            assertThat(Double.valueOf(found)).isEqualTo(Double.valueOf(expected));
        } else {
            assertThat(found).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
        }
    }

    /** An infinite scale makes one element infinite. */
    private static double[] gradient(int parameter, double scale) {
        double[] gradient = new double[(int) Shape.of(SHAPES[parameter]).numel()];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = Math.sin(i * 1.3 + parameter + 0.2) * (Double.isFinite(scale) ? scale : 1);
        }
        if (!Double.isFinite(scale) && parameter == 2) {
            gradient[3] = scale;
        }
        return gradient;
    }

    @Test
    void refusesInfiniteNormsIfAsked() {
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor parameter = device.zeros(2).requiresGrad_();
            Objects.requireNonNull(parameter.leaf()).grad(device.tensor(new float[] {1, Float.NaN}, 2));
            assertThatThrownBy(() -> ClipGrad.clipGradNorm_(List.of(parameter), 1, 2, true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is NaN");
            assertThat(Objects.requireNonNull(parameter.grad()).toDoubleArray()).containsExactly(1, Double.NaN);
        }
    }

    @Test
    void countsAndFindsTheSmallest() {
        try (Device device = new Device(new ReferenceBackend())) {
            Tensor parameter = device.zeros(3).requiresGrad_();
            Objects.requireNonNull(parameter.leaf()).grad(device.tensor(new float[] {-2, 3, -5}, 3));
            assertThat(ClipGrad.clipGradNorm_(List.of(parameter), 100, Double.NEGATIVE_INFINITY, false))
                    .isEqualTo(2);
            assertThat(ClipGrad.clipGradNorm_(List.of(), 100)).isZero();
        }
    }
}
