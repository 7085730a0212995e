package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.vocabulary.Differentiable;
import io.lockstep.engine.tensor.vocabulary.Pointwise;
import io.lockstep.engine.tensor.vocabulary.Products;
import io.lockstep.engine.tensor.vocabulary.Reductions;
import io.lockstep.engine.tensor.vocabulary.Shaping;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array on a device, with the node of the tape that computed it. Its vocabulary is spread over the
 * interfaces that it implements, one per family of operations.
 */
public final class Tensor implements Pointwise, Reductions, Products, Shaping, Differentiable {
    private final Device device;
    private final NdArray array;
    private @Nullable Node node;
    private @Nullable Leaf leaf;

    public Tensor(Device device, NdArray array) {
        this.device = device;
        this.array = array;
    }

    @Override
    public Tensor self() {
        return this;
    }

    public Device device() {
        return device;
    }

    /** The elements, for kernels. */
    public NdArray array() {
        return array;
    }

    public DType dtype() {
        return array.dtype();
    }

    public Shape shape() {
        return array.shape();
    }

    public int dim() {
        return array.shape().dim();
    }

    /** Size of dimension {@code dim}; negative dimensions count from the last. */
    public long size(int dim) {
        return array.shape().size(dim);
    }

    public long numel() {
        return array.numel();
    }

    // Autograd

    /** True if gradients flow to this tensor: it is a leaf that wants one, or was computed from such. */
    public boolean requiresGrad() {
        return node != null || leaf != null;
    }

    /**
     * Makes this tensor a leaf that collects its gradient.
     *
     * @throws IllegalStateException if it was computed from others, or is not floating
     */
    public Tensor requiresGrad_() {
        if (node != null) {
            throw new IllegalStateException(
                    "this tensor was computed by " + node.operation().name()
                            + " and requires grad already; only leaves are set to require grad, use detach() first");
        }
        if (!dtype().isFloating()) {
            throw new IllegalStateException("only floating tensors can require gradients, but this one is " + dtype()
                    + "; convert it with to(FLOAT32)");
        }
        if (leaf == null) {
            leaf = new Leaf();
        }
        return this;
    }

    /** The node that computed this tensor, null for a leaf. */
    public @Nullable Node node() {
        return node;
    }

    /** What collects this leaf's gradient, null if it wants none. */
    public @Nullable Leaf leaf() {
        return leaf;
    }

    /** The collected gradient of a leaf, null before the first backward pass and after {@link #zeroGrad()}. */
    public @Nullable Tensor grad() {
        return leaf == null ? null : leaf.grad();
    }

    /** Forgets the collected gradient, as PyTorch's {@code zero_grad(set_to_none=True)}. */
    public void zeroGrad() {
        if (leaf != null) {
            leaf.clear();
        }
    }

    /** The same elements, cut off from the tape. */
    public Tensor detach() {
        return new Tensor(device, array);
    }

    /**
     * Records on the tape that {@code operation} computed this fresh tensor from {@code inputs}, if one of them
     * requires grad and the device is recording.
     *
     * @return this tensor
     */
    public Tensor computedBy(Operation operation, Tensor... inputs) {
        if (device.isRecording()) {
            for (Tensor input : inputs) {
                if (input.requiresGrad()) {
                    node = new Node(device.nextNode(), operation, inputs, array.shape());
                    return this;
                }
            }
        }
        return this;
    }

    // Values

    /** The elements' own memory, in native byte order, if they are contiguous. */
    public ByteBuffer contiguousBuffer() {
        return array.contiguousBlock().buffer();
    }

    /**
     * The value of a tensor of one element.
     *
     * @throws IllegalStateException if it has more or fewer
     */
    public double item() {
        if (numel() != 1) {
            throw new IllegalStateException("item() reads a tensor of one element, but this one has shape " + shape());
        }
        return toDoubleArray()[0];
    }

    /** A copy of the elements, in row-major order, converted to double. */
    public double[] toDoubleArray() {
        double[] values = new double[(int) numel()];
        if (dtype() == DType.FLOAT64 && array.isContiguous()) {
            contiguousBuffer().asDoubleBuffer().get(values);
            return values;
        }
        Tensor copy = device.empty(DType.FLOAT64, shape());
        device.backend().copy(array, copy.array());
        copy.contiguousBuffer().asDoubleBuffer().get(values);
        return values;
    }

    /** A copy of the elements, in row-major order, converted to float. */
    public float[] toFloatArray() {
        double[] doubles = toDoubleArray();
        float[] values = new float[doubles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) doubles[i];
        }
        return values;
    }

    @Override
    public String toString() {
        return "Tensor(" + dtype() + shape()
                + (node == null ? "" : ", computed by " + node.operation().name())
                + (leaf == null ? "" : ", requires grad") + ")";
    }
}
