package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

/** Functions of single elements, in the format of the first operand that has one of oneDNN's choosing. */
final class Pointwise implements AutoCloseable {
    private final NativeEngine engine;
    private final KernelCache<Relu> relu = new KernelCache<>(this::makeRelu);
    private final KernelCache<AddRelu> addRelu = new KernelCache<>(this::makeAddRelu);
    private final KernelCache<ReluBackward> reluBackward = new KernelCache<>(this::makeReluBackward);
    private final KernelCache<Unary> unary = new KernelCache<>(this::makeUnary);
    private final KernelCache<Binary> binary = new KernelCache<>(this::makeBinary);

    Pointwise(NativeEngine engine) {
        this.engine = engine;
    }

    private record Relu(Format format) {}

    private record AddRelu(Format format) {}

    private record ReluBackward(Format format) {}

    private record Unary(UnaryOp op, Format format) {}

    /** @param b the format of the other operands, or of fewer elements that are repeated */
    private record Binary(BinaryOp op, Format format, Format b) {}

    /** What oneDNN computes as PyTorch does; its exp and log, for one, differ from PyTorch's at infinity. */
    static boolean has(UnaryOp op) {
        return op.function() == UnaryOp.Function.NEGATE || op.function() == UnaryOp.Function.RELU;
    }

