package io.lockstep.engine.optim.optimizer;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.optim.FlatParameters;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Groups, states, gradients and memory of optimizers; their numbers are compared with libtorch elsewhere. */
class OptimizerTest {
    private static final List<Function<List<Tensor>, Optimizer>> ALL = List.of(
            p -> new SGD(p, SGD.options().lr(0.1).momentum(0.9).weightDecay(0.01)),
            p -> new Adam(p, Adam.options().amsgrad(true).weightDecay(0.01)),
            AdamW::new,
            p -> new RMSprop(p, RMSprop.options().centered(true).momentum(0.9)),
            Adagrad::new,
            p -> new LARS(p, 0.1),
            LAMB::new);

    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    private Tensor parameter(double... values) {
        return device.tensor(values, values.length).requiresGrad_();
    }

    private void give(Tensor parameter, double... gradient) {
        Objects.requireNonNull(parameter.leaf())
                .grad(device.tensor(gradient, parameter.shape().toArray()));
    }

    @Test
    void updatesEachGroupByItsOptions() {
        Tensor body = parameter(1, 2);
        Tensor head = parameter(3);
        Optimizer sgd = new SGD(List.of(body), SGD.options().lr(0.1).weightDecay(0.5));
        sgd.addParamGroup(List.of(head), SGD.options().lr(1));
        give(body, 1, 1);
        give(head, 1);
        sgd.step();
        assertThat(body.toDoubleArray()).containsExactly(new double[] {1 - 0.15, 2 - 0.2}, within(1e-15));
        assertThat(head.toDoubleArray()).containsExactly(3 - 2.5);
        assertThat(sgd.paramGroups().get(1).parameters()).containsExactly(head);
    }

    @Test
    void leavesParametersWithoutGradientAlone() {
        for (Function<List<Tensor>, Optimizer> make : ALL) {
            Tensor used = parameter(1);
            Tensor unused = parameter(1);
            Optimizer optimizer = make.apply(List.of(used, unused));
            give(used, 1);
            optimizer.step();
            assertThat(used.item()).isNotEqualTo(1);
            assertThat(unused.item()).isEqualTo(1);
            assertThat(optimizer.stateDict()).containsKey("state.0.step").doesNotContainKey("state.1.step");
        }
    }

    @Test
    void zeroesGradients() {
        Tensor parameter = parameter(1, 2);
        Optimizer sgd = new SGD(List.of(parameter), 0.1);
        give(parameter, 1, 1);
        sgd.zeroGrad(false);
        assertThat(Objects.requireNonNull(parameter.grad()).toDoubleArray()).containsExactly(0, 0);
        sgd.zeroGrad();
        assertThat(parameter.grad()).isNull();
    }

    @Test
    void resumesToTheBit() {
        for (Function<List<Tensor>, Optimizer> make : ALL) {
            Tensor straight = parameter(1, -2, 3);
            Optimizer first = make.apply(List.of(straight));
            train(first, straight, 0, 5);
            Tensor resumed = parameter(straight.toDoubleArray());
            Optimizer second = make.apply(List.of(resumed));
            train(second, parameter(0, 0, 0), 0, 2); // steps without a gradient
            second.loadStateDict(first.stateDict());
            train(first, straight, 5, 12);
            train(second, resumed, 5, 12);
            assertThat(resumed.toDoubleArray()).containsExactly(straight.toDoubleArray());
        }
    }

    private void train(Optimizer optimizer, Tensor parameter, int from, int to) {
        for (int step = from; step < to; step++) {
            give(parameter, Math.sin(step), 1, Math.cos(step));
            optimizer.step();
        }
    }

