package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.ops.RandomTensors;
import io.lockstep.engine.ops.Ranges;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Interchange;
import io.lockstep.engine.tensor.Tensor;
import java.nio.Buffer;

/** Fresh tensors on a device; float32 where no element type is given. */
public interface Creation {
    Device device();

    /** A tensor with undefined contents. */
    Tensor empty(DType dtype, Shape shape);

    /**
     * A tensor of a Java array: {@code float[2][3]} gives float32 of shape [2, 3], and so for double, long, int, short, byte
     * (int8) and boolean; a single number or boolean gives a scalar, a buffer one dimension.
     *
     * @throws IllegalArgumentException if the rows have different lengths, or the elements another type
     */
    default Tensor tensor(Object array) {
        return array instanceof Buffer buffer
                ? Interchange.fromBuffer(device(), buffer)
                : Interchange.fromArray(device(), array);
    }

    /**
     * A tensor of a Java array, converted; as in PyTorch, fractions are cut off where whole numbers are wanted.
     *
     * @throws IllegalArgumentException if the rows have different lengths, or a number does not fit the type
     */
    default Tensor tensor(Object array, DType dtype) {
        return Interchange.fromArray(device(), array, dtype);
    }

    /**
     * A tensor of the numbers between a buffer's position and limit, which it leaves as they are: float32 of a {@link
     * java.nio.FloatBuffer}, and so for double, long, int, short and byte (int8).
     *
     * @param sizes the shape; none for a tensor of one dimension
     * @throws IllegalArgumentException if they are not as many as the shape needs
     */
    default Tensor tensor(Buffer buffer, long... sizes) {
        return Interchange.fromBuffer(device(), buffer, sizes);
    }

    default Tensor empty(long... sizes) {
        return empty(DType.FLOAT32, Shape.of(sizes));
    }

    default Tensor empty(DType dtype, long... sizes) {
        return empty(dtype, Shape.of(sizes));
    }

    default Tensor full(DType dtype, Shape shape, double value) {
        Tensor tensor = empty(dtype, shape);
        device().backend().fill(tensor.array(), value);
        return tensor;
    }

    /** A float32 tensor with {@code value} everywhere. */
    default Tensor full(long[] sizes, double value) {
        return full(DType.FLOAT32, Shape.of(sizes), value);
    }

    default Tensor zeros(DType dtype, Shape shape) {
        return full(dtype, shape, 0);
    }

    default Tensor zeros(DType dtype, long... sizes) {
        return zeros(dtype, Shape.of(sizes));
    }

    default Tensor zeros(long... sizes) {
        return zeros(DType.FLOAT32, sizes);
    }

    default Tensor ones(DType dtype, Shape shape) {
        return full(dtype, shape, 1);
    }

    default Tensor ones(DType dtype, long... sizes) {
        return ones(dtype, Shape.of(sizes));
    }

    default Tensor ones(long... sizes) {
        return ones(DType.FLOAT32, sizes);
    }

    /** A scalar: a tensor without dimensions. */
    default Tensor scalar(DType dtype, double value) {
        return full(dtype, Shape.SCALAR, value);
    }

    /** The unit matrix [n, n]. */
    default Tensor eye(long n) {
        return eye(DType.FLOAT32, n, n);
    }

    default Tensor eye(long rows, long columns) {
        return eye(DType.FLOAT32, rows, columns);
    }

    /** A matrix [rows, columns] with ones on its diagonal and zeros elsewhere. */
    default Tensor eye(DType dtype, long rows, long columns) {
        return Ranges.eye(device(), dtype, rows, columns);
    }

    /** The int64 numbers 0 to {@code end} - 1. */
    default Tensor arange(long end) {
        return arange(DType.INT64, 0, (double) end, 1);
    }

    /** The int64 numbers {@code start} to {@code end} - 1. */
    default Tensor arange(long start, long end) {
        return arange(DType.INT64, (double) start, (double) end, 1);
    }