    static boolean has(BinaryOp op) {
        return switch (op) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, RELU_BACKWARD -> true;
            default -> false;
        };
    }

    /** @see io.lockstep.engine.backend.Backend#unary */
    void unary(UnaryOp op, NdArray x, NdArray y) {
        Format format = result(x, x, y);
        if (op.function() == UnaryOp.Function.RELU) {
            relu(format, x, y);
            return;
        }
        Kernel kernel = unary.get(new Unary(op, format));
        kernel.input(DNNL_ARG_SRC, x);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /**
     * max(0, x), in this order: oneDNN gives the second operand if one is NaN, and its own relu would turn a NaN into 0
     * and hide that a training diverged. The zeros are read besides x, which costs a third more time.
     */
    private void relu(Format format, NdArray x, NdArray y) {
        Kernel kernel = relu.get(new Relu(format));
        kernel.address(DNNL_ARG_SRC_0, engine.scratch().zeros(format.bytes()));
        kernel.input(DNNL_ARG_SRC_1, x);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** @see io.lockstep.engine.backend.Backend#binary */
    void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (op == BinaryOp.RELU_BACKWARD) {
            reluBackward(a, b, y);
        } else if (isCommutative(op) && Formats.repeats(a) && !Formats.repeats(b)) {
            arithmetic(op, b, a, y);
        } else {
            arithmetic(op, a, b, y);
        }
    }

    private void arithmetic(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        Format format = result(a, b, y);
        if (Formats.repeats(b)) {
            Format distinct = engine.formats().distinct(b);
            Kernel kernel =
                    binary.get(new Binary(op, format, engine.formats().contiguous(distinct.shape(), distinct.dtype())));
            kernel.input(DNNL_ARG_SRC_1, b, distinct);
            run(kernel, a, y);
        } else {
            Kernel kernel = binary.get(new Binary(op, format, format));
            kernel.input(DNNL_ARG_SRC_1, b);
            run(kernel, a, y);
        }
    }

    /** @see io.lockstep.engine.backend.FusedKernels#addRelu */
    void addRelu(NdArray a, NdArray b, NdArray y) {
        Kernel kernel = addRelu.get(new AddRelu(result(a, b, y)));
        kernel.input(DNNL_ARG_SRC_1, b);
        run(kernel, a, y);
    }

    /**
     * Makes relu the next operation of {@code after}, as x * min(1, max(0, largest * x)): of the forms that oneDNN has for
     * one pass this is the one that keeps NaN and gives 0 below it. Only minus infinity becomes NaN.
     */
    static void appendRelu(post_ops after) {
        after.append_eltwise(algorithm.eltwise_hardswish, Float.MAX_VALUE, 0);
    }

    private static void run(Kernel kernel, NdArray a, NdArray y) {
        kernel.input(DNNL_ARG_SRC_0, a);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    private void reluBackward(NdArray dy, NdArray y, NdArray dx) {
        Kernel kernel = reluBackward.get(new ReluBackward(result(y, dy, dx)));
        kernel.input(DNNL_ARG_DIFF_DST, dy);
        kernel.input(DNNL_ARG_DST, y);
        kernel.output(DNNL_ARG_DIFF_SRC, dx);
        kernel.run();
    }

    /** The format to compute in: that of y if it has memory, else of a or b if oneDNN chose one. */
    private Format result(NdArray a, NdArray b, NdArray y) {
        if (!y.storage().isDeferred()) {
            return engine.formats().preferred(y);
        }
        return engine.formats().preferred(a.storage().layout() == null ? b : a);
    }

    private static boolean isCommutative(BinaryOp op) {
        return op == BinaryOp.ADD || op == BinaryOp.MULTIPLY;
    }

    private Kernel makeRelu(Relu key) {
        binary.primitive_desc description = describe(algorithm.binary_max, key.format(), key.format());
        return new Kernel(engine, key.toString(), description, DNNL_ARG_SRC_0, DNNL_ARG_SRC_1, DNNL_ARG_DST);
    }

    private Kernel makeAddRelu(AddRelu key) {
        post_ops after = new post_ops();
        appendRelu(after);
        primitive_attr attributes = engine.attributes();
        attributes.set_post_ops(after);
        memory.desc descriptor = key.format().descriptor();
        binary.primitive_desc description = new binary.primitive_desc(
                engine.handle(), algorithm.binary_add, descriptor, descriptor, descriptor, attributes, false);
        return new Kernel(engine, key.toString(), description, DNNL_ARG_SRC_0, DNNL_ARG_SRC_1, DNNL_ARG_DST);
    }

    private Kernel makeBinary(Binary key) {
        algorithm function = switch (key.op()) {
            case ADD -> algorithm.binary_add;
            case SUBTRACT -> algorithm.binary_sub;
            case MULTIPLY -> algorithm.binary_mul;
            case DIVIDE -> algorithm.binary_div;
            default -> throw new IllegalArgumentException(key.op() + " is computed elsewhere");
        };
        binary.primitive_desc description = describe(function, key.format(), key.b());
        return new Kernel(engine, key.toString(), description, DNNL_ARG_SRC_0, DNNL_ARG_SRC_1, DNNL_ARG_DST);
    }

    private binary.primitive_desc describe(algorithm function, Format format, Format b) {
        memory.desc descriptor = format.descriptor();
        return new binary.primitive_desc(
                engine.handle(), function, descriptor, b.descriptor(), descriptor, engine.attributes(), false);
    }

    private Kernel makeUnary(Unary key) {
        eltwise_forward.primitive_desc description = switch (key.op().function()) {
            case NEGATE -> describe(algorithm.eltwise_linear, key.format(), -1);
            default -> throw new IllegalArgumentException(key.op() + " is computed elsewhere");
        };
        return new Kernel(engine, key.toString(), description, DNNL_ARG_SRC, DNNL_ARG_DST);
    }

    private Kernel makeReluBackward(ReluBackward key) {
        memory.desc descriptor = key.format().descriptor();
        algorithm function = algorithm.eltwise_relu_use_dst_for_bwd;
        eltwise_backward.primitive_desc description = new eltwise_backward.primitive_desc(
                engine.handle(),
                function,
                descriptor,
                descriptor,
                descriptor,
                0,
                0,
                describe(function, key.format(), 0),
                engine.attributes(),
                false);
        return new Kernel(engine, key.toString(), description, DNNL_ARG_DIFF_DST, DNNL_ARG_DST, DNNL_ARG_DIFF_SRC);
    }

    private eltwise_forward.primitive_desc describe(algorithm function, Format format, float factor) {
        return new eltwise_forward.primitive_desc(
                engine.handle(),
                prop_kind.forward_training,
                function,
                format.descriptor(),
                format.descriptor(),
                factor,
                0,
                engine.attributes(),
                false);
    }

    int size() {
        return relu.size() + addRelu.size() + reluBackward.size() + unary.size() + binary.size();
    }

    @Override
    public void close() {
        relu.close();
        addRelu.close();
        reluBackward.close();
        unary.close();
        binary.close();
    }
}
