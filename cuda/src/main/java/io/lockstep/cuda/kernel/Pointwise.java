package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.DeviceMemory;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;
import java.nio.ByteBuffer;

/**
 * Functions applied to each element: of integers in 64 bits, of float64 in double precision, and of the other floating types in
 * single precision (pointwise.cu), with kernels of their own for what training runs most (pointwisedense.cu).
 */
public final class Pointwise {
    private static final int THREADS = 256;
    private static final int PACK_BYTES = 16;

    private final Gpu gpu;
    private final DenseKernels dense = new DenseKernels();

    Pointwise(Gpu gpu) {
        this.gpu = gpu;
    }

    public void unary(UnaryOp op, NdArray x, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement from = Placement.of(x);
        Placement to = Placement.of(y, x);
        Loop loop = Loop.over(to, from);
        String kernel = x.dtype() == y.dtype() ? dense.of(op.function(), x.dtype()) : null;
        if (kernel != null && loop.isDense() && isAligned(to) && isAligned(from)) {
            gpu.launch(kernel)
                    .on(x)
                    .on(y)
                    .putLong(loop.count())
                    .putAddress(to.address())
                    .putAddress(from.address())
                    .putDouble(op.alpha())
                    .putDouble(op.beta())
                    .over(packs(loop.count(), x.dtype()), THREADS)
                    .run();
            return;
        }
        loop.put(gpu.launch(kernel(op, x.dtype())).over(loop.count(), THREADS))
                .putDouble(op.alpha())
                .putDouble(op.beta())
                .putLong((long) op.alpha()) // infinite bounds become the outermost integers
                .putLong((long) op.beta())
                .putInt(FunctionCodes.of(op.function()))
                .run();
    }

    private static String kernel(UnaryOp op, DType dtype) {
        if (dtype.isFloating()) {
            if (op.function() == UnaryOp.Function.BITWISE_NOT) {
                throw noBits(op.function());
            }
            return dtype == DType.FLOAT64 ? "pointwise_unary_double" : "pointwise_unary_float";
        }
        return isWhole(op) ? "pointwise_unary_long" : "pointwise_unary_double";
    }

    /** Whether the function gives whole numbers for whole numbers. */
    private static boolean isWhole(UnaryOp op) {
        return switch (op.function()) {
            case NEGATE, ABS, SIGN, SQUARE, FLOOR, CEIL, TRUNC, ROUND, RELU, BITWISE_NOT, LOGICAL_NOT -> true;
            case CLAMP -> Math.rint(op.alpha()) == op.alpha() && Math.rint(op.beta()) == op.beta();
            default -> false;
        };
    }

    /** @throws ArithmeticException if an integer was divided by 0, for which such a division waits */
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement first = Placement.of(a);
        Placement second = Placement.of(b);
        Placement to = Placement.of(y, a, b);
        String kernel = a.dtype() == y.dtype() && b.dtype() == y.dtype() ? dense.of(op, y.dtype()) : null;
        if (kernel == null || !denseBinary(kernel, first, second, to)) {
            Loop loop = Loop.over(to, first, second);
            if (!a.dtype().isFloating() && divides(op)) {
                divide(op, loop, a.dtype());
            } else {
                launch(op, loop, a.dtype(), 0);
            }
        }
    }

    /** Of integers: a kernel leaves a 1 in a word of the GPU's memory if a divisor is 0. */
    private void divide(BinaryOp op, Loop loop, DType dtype) {
        try (DeviceMemory flag = gpu.allocate("divisions by zero", Integer.BYTES)) {
            flag.write(0, ByteBuffer.allocateDirect(Integer.BYTES));
            launch(op, loop, dtype, flag.address());
            if (flag.read(0, Integer.BYTES).getInt(0) != 0) {
                throw new ArithmeticException(
                        "an integer was divided by 0; convert to a floating type for infinity or NaN");
            }
        }
    }

    private void launch(BinaryOp op, Loop loop, DType dtype, long flag) {
        loop.put(gpu.launch(kernel(op, dtype)).over(loop.count(), THREADS))
                .putAddress(flag)
                .putInt(FunctionCodes.of(op))
                .putInt(Byte.SIZE * dtype.bytes())
                .run();
    }

    private boolean denseBinary(String kernel, Placement a, Placement b, Placement y) {
        boolean repeatsA = repeatsOne(a);
        boolean repeatsB = repeatsOne(b);
        Loop loop = Loop.over(y, repeatsA ? y : a, repeatsB ? y : b);
        boolean aligned = isAligned(y) && (repeatsA || isAligned(a)) && (repeatsB || isAligned(b));
        if (!loop.isDense() || !aligned) {
            return false;
        }
        gpu.launch(kernel)
                .on(a.array())
                .on(b.array())
                .on(y.array())
                .putLong(loop.count())
                .putAddress(y.address())
                .putAddress(a.address())
                .putAddress(b.address())
                .putInt(repeatsA ? 1 : 0)
                .putInt(repeatsB ? 1 : 0)
                .over(packs(loop.count(), y.dtype()), THREADS)
                .run();
        return true;
    }

    private static String kernel(BinaryOp op, DType dtype) {
        if (!dtype.isFloating()) {
            if (op == BinaryOp.ATAN2) {
                throw new IllegalArgumentException("the angle of whole numbers is not whole");
            }
            return "pointwise_binary_long";
        }
        if (op.compareTo(BinaryOp.BITWISE_AND) >= 0 && op.compareTo(BinaryOp.RIGHT_SHIFT) <= 0) {
            throw noBits(op);
        }
        return dtype == DType.FLOAT64 ? "pointwise_binary_double" : "pointwise_binary_float";
    }

    private static boolean divides(BinaryOp op) {
        return op == BinaryOp.DIVIDE || op == BinaryOp.FLOOR_DIVIDE || op == BinaryOp.REMAINDER || op == BinaryOp.FMOD;
    }

    private static IllegalArgumentException noBits(Enum<?> op) {
        return new IllegalArgumentException(op + " works on the bits of integers, not on floating numbers");
    }

    public void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement chooses = Placement.of(condition);
        Placement first = Placement.of(a);
        Placement second = Placement.of(b);
        Loop loop = Loop.over(Placement.of(y, a, b, condition), chooses, first, second);
        loop.put(gpu.launch(choosing(a, b, y)).over(loop.count(), THREADS)).run();
    }

    private static String choosing(NdArray a, NdArray b, NdArray y) {
        if (a.dtype() == y.dtype() && b.dtype() == y.dtype()) {
            return "pointwise_where" + y.dtype().bytes();
        }
        return y.dtype().isFloating() ? "pointwise_where_double" : "pointwise_where_long";
    }

    private static long packs(long count, DType dtype) {
        int size = PACK_BYTES / dtype.bytes();
        return (count + size - 1) / size;
    }

    private static boolean isAligned(Placement x) {
        return x.address() % PACK_BYTES == 0;
    }

    private static boolean repeatsOne(Placement x) {
        for (int d = 0; d < x.sizes().length; d++) {
            if (x.sizes()[d] != 1 && x.strides()[d] != 0) {
                return false;
            }
        }
        return true;
    }
}
