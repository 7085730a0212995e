package io.lockstep.engine.oracle.linalg;

import io.lockstep.engine.backend.DType;
import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Libtorch's tensors from and to Java arrays. */
final class TorchTypes {
    private TorchTypes() {}

    static Tensor tensor(HostTensor host) {
        return Tensor.create(host.values(), host.stored()).to(type(host.dtype()));
    }

    static double[] values(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            // Added to zeros, since libtorch has tensors of zeros without memory.
            Tensor wide = tensor.detach().to(torch.ScalarType.Double).contiguous();
            DoubleBuffer elements =
                    torch.zeros(tensor.shape(), wide.options()).add(wide).createBuffer();
            elements.get(values);
        }
        return values;
    }

    /** Gradients with respect to each input, zeros for one that is not used. */
    static TensorVector grad(Tensor output, TensorVector inputs, boolean createGraph) {
        TensorVector found = torch.grad(
                new TensorVector(output), inputs, new TensorVector(), new BoolOptional(createGraph), createGraph, true);
        TensorVector gradients = new TensorVector();
        for (long i = 0; i < inputs.size(); i++) {
            Tensor gradient = found.get(i);
            gradients.push_back(gradient.defined() ? gradient : torch.zeros_like(inputs.get(i)));
        }
        return gradients;
    }

    static DType of(Tensor tensor) {
        for (DType dtype : DType.values()) {
            if (type(dtype).intern() == tensor.scalar_type().intern()) {
                return dtype;
            }
        }
        throw new AssertionError("no engine type for " + tensor.scalar_type());
    }

    static torch.ScalarType type(DType dtype) {
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
