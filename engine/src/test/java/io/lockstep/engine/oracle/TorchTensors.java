package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.DType;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Libtorch's tensors from and to Java's arrays, and its element types. */
public final class TorchTensors {
    private TorchTensors() {}

    /** The numbers, exactly if {@code dtype} holds them. */
    public static Tensor of(DType dtype, double[] values, long... sizes) {
        return Tensor.create(values, sizes).to(type(dtype));
    }

    /** The elements in row-major order. */
    public static double[] values(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            // A copy, since a gradient that is 0 everywhere has no memory.
            Tensor copy = Tensor.create(values, tensor.shape());
            new DoublePointer(copy.copy_(tensor.detach()).data_ptr()).get(values);
        }
        return values;
    }

    public static DType dtype(Tensor tensor) {
        for (DType dtype : DType.values()) {
            if (type(dtype).intern() == tensor.scalar_type().intern()) {
                return dtype;
            }
        }
        throw new AssertionError("the engine has no type " + tensor.scalar_type());
    }

    public static torch.ScalarType type(DType dtype) {
        return switch (dtype) {
            case BOOL -> torch.ScalarType.Bool;
            case UINT8 -> torch.ScalarType.Byte;
            case INT8 -> torch.ScalarType.Char;
            case INT16 -> torch.ScalarType.Short;
            case INT32 -> torch.ScalarType.Int;
            case INT64 -> torch.ScalarType.Long;
            case FLOAT16 -> torch.ScalarType.Half;
            case BFLOAT16 -> torch.ScalarType.BFloat16;
            case FLOAT32 -> torch.ScalarType.Float;
            case FLOAT64 -> torch.ScalarType.Double;
        };
    }
}
