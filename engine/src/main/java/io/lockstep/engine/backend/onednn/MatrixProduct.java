package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NativeMemory;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

/** Products of matrices. A transposed operand is described by its strides and read in place. */
final class MatrixProduct implements AutoCloseable {
    private static final int MOST_ROWS = 1024;

    private final NativeEngine engine;
    private final NativeMemory ones = ones();
    private final KernelCache<Product> kernels = new KernelCache<>(this::make);

    MatrixProduct(NativeEngine engine) {
        this.engine = engine;
    }

    private record Product(Format a, Format b, boolean bias, DType y) {}

    /** @see io.lockstep.engine.backend.Backend#matmul */
    void multiply(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        Kernel kernel = kernels.get(new Product(operand(a, a.dtype()), operand(b, a.dtype()), bias != null, y.dtype()));
        kernel.input(DNNL_ARG_SRC, a);
        kernel.input(DNNL_ARG_WEIGHTS, b);
        if (bias != null) {
            kernel.inPlace(DNNL_ARG_BIAS, bias);
        }
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** @see io.lockstep.engine.backend.Backend#batchMatmul */
    void multiplyBatch(NdArray a, NdArray b, NdArray y) {
        Kernel kernel = kernels.get(new Product(operand(a, a.dtype()), operand(b, a.dtype()), false, y.dtype()));
        kernel.input(DNNL_ARG_SRC, a);
        kernel.input(DNNL_ARG_WEIGHTS, b);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    /** Whether {@link #sumRows} computes this sum: of the rows of a matrix, not too many for single precision. */
    static boolean sumsRows(NdArray x, NdArray y) {
        return x.shape().dim() == 2
                && x.dtype() == DType.FLOAT32
                && y.dtype() == DType.FLOAT32
                && x.isContiguous()
                && y.isContiguous()
                && y.shape().size(0) == 1
                && y.shape().size(1) == x.shape().size(1)
                && x.shape().size(0) <= MOST_ROWS;
    }

    /** y [1, M] = sum of the rows of x [N, M], as the product of a row of ones with x: all threads take part. */
    void sumRows(NdArray x, NdArray y) {
        long rows = x.shape().size(0);
        Format row = engine.formats().contiguous(Shape.of(1, rows), DType.FLOAT32);
        Kernel kernel = kernels.get(new Product(row, engine.formats().of(x), false, DType.FLOAT32));
        kernel.address(DNNL_ARG_SRC, ones.address(Address::ofBuffer));
        kernel.input(DNNL_ARG_WEIGHTS, x);
        kernel.output(DNNL_ARG_DST, y);
        kernel.run();
    }

    private static NativeMemory ones() {
        NativeMemory ones = NativeMemory.allocate(MOST_ROWS * Float.BYTES);
        for (int i = 0; i < MOST_ROWS; i++) {
            ones.buffer().putFloat(i * Float.BYTES, 1);
        }
        return ones;
    }

    /**
     * The format to read an operand in. oneDNN is fast if rows or columns have no gaps between their elements; other
     * operands are copied first, as are those of another type than {@code dtype}.
     */
    private Format operand(NdArray array, DType dtype) {
        long rows = array.stride(-2);
        long columns = array.stride(-1);
        boolean rowMajor = columns == 1 && rows >= array.shape().size(-1);
        boolean columnMajor = rows == 1 && columns >= array.shape().size(-2);
        // oneDNN does not know of matrices that repeat or overlap.
        boolean apart = array.shape().dim() == 2 || array.stride(0) >= Math.max(rows, columns);
        if ((!rowMajor && !columnMajor) || !apart) {
            return engine.formats().contiguous(array.shape(), dtype);
        }
        return array.dtype() == dtype
                ? engine.formats().of(array)
                : engine.formats().strided(array.shape(), dtype, array.strides());
    }

    private Kernel make(Product key) {
        Shape a = key.a().shape();
        long n = a.size(-2);
        long m = key.b().shape().size(-1);
        memory.desc bias = key.bias() ? rowMajor(1, m, DType.FLOAT32) : new memory.desc();
        matmul.primitive_desc description = new matmul.primitive_desc(
                engine.handle(),
                key.a().descriptor(),
                key.b().descriptor(),
                bias,
                a.dim() == 2 ? rowMajor(n, m, key.y()) : rowMajor(a.size(0), n, m, key.y()),
                engine.attributes(),
                false);
        if (n > 1 && a.dim() == 2) {
            // Not for a single row: 3.6 us instead of 6.2.
            Implementations.preferBatchReduce(description, matmul.primitive_desc::new);
        }
        int[] arguments = key.bias()
                ? new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST}
                : new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
        return new Kernel(engine, key.toString(), description, arguments);
    }

    private static memory.desc rowMajor(long rows, long columns, DType dtype) {
        return new memory.desc(new long[] {rows, columns}, DataTypes.of(dtype), memory.format_tag.ab);
    }

    private static memory.desc rowMajor(long matrices, long rows, long columns, DType dtype) {
        return new memory.desc(new long[] {matrices, rows, columns}, DataTypes.of(dtype), memory.format_tag.abc);
    }

    int size() {
        return kernels.size();
    }

    @Override
    public void close() {
        kernels.close();
        ones.close();
    }
}