    @Test
    void refusesAStateOfOtherParameters() {
        Tensor two = parameter(1, 2);
        Optimizer saved = new Adam(List.of(two));
        give(two, 1, 1);
        saved.step();
        Optimizer other = new Adam(List.of(parameter(1, 2, 3)));
        assertThatThrownBy(() -> other.loadStateDict(saved.stateDict()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state.0.exp_avg")
                .hasMessageContaining("[3]");
        Optimizer more = new Adam(List.of(parameter(1, 2), parameter(1)));
        assertThatThrownBy(() -> more.loadStateDict(saved.stateDict()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 parameters");
    }

    @Test
    void maximizesByNegatedGradients() {
        Tensor up = parameter(1, -2);
        Tensor down = parameter(1, -2);
        Optimizer maximizing =
                new Adam(List.of(up), Adam.options().maximize(true).weightDecay(0.1));
        Optimizer minimizing = new Adam(List.of(down), Adam.options().weightDecay(0.1));
        for (int step = 0; step < 5; step++) {
            give(up, step - 2, 0.5);
            give(down, 2 - step, -0.5);
            maximizing.step();
            minimizing.step();
        }
        assertThat(up.toDoubleArray()).containsExactly(down.toDoubleArray());
    }

    @Test
    void addsTheGradientOfAnL1Penalty() {
        Tensor parameter = parameter(1, -2, 0);
        Optimizer sgd =
                new SGD(List.of(parameter), SGD.options().lr(0.1).l1Penalty(0.5).weightDecay(0.25));
        give(parameter, 1, 1, 1);
        sgd.step();
        double[] expected = {1 - 0.1 * (1 + 0.5 + 0.25), -2 - 0.1 * (1 - 0.5 - 0.5), -0.1};
        assertThat(parameter.toDoubleArray()).containsExactly(expected, within(1e-15));
    }

    /** Four parts of a batch with a quarter of their losses, against the batch as one. */
    @Test
    void accumulatesGradientsOfParts() {
        Tensor whole = parameter(1, -1);
        Tensor parts = parameter(1, -1);
        Optimizer first = new SGD(List.of(whole), SGD.options().lr(0.1).momentum(0.9));
        Optimizer second = new SGD(List.of(parts), SGD.options().lr(0.1).momentum(0.9));
        for (int step = 0; step < 3; step++) {
            first.zeroGrad();
            squares(whole, 0, 8).div(8).backward();
            first.step();
            second.zeroGrad();
            for (int part = 0; part < 4; part++) {
                squares(parts, 2 * part, 2 * part + 2).div(2).div(4).backward();
            }
            second.step();
        }
        assertThat(parts.toDoubleArray()).containsExactly(whole.toDoubleArray(), within(1e-14));
    }

    /** The sum of (w - sample)^2 over some samples. */
    private Tensor squares(Tensor w, int from, int to) {
        Tensor sum = device.zeros(DType.FLOAT64);
        for (int sample = from; sample < to; sample++) {
            Tensor difference = w.sub(Math.sin(sample));
            sum = sum.add(difference.mul(difference).sum());
        }
        return sum;
    }

    /** Both come to the mean of the samples, which is where the mean of the squares is least. */
    @Test
    void descendsWithTheFullBatchAndWithSingleSamples() {
        double mean = 0;
        for (int sample = 0; sample < 8; sample++) {
            mean += Math.sin(sample) / 8;
        }
        Tensor full = parameter(2);
        Optimizer fullBatch = new SGD(List.of(full), 0.1);
        for (int step = 0; step < 200; step++) {
            fullBatch.zeroGrad();
            squares(full, 0, 8).div(8).backward();
            fullBatch.step();
        }
        assertThat(full.item()).isCloseTo(mean, within(1e-9));
        Tensor single = parameter(2);
        Optimizer online = new SGD(List.of(single), 0.1);
        for (int step = 0; step < 4000; step++) {
            online.paramGroups().get(0).lr(0.5 / (1 + step));
            online.zeroGrad();
            squares(single, step % 8, step % 8 + 1).backward();
            online.step();
        }
        assertThat(single.item()).isCloseTo(mean, within(1e-2));
    }

    @Test
    void updatesViewsWithStrides() {
        for (Function<List<Tensor>, Optimizer> make : ALL) {
            Tensor storage = device.tensor(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
            Tensor strided = new Tensor(device, storage.array().view(Shape.of(3, 2), new long[] {1, 3}, 0));
            Tensor contiguous =
                    device.tensor(new double[] {1, 4, 2, 5, 3, 6}, 3, 2).requiresGrad_();
            strided.requiresGrad_();
            Optimizer first = make.apply(List.of(strided));
            Optimizer second = make.apply(List.of(contiguous));
            for (int step = 0; step < 3; step++) {
                give(strided, 1, 2, 3, 4, 5, 6);
                give(contiguous, 1, 2, 3, 4, 5, 6);
                first.step();
                second.step();
            }
            assertThat(strided.toDoubleArray()).containsExactly(contiguous.toDoubleArray());
        }
    }

    /** What is elementwise may take a whole flat space as one parameter. */
    @Test
    void updatesAFlatSpaceToTheSameBits() {
        for (Function<List<Tensor>, Optimizer> make : ALL.subList(0, 5)) {
            Tensor a = parameter(1, -2, 3);
            Tensor b = parameter(0.5, 4);
            Map<String, Tensor> named = new LinkedHashMap<>();
            named.put("a", a);
            named.put("b", b);
            FlatParameters flat = new FlatParameters(device, named, 1 << 20);
            Tensor range = new Tensor(device, flat.parameters().array()).requiresGrad_();
            Objects.requireNonNull(range.leaf()).grad(flat.gradients());
            Optimizer whole = make.apply(List.of(range));
            Optimizer single = make.apply(List.of(a, b));
            for (int step = 0; step < 4; step++) {
                give(a, 1, Math.sin(step), -1);
                give(b, 0.25, step);
                device.backend().copy(grad(a).array(), grad(flat, "a").array());
                device.backend().copy(grad(b).array(), grad(flat, "b").array());
                whole.step();
                single.step();
            }
            assertThat(view(flat, "a").toDoubleArray()).containsExactly(a.toDoubleArray());
            assertThat(view(flat, "b").toDoubleArray()).containsExactly(b.toDoubleArray());
        }
    }

    private static Tensor view(FlatParameters flat, String name) {
        return Objects.requireNonNull(flat.views().get(name));
    }

    private static Tensor grad(FlatParameters flat, String name) {
        return Objects.requireNonNull(
                Objects.requireNonNull(view(flat, name).leaf()).place());
    }

    private static Tensor grad(Tensor parameter) {
        return Objects.requireNonNull(parameter.grad());
    }

    @Test
    void takesNoMemoryAfterTheFirstStep() {
        for (Function<List<Tensor>, Optimizer> make : ALL) {
            Tensor parameter =
                    device.zeros(DType.FLOAT32, Shape.of(1000)).add(1).requiresGrad_();
            Objects.requireNonNull(parameter.leaf())
                    .grad(device.zeros(DType.FLOAT32, Shape.of(1000)).add(0.5));
            Optimizer optimizer = make.apply(List.of(parameter));
            optimizer.step();
            long before = directMemory();
            for (int step = 0; step < 100; step++) {
                optimizer.step();
            }
            assertThat(directMemory()).isLessThanOrEqualTo(before);
        }
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void refusesWrongOptionsAndParameters() {
        Tensor parameter = parameter(1);
        List<Tensor> one = List.of(parameter);
        assertThatThrownBy(() -> new SGD(one, -0.1)).hasMessageContaining("\"lr\" is 0 or more, but got -0.1");
        assertThatThrownBy(() -> new Adam(one, Adam.options().betas(0.9, 1))).hasMessageContaining("\"beta2\"");
        assertThatThrownBy(() -> new SGD(one, SGD.options().nesterov(true))).hasMessageContaining("Nesterov");
        assertThatThrownBy(() -> new Adam(List.of())).hasMessageContaining("no parameters");
        assertThatThrownBy(() -> new Adam(List.of(parameter, parameter))).hasMessageContaining("twice");
        assertThatThrownBy(() -> new Adam(List.of(parameter.mul(2)))).hasMessageContaining("leaf");
        Optimizer adam = new Adam(one);
        assertThatThrownBy(() ->
                        adam.addParamGroup(List.of(parameter(2)), SGD.options().momentum(0.9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no option \"momentum\"");
        assertThatThrownBy(() -> adam.addParamGroup(one, Adam.options())).hasMessageContaining("twice");
    }

    @Test
    void stepsWithAClosure() {
        Tensor parameter = parameter(1);
        Optimizer sgd = new SGD(List.of(parameter), 0.1);
        Tensor loss = sgd.step(() -> {
            sgd.zeroGrad();
            Tensor computed = parameter.mul(parameter).sum();
            computed.backward();
            return computed;
        });
        assertThat(loss.item()).isEqualTo(1);
        assertThat(parameter.item()).isCloseTo(0.8, within(1e-15));
    }
}
