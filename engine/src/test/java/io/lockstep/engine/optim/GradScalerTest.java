package io.lockstep.engine.optim;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.optim.optimizer.ClipGrad;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GradScalerTest {
    private final Device device = new Device(Backends.open("cpu", "onednn"));
    private final Tensor parameter = device.tensor(new float[] {1, 2}, 2).requiresGrad_();
    private final Optimizer optimizer = new SGD(List.of(parameter), 0.5);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void startsAsPyTorchDoes() {
        GradScaler scaler = new GradScaler();
        assertThat(scaler.getScale()).isEqualTo(65536);
        assertThat(scaler.getGrowthFactor()).isEqualTo(2);
        assertThat(scaler.getBackoffFactor()).isEqualTo(0.5);
        assertThat(scaler.getGrowthInterval()).isEqualTo(2000);
        assertThat(scaler.isEnabled()).isTrue();
    }

    @Test
    void followsTheDocumentedCourse() {
        GradScaler scaler = new GradScaler(8, 2, 0.5, 3, true);
        double[] scales = {8, 8, 16, 16, 8, 8, 8, 16, 16, 16, 32, 16, 8, 8};
        boolean[] overflows = {
            false, false, false, false, true, false, false, false, false, false, false, true, true, false
        };
        for (int i = 0; i < scales.length; i++) {
            backward(scaler, overflows[i] ? Float.POSITIVE_INFINITY : 1);
            assertThat(scaler.step(optimizer)).isEqualTo(!overflows[i]);
            scaler.update();
            assertThat(scaler.getScale()).as("scale after update %d", i).isEqualTo(scales[i]);
        }
    }

    @Test
    void leavesAllAsItWasAfterAnOverflow() {
        GradScaler scaler = new GradScaler();
        Adam adam = new Adam(List.of(parameter), 0.1);
        backward(scaler, 3e38f);
        assertThat(scaler.step(adam)).isFalse();
        scaler.update();
        assertThat(parameter.toFloatArray()).containsExactly(1, 2);
        assertThat(adam.stateDict()).doesNotContainKey("state.0.exp_avg");
        assertThat(scaler.getScale()).isEqualTo(32768);
    }

    @Test
    void dividesTheGradientsOfAllGroupsBeforeTheStep() {
        Tensor other = device.tensor(new double[] {4}, 1).requiresGrad_();
        optimizer.addParamGroup(List.of(other), SGD.options().lr(0.25));
        GradScaler scaler = new GradScaler();
        scaler.scale(parameter.sum().to(DType.FLOAT64).add(other.mul(8).sum())).backward();
        assertThat(Objects.requireNonNull(other.grad()).item()).isEqualTo(8 * 65536);
        assertThat(scaler.step(optimizer)).isTrue();
        assertThat(parameter.toFloatArray()).containsExactly(0.5f, 1.5f);
        assertThat(other.item()).isEqualTo(2);
    }

    @Test
    void dividesOnceWhereGradientsAreClipped() {
        GradScaler scaler = new GradScaler();
        backward(scaler, 3);
        scaler.unscale_(optimizer);
        assertThat(ClipGrad.clipGradNorm_(List.of(parameter), 1)).isEqualTo(Math.sqrt(18), offset());
        assertThat(scaler.step(optimizer)).isTrue();
        scaler.update();
        assertThat((double) parameter.toFloatArray()[0]).isEqualTo(1 - 0.5 * Math.sqrt(0.5), offset());
    }

    @Test
    void skipsTheOptimizerWhoseGradientsOverflowed() {
        Tensor other = device.tensor(new float[] {1}, 1).requiresGrad_();
        Optimizer second = new SGD(List.of(other), 1);
        GradScaler scaler = new GradScaler();
        backward(scaler, Float.NaN);
        scaler.scale(other.sum()).backward();
        assertThat(scaler.step(optimizer)).isFalse();
        assertThat(scaler.step(second)).isTrue();
        scaler.update();
        assertThat(scaler.getScale()).isEqualTo(32768);
        assertThat(other.item()).isZero();
    }

    @Test
    void refusesCallsOutOfTurn() {
        GradScaler scaler = new GradScaler();
        assertThatThrownBy(() -> scaler.unscale_(optimizer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("unscale_() expects gradients of a scaled loss");
        assertThatThrownBy(() -> scaler.step(optimizer)).hasMessageStartingWith("step() expects gradients");
        assertThatThrownBy(scaler::update).hasMessageStartingWith("update() expects gradients");
        Tensor loss = scaler.scale(parameter.sum());
        assertThatThrownBy(() -> scaler.step(optimizer)).hasMessageStartingWith("step() found no gradients");
        scaler.update(512);
        assertThatThrownBy(scaler::update).hasMessageStartingWith("update() found no gradients");
        loss.backward();
        scaler.unscale_(optimizer);
        assertThatThrownBy(() -> scaler.unscale_(optimizer))
                .hasMessageStartingWith("unscale_() has been called for this optimizer since the last update()");
        scaler.step(optimizer);
        assertThatThrownBy(() -> scaler.step(optimizer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("step() has been called for this optimizer since the last update()");
        assertThatThrownBy(() -> scaler.unscale_(optimizer))
                .hasMessageStartingWith("unscale_() was called after step()");
        scaler.update();
        backward(scaler, 1);
        assertThat(scaler.step(optimizer)).isTrue();
    }

    @Test
    void refusesGradientsInFloat16AndFactorsThatDoNotFit() {
        Tensor half =
                device.tensor(new float[] {1}, 1).to(DType.FLOAT16).detach().requiresGrad_();
        GradScaler scaler = new GradScaler();
        scaler.scale(half.sum().to(DType.FLOAT32)).backward();
        assertThatThrownBy(() -> scaler.step(new SGD(List.of(half), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unscale_() got gradients in float16");
        assertThatThrownBy(() -> new GradScaler(1, 1, 0.5, 1, true)).hasMessageContaining("growthFactor above 1");
        assertThatThrownBy(() -> new GradScaler(1, 2, 1, 1, true)).hasMessageContaining("backoffFactor below 1");
    }

    @Test
    void scalesWhatIsHalfPrecisionWithoutAnInfiniteScale() {
        Tensor loss = device.tensor(new float[] {0.5f}, 1).to(DType.FLOAT16);
        Tensor scaled = new GradScaler().scale(loss);
        assertThat(scaled.dtype()).isEqualTo(DType.FLOAT16);
        assertThat(scaled.item()).isEqualTo(32768);
    }

    @Test
    void onlyStepsIfItIsNotEnabled() {
        GradScaler scaler = new GradScaler(false);
        Tensor loss = parameter.sum();
        assertThat(scaler.scale(loss)).isSameAs(loss);
        loss.backward();
        scaler.unscale_(optimizer);
        assertThat(scaler.step(optimizer)).isTrue();
        scaler.update();
        assertThat(parameter.toFloatArray()).containsExactly(0.5f, 1.5f);
        assertThat(scaler.getScale()).isEqualTo(1);
        assertThat(scaler.stateDict()).isEmpty();
    }

    @Test
    void goesOnFromItsState() {
        GradScaler scaler = new GradScaler(8, 3, 0.25, 2, true);
        backward(scaler, 1);
        scaler.step(optimizer);
        scaler.update();
        Map<String, HostArray> state = scaler.stateDict();
        assertThat(state)
                .containsOnlyKeys("scale", "growth_factor", "backoff_factor", "growth_interval", "_growth_tracker");
        GradScaler resumed = new GradScaler();
        resumed.loadStateDict(state);
        backward(resumed, 1);
        resumed.step(optimizer);
        resumed.update();
        assertThat(resumed.getScale()).isEqualTo(24);
        assertThat(resumed.getBackoffFactor()).isEqualTo(0.25);
        Map<String, HostArray> empty = new GradScaler(false).stateDict();
        assertThatThrownBy(() -> resumed.loadStateDict(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was it saved from one that was not enabled?");
        assertThat(resumed.getScale()).isEqualTo(24);
    }

    @Test
    void stepsTheOptimizerOfAFlatSpace() {
        FlatParameters flat = new FlatParameters(
                device, Map.of("weight", device.ones(DType.FLOAT32, Shape.of(3)).requiresGrad_()), 1 << 10);
        Sgd sgd = new Sgd(flat, new SgdOptions(0, 0, 0, false));
        Tensor weight = Objects.requireNonNull(flat.views().get("weight"));
        GradScaler scaler = new GradScaler();
        for (float factor : new float[] {2, Float.POSITIVE_INFINITY}) {
            flat.beginStep(bucket -> {});
            scaler.scale(weight.mul(factor).sum()).backward();
            flat.endBackward();
            assertThat(scaler.step(sgd, 0.25)).isEqualTo(factor == 2);
            scaler.update();
            assertThat(weight.toFloatArray()).containsExactly(0.5f, 0.5f, 0.5f);
        }
        assertThat(scaler.getScale()).isEqualTo(32768);
    }

    /** Gradients of {@code factor}, scaled. */
    private void backward(GradScaler scaler, float factor) {
        optimizer.zeroGrad();
        scaler.scale(parameter.mul(factor).sum()).backward();
    }

    private static org.assertj.core.data.Offset<Double> offset() {
        return org.assertj.core.data.Offset.offset(1e-6);
    }
}
