package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.MemoryScope;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Gradients of gradients, hooks, modes and scopes. */
final class AutogradTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void derivativesOfHigherOrder() {
        Tensor x = leaf(0.5);
        Tensor y = x.exp().mul(x).sum();
        for (int order = 1; order <= 4; order++) {
            y = Autograd.grad(y, true, x).get(0).sum();
            assertThat(y.item()).isCloseTo((0.5 + order) * Math.exp(0.5), within(1e-12));
        }
        assertThat(x.grad()).isNull();
    }

    @Test
    void gradientsOfGradientsAgreeWithDifferences() {
        Tensor a = leaf(0.3, -0.7, 1.1, 0.2, 0.9, -1.3)
                .detach()
                .reshape(2, 3)
                .clone()
                .requiresGrad_();
        Tensor b = leaf(1.3, 2.7, 0.4);
        GradientCheck.checkTwice(x -> x[0].mul(x[1]).add(x[0].exp()).div(x[1]), a, b);
        GradientCheck.checkTwice(x -> x[0].mul(x[0]).add(1).log().sum(1, true).sub(x[0]), a);
        GradientCheck.checkTwice(x -> x[0].t().reshape(-1).mul(x[0].reshape(6)), a);
        GradientCheck.checkTwice(x -> x[0].permute(1, 0).flatten(0).exp().sum(), a);
    }

    @Test
    void backwardWithAGraphLeavesGradientsThatHaveGradients() {
        Tensor x = leaf(2);
        x.mul(x).mul(x).backward(device.tensor(new double[] {1}, 1), false, true);
        Tensor gradient = Objects.requireNonNull(x.grad());
        assertThat(gradient.item()).isEqualTo(12);
        x.zeroGrad();
        gradient.sum().backward();
        assertThat(gradient(x)).containsExactly(12);
    }

    @Test
    void gradGivesTheGradientsOfInnerResults() {
        Tensor x = leaf(3);
        Tensor y = x.mul(x);
        Tensor z = y.mul(y).sum();
        assertThat(Autograd.grad(z, y).get(0).item()).isEqualTo(18);
        assertThat(x.grad()).isNull();
        assertThatThrownBy(() -> Autograd.grad(z, leaf(1))).hasMessageContaining("freed by an earlier backward");
    }

    @Test
    void gradSaysWhichInputWasNotUsed() {
        Tensor x = leaf(3);
        Tensor other = leaf(4);
        Tensor y = x.mul(x).sum();
        assertThat(Autograd.grad(List.of(y), List.of(device.ones(DType.FLOAT64)), List.of(x, other), true, false))
                .element(1)
                .isNull();
        assertThatThrownBy(() -> Autograd.grad(y, x, other)).hasMessageContaining("input 1 of grad() was not used");
    }

    @Test
    void aHookSeesAndReplacesAGradient() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3);
        List<Double> seen = new ArrayList<>();
        y.registerHook(gradient -> {
            seen.add(gradient.sum().item());
            return gradient.mul(10);
        });
        x.registerHook(gradient -> gradient.add(1));
        y.add(y).sum().backward();
        assertThat(seen).containsExactly(4.0);
        assertThat(gradient(x)).containsExactly(61, 61);
        assertThatThrownBy(() -> device.ones(1).registerHook(gradient -> null))
                .hasMessageContaining("registerHook() needs a tensor that requires grad");
    }

    @Test
    void anInnerResultKeepsItsGradientIfAsked() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(x).retainGrad();
        Tensor z = y.mul(y);
        z.sum().backward();
        assertThat(gradient(y)).containsExactly(2, 8);
        assertThat(z.grad()).isNull();
    }

    @Test
    void theGraphServesTwoPassesIfKept() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x).sum();
        Tensor one = device.ones(DType.FLOAT64);
        y.backward(one, true, false);
        y.backward(one, false, false);
        assertThat(gradient(x)).containsExactly(8);
        assertThatThrownBy(() -> y.backward(one)).hasMessageContaining("call the first one with retainGraph");
    }

    @Test
    void anomalyModeNamesTheOperation() {
        Tensor x = leaf(0);
        try (Device.Scope ignored = device.detectAnomaly()) {
            Tensor y = x.mul(0).div(x.mul(0)).sum();
            assertThatThrownBy(y::backward)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("the gradient that div gives to its input 1 has a NaN")
                    .cause()
                    .hasMessage("div was called here");
        }
    }

    @Test
    void inferenceTensorsStayOutOfTheTape() {
        Tensor made;
        try (Device.Scope ignored = device.inferenceMode()) {
            made = leaf(2).mul(2);
            made.zero_();
        }
        assertThat(made.requiresGrad()).isFalse();
        assertThatThrownBy(() -> made.fill_(1)).hasMessageContaining("made in inference mode");
        assertThatThrownBy(made::requiresGrad_).hasMessageContaining("made in inference mode");
        Tensor x = leaf(1);
        assertThatThrownBy(() -> x.mul(made)).hasMessageContaining("made in inference mode");
        x.mul(made.clone()).sum().backward();
        assertThat(gradient(x)).containsExactly(0);
    }

    @Test
    void aCheckpointHasTheSameGradients() {
        Tensor weight = leaf(2, 3);
        Tensor x = leaf(0.5, 0.25);
        Checkpoint.apply(in -> in[0].mul(weight).exp(), x.mul(1)).sum().backward();
        double[] ofX = gradient(x);
        double[] ofWeight = gradient(weight);
        x.zeroGrad();
        weight.zeroGrad();
        x.mul(weight).exp().sum().backward();
        assertThat(ofX).containsExactly(gradient(x));
        assertThat(ofWeight).containsExactly(gradient(weight));
    }

    @Test
    void aCheckpointTakesOtherResultsAsInputsOnly() {
        Tensor x = leaf(2);
        Tensor outside = x.mul(2);
        Tensor y = Checkpoint.apply(in -> in[0].mul(outside), x).add(outside).sum();
        assertThatThrownBy(y::backward).hasMessageContaining("pass it to the checkpoint as an input");
    }

    @Test
    void aScopeFreesWhatItDoesNotKeep() {
        long before = device.allocatedBytes();
        Tensor freed;
        Tensor kept;
        try (MemoryScope scope = device.scope()) {
            freed = device.ones(1000);
            kept = scope.keep(freed.add(1));
        }
        assertThat(device.allocatedBytes() - before).isEqualTo(4000);
        assertThat(kept.sum().item()).isEqualTo(2000);
        assertThatThrownBy(freed::toDoubleArray).hasMessageContaining("was freed");
    }

    @Test
    void aDetachedTensorIsALeafOfItsOwn() {
        Tensor x = leaf(2);
        Tensor y = x.mul(3);
        assertThat(y.detach().requiresGrad()).isFalse();
        y.detach_();
        assertThat(y.requiresGrad()).isFalse();
        assertThatThrownBy(() -> x.mul(1).reshape(1, 1).detach_()).hasMessageContaining("does not work on views");
        assertThatThrownBy(() -> device.arange(3).requiresGrad_())
                .hasMessageContaining("only floating tensors can require gradients");
    }

    private Tensor leaf(double... values) {
        return device.tensor(values, values.length).requiresGrad_();
    }

    private static double[] gradient(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad()).toDoubleArray();
    }
}
