package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NativeMemory;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.Shape;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

/**
 * Stochastic gradient descent in two passes over whole vectors, which oneDNN spreads over its threads. Numbers that may
 * change from step to step enter as arguments, so that the kernels stay the same.
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
    private final KernelCache<Combination> combinations = new KernelCache<>(this::makeCombination);
    private final KernelCache<ScaledAddition> additions = new KernelCache<>(this::makeAddition);
    /** The two factors of a combination and that of an addition. */
    private final NativeMemory factors = NativeMemory.allocate(3 * Float.BYTES);

    GradientDescent(NativeEngine engine) {
        this.engine = engine;
    }

    /** y = keep * y + first * a + second * b; where keep is 0, y is not read. */
    private record Combination(long elements, float keep) {}

    /** y += factor * x */
    private record ScaledAddition(long elements) {}

    /** @see io.lockstep.engine.backend.Backend#sgd */
    void update(NdArray parameters, NdArray gradients, @Nullable NdArray buffer, SgdSettings settings) {
        long w = address(parameters);
        long g = address(gradients);
        long v = buffer == null ? 0 : address(buffer);
        long n = parameters.numel();
        double decay = settings.weightDecay();
        if (buffer != null && settings.firstStep()) {
            combine(0, 1, g, decay, w, v, n);
        } else if (buffer != null) {
            double share = 1 - settings.dampening();
            combine((float) settings.momentum(), share, g, share * decay, w, v, n);
        }
        long u = v;
        if (buffer == null || settings.nesterov()) {
            u = engine.scratch().argument(0, n * Float.BYTES);
            combine(0, 1, g, decay, w, u, n);
            if (buffer != null) {
                add(settings.momentum(), v, u, n);
            }
        }
        add(-settings.learningRate(), u, w, n);
    }

    private static long address(NdArray array) {
        array.contiguousBlock();
        return Address.of(array);
    }

    private void combine(float keep, double first, long a, double second, long b, long y, long elements) {
        Kernel kernel = combinations.get(new Combination(elements, keep));
        kernel.address(DNNL_ARG_SRC_0, a);
        kernel.address(DNNL_ARG_SRC_1, b);
        kernel.address(DNNL_ARG_DST, y);
        kernel.address(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0, factor(0, first));
        kernel.address(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, factor(1, second));
        kernel.run();
    }

    private void add(double scale, long x, long y, long elements) {
        Kernel kernel = additions.get(new ScaledAddition(elements));
        kernel.address(DNNL_ARG_SRC_0, x);
        kernel.address(DNNL_ARG_SRC_1, factor(2, scale));
        kernel.address(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** The address of a factor, after it was set. */
    private long factor(int index, double value) {
        factors.buffer().putFloat(index * Float.BYTES, (float) value);
        return factors.address(Address::ofBuffer) + (long) index * Float.BYTES;
    }

    private Kernel makeCombination(Combination key) {
        primitive_attr attributes = engine.attributes();
        attributes.set_scales_mask(DNNL_ARG_SRC_0, 0);
        attributes.set_scales_mask(DNNL_ARG_SRC_1, 0);
        if (key.keep() != 0) {
            post_ops keepOld = new post_ops();
            keepOld.append_sum(key.keep(), 0, memory.data_type.undef);
            attributes.set_post_ops(keepOld);
        }
        memory.desc vector = vector(key.elements());
        binary.primitive_desc description = new binary.primitive_desc(
                engine.handle(), algorithm.binary_add, vector, vector, vector, attributes, false);
        return new Kernel(
                engine,
                key.toString(),
                description,
                DNNL_ARG_SRC_0,
                DNNL_ARG_SRC_1,
                DNNL_ARG_DST,
                DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0,
                DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1);
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
        return engine.formats().contiguous(Shape.of(elements), DType.FLOAT32).descriptor();
    }

    int size() {
        return combinations.size() + additions.size();
    }

    @Override
    public void close() {
        combinations.close();
        additions.close();
        factors.close();
    }
}
