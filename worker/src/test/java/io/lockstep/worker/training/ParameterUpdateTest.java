package io.lockstep.worker.training;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import io.lockstep.worker.config.TrainConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ParameterUpdateTest {
    private static final String SCALE = "grad_scaler.scale";

    private final Device device = new Device(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        device.close();
    }

    /** The gradients of one bucket are infinite once they are summed; those of the others were ready before. */
    @Test
    void skipsAllBucketsForOne() {
        FlatParameters parameters = parameters();
        ParameterUpdate update = update("float16", parameters);
        step(update, parameters, 2);
        assertThat(value(parameters, "first")).isEqualTo(0.5f);
        assertThat(value(parameters, "last")).isEqualTo(0.5f);
        assertThat(scale(update)).isEqualTo(65536);
        step(update, parameters, Float.POSITIVE_INFINITY);
        assertThat(value(parameters, "first")).isEqualTo(0.5f);
        assertThat(value(parameters, "last")).isEqualTo(0.5f);
        assertThat(scale(update)).isEqualTo(32768);
    }

    @Test
    void goesOnWithTheScaleOfACheckpoint() {
        FlatParameters parameters = parameters();
        ParameterUpdate update = update("float16", parameters);
        step(update, parameters, Float.NaN);
        ParameterUpdate resumed = update("float16", parameters);
        resumed.restoreScaler(Map.of());
        assertThat(scale(resumed)).isEqualTo(65536);
        resumed.restoreScaler(update.scalerState());
        assertThat(scale(resumed)).isEqualTo(32768);
        ParameterUpdate exact = update("float32", parameters);
        exact.restoreScaler(update.scalerState());
        assertThat(exact.scalerState()).isEmpty();
    }

    /** A rank without samples has scaled no loss; its gradients are the sums that came from the others. */
    @Test
    void stepsWithoutALossOfItsOwn() {
        FlatParameters parameters = parameters();
        ParameterUpdate update = update("float16", parameters);
        parameters.beginStep(bucket -> {});
        parameters.endBackward();
        update.step(
                0.25,
                bucket -> bucket.gradients()
                        .contiguousBlock()
                        .buffer()
                        .asFloatBuffer()
                        .put(0, 2 * 65536));
        assertThat(value(parameters, "first")).isEqualTo(0.5f);
        assertThat(value(parameters, "last")).isEqualTo(0.5f);
    }

    private void step(ParameterUpdate update, FlatParameters parameters, float factor) {
        Tensor first = Objects.requireNonNull(parameters.views().get("first"));
        Tensor last = Objects.requireNonNull(parameters.views().get("last"));
        parameters.beginStep(bucket -> {});
        update.scaled(first.mul(2).sum().add(last.mul(factor).sum())).backward();
        parameters.endBackward();
        update.step(0.25, bucket -> {});
        parameters.settle();
    }

    private FlatParameters parameters() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("first", device.ones(DType.FLOAT32, Shape.of(3)).requiresGrad_());
        named.put("last", device.ones(DType.FLOAT32, Shape.of(5)).requiresGrad_());
        FlatParameters parameters = new FlatParameters(device, named, 4);
        assertThat(parameters.buckets()).hasSize(2);
        return parameters;
    }

    private static ParameterUpdate update(String precision, FlatParameters parameters) {
        TrainConfig config = TrainConfig.of(
                Map.of("data", "d", "model", "mlp", "momentum", "0", "weight-decay", "0", "precision", precision));
        return new ParameterUpdate(config, parameters);
    }

    private static float value(FlatParameters parameters, String name) {
        return Objects.requireNonNull(parameters.views().get(name)).toFloatArray()[0];
    }

    private static double scale(ParameterUpdate update) {
        HostArray scale = Objects.requireNonNull(update.scalerState().get(SCALE));
        return scale.doubles().get(0);
    }
}
