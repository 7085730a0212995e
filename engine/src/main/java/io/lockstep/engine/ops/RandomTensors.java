package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;

/** Tensors of random numbers from the device's generator. The half precisions take rounded float32 numbers. */
public final class RandomTensors {
    private RandomTensors() {}

    /** Uniform in [0, 1). */
    public static Tensor uniform(Device device, DType dtype, Shape shape) {
        Tensor numbers = device.empty(drawn("rand", dtype), shape);
        device.backend().uniform(device.generator().next(), numbers.array());
        return numbers.to(dtype);
    }

    /** With mean 0 and variance 1. */
    public static Tensor normal(Device device, DType dtype, Shape shape) {
        Tensor numbers = device.empty(drawn("randn", dtype), shape);
        device.backend().normal(device.generator().next(), numbers.array());
        return numbers.to(dtype);
    }

    /**
     * Whole numbers from {@code low} to {@code high} - 1.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Tensor integers(Device device, DType dtype, long low, long high, Shape shape) {
        if (low >= high) {
            throw new IllegalArgumentException(
                    "randint draws from low to high - 1, but low is " + low + " and high is " + high);
        }
        Tensor numbers = device.empty(DType.INT64, shape);
        device.backend().integers(device.generator().next(), low, high, numbers.array());
        return numbers.to(dtype);
    }

    /** 0 to n - 1, sorted by random numbers of 53 bits. */
    public static Tensor permutation(Device device, long n) {
        Tensor keys = uniform(device, DType.FLOAT64, Shape.of(n));
        Tensor order = device.empty(DType.INT64, Shape.of(n));
        device.backend().sort(keys.array(), 0, false, device.emptyLike(keys).array(), order.array());
        return order;
    }

    private static DType drawn(String name, DType dtype) {
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException(
                    name + " draws floating numbers, but " + dtype + " was asked for; use randint");
        }
        return dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    }
}
