package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NativeMemory;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.Shape;
import java.util.Arrays;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.sum;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MULTIPLE_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

/**
 * Stochastic gradient descent as weighted sums of whole vectors, which oneDNN spreads over its threads. The weights of a
 * sum are part of the kernel, so the learning rate, which may change in every step, enters through a product instead.
 *
 * <pre>
 *   d      = gradient + weightDecay * parameter
 *   buffer = momentum * buffer + (1 - dampening) * d        (in the first step: d)
 *   u      = buffer                                         (Nesterov: d + momentum * buffer; no momentum: d)
 *   parameter += -learningRate * u
 * </pre>
 */
final class GradientDescent implements AutoCloseable {
    private final NativeEngine engine;
    private final KernelCache<WeightedSum> sums = new KernelCache<>(this::makeSum);
    private final KernelCache<ScaledAddition> additions = new KernelCache<>(this::makeAddition);
    private final NativeMemory factor = NativeMemory.allocate(Float.BYTES);

    GradientDescent(NativeEngine engine) {
        this.engine = engine;
    }

    /** first * a + second * b + third * c; what has weight 0 is not read. */
    private record WeightedSum(long elements, float first, float second, float third) {}

    /** y += factor * x */
    private record ScaledAddition(long elements) {}

    /** @see io.lockstep.engine.backend.Backend#sgd */
    void update(NdArray parameters, NdArray gradients, @Nullable NdArray buffer, SgdSettings settings) {
        long w = address(parameters);
        long g = address(gradients);
        long v = buffer == null ? 0 : address(buffer);
        long n = parameters.numel();
        float decay = (float) settings.weightDecay();
        float momentum = (float) settings.momentum();
        if (buffer != null && settings.firstStep()) {
            sum(new WeightedSum(n, 1, decay, 0), g, w, 0, v);
        } else if (buffer != null) {
            float share = (float) (1 - settings.dampening());
            float decayShare = (float) ((1 - settings.dampening()) * settings.weightDecay());
            sum(new WeightedSum(n, momentum, share, decayShare), v, g, w, v);
        }
        long u = v;
        if (buffer == null || settings.nesterov()) {
            u = engine.scratch().argument(0, n * Float.BYTES);
            sum(new WeightedSum(n, 1, decay, buffer == null ? 0 : momentum), g, w, v, u);
        }
        add((float) -settings.learningRate(), u, w, n);
    }

    private static long address(NdArray array) {
        array.contiguousBlock();
        return Address.of(array);
    }

    private void sum(WeightedSum key, long a, long b, long c, long y) {
        Kernel kernel = sums.get(key);
        int source = DNNL_ARG_MULTIPLE_SRC;
        if (key.first() != 0) {
            kernel.address(source++, a);
        }
        if (key.second() != 0) {
            kernel.address(source++, b);
        }
        if (key.third() != 0) {
            kernel.address(source, c);
        }
        kernel.address(DNNL_ARG_DST, y);
        kernel.run();
    }

    private void add(float scale, long x, long y, long elements) {
        factor.buffer().putFloat(0, scale);
        Kernel kernel = additions.get(new ScaledAddition(elements));
        kernel.address(DNNL_ARG_SRC_0, x);
        kernel.address(DNNL_ARG_SRC_1, factor.address(Address::ofBuffer));
        kernel.address(DNNL_ARG_DST, y);
        kernel.run();
    }

    private Kernel makeSum(WeightedSum key) {
        memory.desc vector = vector(key.elements());
        float[] all = {key.first(), key.second(), key.third()};
        float[] weights = new float[all.length];
        int count = 0;
        for (float weight : all) {
            if (weight != 0) {
                weights[count++] = weight;
            }
        }
        memory.desc[] sources = new memory.desc[count];
        int[] arguments = new int[count + 1];
        for (int i = 0; i < count; i++) {
            sources[i] = vector;
            arguments[i] = DNNL_ARG_MULTIPLE_SRC + i;
        }
        arguments[count] = DNNL_ARG_DST;
        sum.primitive_desc description = new sum.primitive_desc(
                engine.handle(),
                vector,
                Arrays.copyOf(weights, count),
                new memory_desc_vector(sources),
                engine.attributes(),
                false);
        return new Kernel(engine, key.toString(), description, arguments);
    }

    private Kernel makeAddition(ScaledAddition key) {
        memory.desc vector = vector(key.elements());
        post_ops addToResult = new post_ops();
        addToResult.append_sum();
        primitive_attr attributes = engine.attributes();
        attributes.set_post_ops(addToResult);
        binary.primitive_desc description = new binary.primitive_desc(
                engine.handle(), algorithm.binary_mul, vector, vector(1), vector, attributes, false);
        return new Kernel(engine, key.toString(), description, DNNL_ARG_SRC_0, DNNL_ARG_SRC_1, DNNL_ARG_DST);
    }

    private memory.desc vector(long elements) {
        return engine.formats().contiguous(Shape.of(elements)).descriptor();
    }

    int size() {
        return sums.size() + additions.size();
    }

    @Override
    public void close() {
        sums.close();
        additions.close();
        factor.close();
    }
}
