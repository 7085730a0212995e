package io.lockstep.engine.oracle.amp;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.optim.GradScaler;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The course of the scale, unscaled gradients and skipped steps beside the kernels that PyTorch's GradScaler calls. Gradients
 * are now and then infinite, NaN, or so large that the scale makes them infinite.
 */
final class GradScalerOracleTest {
    private static final int RUNS = 40;
    private static final int STEPS = 50;
    private static final double LR = 0.125;

    private final Device device = new Device(Backends.open("cpu", "onednn"));
    private final Random random = new Random(17);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void unscalesStepsAndUpdatesAsTorch() {
        int skipped = 0;
        int grown = 0;
        for (int run = 0; run < RUNS; run++) {
            double init = Math.pow(2, random.nextInt(40)) * (1 + random.nextInt(3));
            double growth = 1.5 + random.nextInt(3);
            double backoff = 0.25 + 0.5 * random.nextDouble();
            int interval = 1 + random.nextInt(6);
            GradScaler scaler = new GradScaler(init, growth, backoff, interval, true);
            DType dtype = run % 3 == 0 ? DType.FLOAT64 : DType.FLOAT32;
            Tensor parameter = device.tensor(numbers(7), 7).to(dtype).requiresGrad_();
            SGD optimizer = new SGD(List.of(parameter), LR);
            float[] scale = {(float) init};
            int[] tracker = {0};
            for (int step = 0; step < STEPS; step++) {
                double[] gradient = gradient(parameter.dtype());
                double[] scaled = new double[gradient.length];
                Arrays.setAll(scaled, i -> product(dtype, gradient[i], scale[0]));
                double[] before = parameter.toDoubleArray();
                optimizer.zeroGrad();
                scaler.scale(parameter.mul(device.tensor(gradient, 7).to(dtype)).sum())
                        .backward();
                boolean stepped = scaler.step(optimizer);
                float previous = scale[0];
                double[] unscaled;
                boolean foundInf;
                try (PointerScope pointers = new PointerScope()) {
                    org.bytedeco.pytorch.Tensor grads = TorchTensors.of(dtype, scaled, 7);
                    org.bytedeco.pytorch.Tensor found = torch.zeros(1);
                    unscale(grads, found, scale[0]);
                    unscaled = TorchTensors.values(grads);
                    foundInf = found.item_float() != 0;
                    update(scale, tracker, found, growth, backoff, interval);
                }
                String where = "run " + run + ", step " + step;
                assertThat(Objects.requireNonNull(parameter.grad()).toDoubleArray())
                        .as(where)
                        .containsExactly(unscaled);
                assertThat(stepped).as(where).isEqualTo(!foundInf);
                if (foundInf) {
                    skipped++;
                    assertThat(parameter.toDoubleArray()).as(where).containsExactly(before);
                } else {
                    assertThat(parameter.toDoubleArray()).as(where).isNotEqualTo(before);
                }
                scaler.update();
                grown += scale[0] > previous ? 1 : 0;
                assertThat(scaler.getScale()).as(where).isEqualTo(scale[0]);
                assertThat(Objects.requireNonNull(scaler.stateDict().get("_growth_tracker"))
                                .longs()
                                .get(0))
                        .as(where)
                        .isEqualTo(tracker[0]);
            }
        }
        OracleCases.counted("E11", RUNS * STEPS);
        assertThat(skipped).isGreaterThan(RUNS * STEPS / 20);
        assertThat(grown).isGreaterThan(RUNS * STEPS / 20);
    }

    private static double product(DType dtype, double gradient, float scale) {
        return dtype == DType.FLOAT64 ? gradient * scale : (float) gradient * scale;
    }

    /** PyTorch's kernel that divides gradients by the scale and looks for what is not finite. */
    private static void unscale(org.bytedeco.pytorch.Tensor gradients, org.bytedeco.pytorch.Tensor found, float scale) {
        org.bytedeco.pytorch.Tensor inverse = torch.full(new long[] {1}, new org.bytedeco.pytorch.Scalar(1.0 / scale));
        // The only way from Java to a list of tensors: views of all rows of a matrix, here of one.
        IValueVector list = call("aten::unbind", "int", new IValue(gradients.unsqueeze(0)), new IValue(0L));
        call(
                "aten::_amp_foreach_non_finite_check_and_unscale_",
                "",
                list.get(0),
                new IValue(found),
                new IValue(inverse.to(torch.ScalarType.Float)));
    }

    /** PyTorch's kernel that changes the scale. */
    private static void update(
            float[] scale,
            int[] tracker,
            org.bytedeco.pytorch.Tensor found,
            double growth,
            double backoff,
            int interval) {
        org.bytedeco.pytorch.Tensor current = org.bytedeco.pytorch.Tensor.create(scale);
        org.bytedeco.pytorch.Tensor count = org.bytedeco.pytorch.Tensor.create(tracker);
        call(
                "aten::_amp_update_scale_",
                "",
                new IValue(current),
                new IValue(count),
                new IValue(found),
                new IValue(growth),
                new IValue(backoff),
                new IValue((long) interval));
        scale[0] = current.item_float();
        tracker[0] = count.item_int();
    }

    private static IValueVector call(String name, String overload, IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        Dispatcher.singleton().findSchemaOrThrow(name, overload).callBoxed(stack);
        return stack;
    }

    private double[] gradient(DType dtype) {
        double[] values = numbers(7);
        int kind = random.nextInt(12);
        int place = random.nextInt(values.length);
        if (kind == 0) {
            values[place] = Double.NaN;
        } else if (kind == 1) {
            values[place] = random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        } else if (kind == 2) {
            values[place] = dtype == DType.FLOAT64 ? 1e305 : 1e38;
        }
        return values;
    }

    /** Exact in float32. */
    private double[] numbers(int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> (float) random.nextGaussian());
        return values;
    }
}
