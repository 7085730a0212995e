package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;

/**
 * Makes the initial parameters and buffers of one model, in memory that lives as long as the device. The values of a
 * parameter depend on the seed and its number in the model alone, so every worker and device starts from the same ones.
 */
public final class Initialisation {
    private final Device device;
    private final DType dtype;
    private final long key;
    private long parameters;

    /** Of float32 values that {@link Device#manualSeed} decides, others for each object. */
    public Initialisation(Device device) {
        this.device = device;
        dtype = DType.FLOAT32;
        RandomKey next = device.generator().next();
        key = RandomPurpose.INITIALISATION.key(next.seed(), next.stream());
    }

    public Initialisation(Device device, DType dtype, long seed) {
        this.device = device;
        this.dtype = dtype;
        this.key = RandomPurpose.INITIALISATION.key(seed, 0);
    }

    /**
     * The next parameter, uniform in [-1 / sqrt(fanIn), 1 / sqrt(fanIn)): PyTorch's default for the weights and biases
     * of linear and convolution layers, which is Kaiming's uniform bound sqrt(6 / ((1 + a^2) fanIn)) (He et al. 2015)
     * with a = sqrt(5).
     *
     * @param fanIn inputs that each output depends on
     */
    public Tensor uniformByFanIn(long fanIn, long... sizes) {
        double bound = 1 / Math.sqrt((double) fanIn);
        Backend backend = device.backend();
        try (Device.Scope ignored = device.persistent()) {
            Tensor parameter = device.empty(dtype, Shape.of(sizes));
            NdArray values = parameter.array();
            backend.uniform(new RandomKey(key, parameters++, 0), values);
            backend.binary(BinaryOp.MULTIPLY, values, repeated(2 * bound, values.shape()), values);
            backend.binary(BinaryOp.SUBTRACT, values, repeated(bound, values.shape()), values);
            return parameter;
        }
    }

    /**
     * The next parameter, normal with mean 0 and standard deviation sqrt(2 / fanOut), which keeps the variance of
     * gradients from layer to layer through relu (He et al. 2015, section 2.2, backward propagation case).
     *
     * @param fanOut outputs that each input has a part in
     */
    public Tensor kaimingNormal(long fanOut, long... sizes) {
        Backend backend = device.backend();
        try (Device.Scope ignored = device.persistent()) {
            Tensor parameter = device.empty(dtype, Shape.of(sizes));
            NdArray values = parameter.array();
            backend.normal(new RandomKey(key, parameters++, 0), values);
            backend.binary(BinaryOp.MULTIPLY, values, repeated(Math.sqrt(2.0 / fanOut), values.shape()), values);
            return parameter;
        }
    }

    /** The next parameter, normal. */
    public Tensor normal(double mean, double std, long... sizes) {
        Backend backend = device.backend();
        try (Device.Scope ignored = device.persistent()) {
            Tensor parameter = device.empty(dtype, Shape.of(sizes));
            NdArray values = parameter.array();
            backend.normal(new RandomKey(key, parameters++, 0), values);
            scale(values, std, mean);
            return parameter;
        }
    }

    /** The next parameter, uniform in [low, high). */
    public Tensor uniform(double low, double high, long... sizes) {
        Backend backend = device.backend();
        try (Device.Scope ignored = device.persistent()) {
            Tensor parameter = device.empty(dtype, Shape.of(sizes));
            NdArray values = parameter.array();
            backend.uniform(new RandomKey(key, parameters++, 0), values);
            scale(values, high - low, low);
            return parameter;
        }
    }

    private void scale(NdArray values, double factor, double shift) {
        device.backend().binary(BinaryOp.MULTIPLY, values, repeated(factor, values.shape()), values);
        device.backend().binary(BinaryOp.ADD, values, repeated(shift, values.shape()), values);
    }

    /**
     * The next parameter, uniform in [-a, a) with a = sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
     *
     * @param fanIn inputs that each output depends on
     * @param fanOut outputs that each input has a part in
     */
    public Tensor xavierUniform(long fanIn, long fanOut, long... sizes) {
        double bound = Math.sqrt(6.0 / (fanIn + fanOut));
        return uniform(-bound, bound, sizes);
    }

    /** The next parameter, with one value everywhere. */
    public Tensor constant(double value, long... sizes) {
        parameters++;
        return buffer(value, sizes);
    }

    /** A buffer with one value everywhere. */
    public Tensor buffer(double value, long... sizes) {
        try (Device.Scope ignored = device.persistent()) {
            return device.full(dtype, Shape.of(sizes), value);
        }
    }

    /** A buffer of another element type with one value everywhere. */
    Tensor buffer(DType type, double value, long... sizes) {
        try (Device.Scope ignored = device.persistent()) {
            return device.full(type, Shape.of(sizes), value);
        }
    }

    private NdArray repeated(double value, Shape shape) {
        return device.full(dtype, Shape.of(1), value).array().view(shape, new long[shape.dim()], 0);
    }
}