    /** Every {@code step}-th of the int64 numbers from {@code start} on, before {@code end}. */
    default Tensor arange(long start, long end, long step) {
        return arange(DType.INT64, (double) start, (double) end, (double) step);
    }

    /** As for whole numbers, but float32. */
    default Tensor arange(double start, double end, double step) {
        return arange(DType.FLOAT32, start, end, step);
    }

    /** The numbers start, start + step, ... before {@code end}: ceil((end - start) / step) of them. */
    default Tensor arange(DType dtype, double start, double end, double step) {
        return Ranges.arange(device(), dtype, start, end, step);
    }

    /** {@code steps} numbers from {@code start} to {@code end}, both included, at equal distances. */
    default Tensor linspace(double start, double end, long steps) {
        return linspace(DType.FLOAT32, start, end, steps);
    }

    default Tensor linspace(DType dtype, double start, double end, long steps) {
        return Ranges.linspace(device(), dtype, start, end, steps);
    }

    /** {@code steps} powers of 10 from 10^start to 10^end, both included, at equal distances of the exponents. */
    default Tensor logspace(double start, double end, long steps) {
        return logspace(DType.FLOAT32, start, end, steps, 10);
    }

    default Tensor logspace(DType dtype, double start, double end, long steps, double base) {
        return Ranges.logspace(device(), dtype, start, end, steps, base);
    }

    /** Uniform numbers in [0, 1), by the device's generator. */
    default Tensor rand(long... sizes) {
        return rand(DType.FLOAT32, sizes);
    }

    default Tensor rand(DType dtype, long... sizes) {
        return RandomTensors.uniform(device(), dtype, Shape.of(sizes));
    }

    /** Standard normal numbers, by the device's generator. */
    default Tensor randn(long... sizes) {
        return randn(DType.FLOAT32, sizes);
    }

    default Tensor randn(DType dtype, long... sizes) {
        return RandomTensors.normal(device(), dtype, Shape.of(sizes));
    }

    /** Whole numbers (int64) from {@code low} to {@code high} - 1, by the device's generator. */
    default Tensor randint(long low, long high, long... sizes) {
        return randint(DType.INT64, low, high, sizes);
    }

    default Tensor randint(DType dtype, long low, long high, long... sizes) {
        return RandomTensors.integers(device(), dtype, low, high, Shape.of(sizes));
    }

    /** The numbers 0 to n - 1 (int64) in random order, by the device's generator. */
    default Tensor randperm(long n) {
        return RandomTensors.permutation(device(), n);
    }

    default Tensor randperm(DType dtype, long n) {
        return randperm(n).to(dtype);
    }

    /** A tensor of the shape and element type of {@code like} on this device, as are the others of its kind. */
    default Tensor emptyLike(Tensor like) {
        return empty(like.dtype(), like.shape());
    }

    default Tensor zerosLike(Tensor like) {
        return zeros(like.dtype(), like.shape());
    }

    default Tensor onesLike(Tensor like) {
        return ones(like.dtype(), like.shape());
    }

    default Tensor fullLike(Tensor like, double value) {
        return full(like.dtype(), like.shape(), value);
    }

    default Tensor randLike(Tensor like) {
        return RandomTensors.uniform(device(), like.dtype(), like.shape());
    }

    default Tensor randnLike(Tensor like) {
        return RandomTensors.normal(device(), like.dtype(), like.shape());
    }

    default Tensor emptyLike(Tensor like, DType dtype) {
        return empty(dtype, like.shape());
    }

    default Tensor zerosLike(Tensor like, DType dtype) {
        return zeros(dtype, like.shape());
    }

    default Tensor onesLike(Tensor like, DType dtype) {
        return ones(dtype, like.shape());
    }

    default Tensor fullLike(Tensor like, double value, DType dtype) {
        return full(dtype, like.shape(), value);
    }

    default Tensor randLike(Tensor like, DType dtype) {
        return RandomTensors.uniform(device(), dtype, like.shape());
    }

    default Tensor randnLike(Tensor like, DType dtype) {
        return RandomTensors.normal(device(), dtype, like.shape());
    }
}
