package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

/** Products of matrices. A transposed operand is described by its strides and read in place. */
final class MatrixProduct implements AutoCloseable {
    private final NativeEngine engine;
    private final KernelCache<Product> kernels = new KernelCache<>(this::make);

    MatrixProduct(NativeEngine engine) {
        this.engine = engine;
    }

    private record Product(Format a, Format b, boolean bias) {}

    /** @see io.lockstep.engine.backend.Backend#matmul */
    void multiply(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        Kernel kernel = kernels.get(new Product(operand(a), operand(b), bias != null));
        kernel.input(DNNL_ARG_SRC, a);
        kernel.input(DNNL_ARG_WEIGHTS, b);
        if (bias != null) {
            kernel.inPlace(DNNL_ARG_BIAS, bias);
        }
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** oneDNN is fast if rows or columns have no gaps between their elements; other operands are copied first. */
    private Format operand(NdArray array) {
        long rows = array.stride(0);
        long columns = array.stride(1);
        boolean rowMajor = columns == 1 && rows >= array.shape().size(1);
        boolean columnMajor = rows == 1 && columns >= array.shape().size(0);
        return rowMajor || columnMajor
                ? engine.formats().of(array)
                : engine.formats().contiguous(array.shape());
    }

    private Kernel make(Product key) {
        long n = key.a().shape().size(0);
        long m = key.b().shape().size(1);
        memory.desc bias = key.bias() ? rowMajor(1, m) : new memory.desc();
        matmul.primitive_desc description = new matmul.primitive_desc(
                engine.handle(),
                key.a().descriptor(),
                key.b().descriptor(),
                bias,
                rowMajor(n, m),
                engine.attributes(),
                false);
        int[] arguments = key.bias()
                ? new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST}
                : new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
        return new Kernel(engine, key.toString(), description, arguments);
    }

    private static memory.desc rowMajor(long rows, long columns) {
        return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, memory.format_tag.ab);
    }

    int size() {
        return kernels.size();
    }

    @Override
    public void close() {
        kernels.close();
    }
}
