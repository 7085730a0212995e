package io.lockstep.engine.data;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Tensors of one first dimension, as PyTorch's {@code TensorDataset}: sample i is element i of each along it. The
 * elements are copied to host memory once, in the thread that makes the data set, so that loader threads need no device
 * and the data set outlives it; later changes of the tensors do not show.
 */
public final class TensorDataset implements Dataset<List<HostArray>> {
    private final List<HostArray> arrays;
    private final int size;

    /**
     * Copies the tensors.
     *
     * @throws IllegalArgumentException if there is none, one is a scalar, or their first dimensions differ
     */
    public static TensorDataset of(Tensor... tensors) {
        List<HostArray> arrays = new ArrayList<>();
        for (Tensor tensor : tensors) {
            ByteBuffer source = tensor.contents();
            ByteBuffer copy = ByteBuffer.allocate(source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            arrays.add(new HostArray(
                    tensor.dtype(), tensor.shape(), copy.put(source.duplicate()).flip()));
        }
        return new TensorDataset(arrays);
    }

    /** Takes host arrays, which it does not copy; throws as {@link #of} does. */
    public TensorDataset(List<HostArray> arrays) {
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException("TensorDataset expects 1 tensor or more, but got none");
        }
        for (HostArray array : arrays) {
            if (array.shape().dim() == 0
                    || array.shape().size(0) != arrays.get(0).shape().size(0)) {
                throw new IllegalArgumentException(
                        "TensorDataset expects tensors of one first dimension, but got the shapes "
                                + Arrays.toString(
                                        arrays.stream().map(HostArray::shape).toArray()));
            }
        }
        this.arrays = List.copyOf(arrays);
        size = Math.toIntExact(arrays.get(0).shape().size(0));
    }

    @Override
    public int size() {
        return size;
    }

    /** Views of element {@code index} of each tensor. */
    @Override
    public List<HostArray> get(int index) {
        Objects.checkIndex(index, size);
        List<HostArray> sample = new ArrayList<>(arrays.size());
        for (HostArray array : arrays) {
            long[] sizes = array.shape().toArray();
            Shape shape = Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
            int bytes = Math.toIntExact(shape.numel() * array.dtype().bytes());
            sample.add(new HostArray(array.dtype(), shape, array.data().slice(index * bytes, bytes)));
        }
        return sample;
    }
}
