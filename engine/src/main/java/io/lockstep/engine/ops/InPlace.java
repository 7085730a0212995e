package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Changes of a tensor's own elements, with PyTorch's rules for the tape.
 *
 * <p>A change computes its result apart, writes it over the elements, and gives the tensor the history of the result. The
 * result's history begins at the tensor as it was, so that the tape stays one of values that never change. Where the
 * tensor is a view, its base gets a history in which the result was put in the places of the view, and the base's other
 * views find their histories anew when they are next asked for. Operations that saved the old elements find that the
 * storage has another version now, and refuse to go backward.
 */
public final class InPlace {
    private InPlace() {}

    /**
     * Replaces the elements of {@code self} by {@code function} of it.
     *
     * @param name of the operation, for messages
     * @param function gives a tensor of the same shape, and of a type that may be converted to that of {@code self}
     * @return {@code self}
     * @throws IllegalStateException if {@code self} is a leaf that requires grad, or a view of one, while operations are
     *     recorded
     */
    public static Tensor apply(Tensor self, String name, UnaryOperator<Tensor> function) {
        requireChangeable(self, name);
        Tensor result = function.apply(before(self));
        if (!result.shape().equals(self.shape())) {
            throw new IllegalArgumentException(name + " cannot put a result of shape " + result.shape()
                    + " into a tensor of shape " + self.shape() + "; use the operation without underscore");
        }
        if (!self.dtype().canHold(result.dtype())) {
            throw new IllegalArgumentException(name + " cannot put a " + result.dtype() + " result into a "
                    + self.dtype() + " tensor; convert the tensor first, or use the operation without underscore");
        }
        return replace(self, result);
    }

    /** What the function sees: where it may save its argument for a gradient, a copy that stays as it is. */
    private static Tensor before(Tensor self) {
        if (!self.device().isRecording()) {
            return self.withSameHistory();
        }
        return Copying.copy(self.withSameHistory());
    }

    /** Takes over the elements of {@code source}, converted to the type of {@code self}. */
    public static Tensor copy(Tensor self, Tensor source) {
        requireChangeable(self, "copy_");
        Tensor here = Copying.to(source, self.device());
        if (!Broadcasting.shape("copy_", self.shape(), here.shape()).equals(self.shape())) {
            throw new IllegalArgumentException(
                    "copy_ cannot put a source of shape " + source.shape() + " into a tensor of shape " + self.shape());
        }
        return replace(self, here.shape().equals(self.shape()) ? here : Copying.expand(here, self.shape()));
    }

    /** Sets all elements to {@code value}, through which no gradient flows. */
    public static Tensor fill(Tensor self, double value) {
        requireChangeable(self, "fill_");
        NdArray one = self.device().scalar(self.dtype(), value).array();
        NdArray repeated = one.view(self.shape(), new long[self.dim()], one.offset());
        return replace(self, new Tensor(self.device(), repeated));
    }

    /** Draws all elements from the normal distribution. */
    public static Tensor normal(Tensor self, double mean, double std) {
        return apply(
                self,
                "normal_",
                x -> RandomTensors.normal(self.device(), self.dtype(), self.shape())
                        .mul(std)
                        .add(mean));
    }

    /** Draws all elements from [{@code from}, {@code to}). */
    public static Tensor uniform(Tensor self, double from, double to) {
        return apply(
                self,
                "uniform_",
                x -> RandomTensors.uniform(self.device(), self.dtype(), self.shape())
                        .mul(to - from)
                        .add(from));
    }

    /** Sets each element to 1 with the given probability and else to 0. */
    public static Tensor bernoulli(Tensor self, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("bernoulli_ expects a probability from 0 to 1 but got " + probability);
        }
        requireChangeable(self, "bernoulli_");
        Device device = self.device();
        Tensor uniform = RandomTensors.uniform(device, DType.FLOAT64, self.shape());
        Tensor drawn = device.empty(DType.BOOL, self.shape());
        NdArray limit = device.scalar(uniform.dtype(), probability).array().view(self.shape(), new long[self.dim()], 0);
        device.backend().binary(BinaryOp.LESS, uniform.array(), limit, drawn.array());
        return replace(self, drawn);
    }

    private static void requireChangeable(Tensor self, String name) {
        Device device = self.device();
        if (self.isInference() && !device.isInferring()) {
            throw new IllegalStateException(
                    name + " cannot change a tensor made in inference mode outside of it;" + " change a clone() of it");
        }
        if (repeats(self.array())) {
            throw new IllegalStateException(name + " cannot change a tensor some of whose elements share their memory,"
                    + " such as an expanded one; change a clone() of it");
        }
        if (!device.isRecording()) {
            return;
        }
        if (self.leaf() != null) {
            throw new IllegalStateException(name + " cannot change a leaf that requires grad, since its old values are"
                    + " needed; change it inside noGrad(), or use the operation without underscore");
        }
        Tensor base = self.base();
        if (base != null && base.leaf() != null) {
            throw new IllegalStateException(name + " cannot change a view of a leaf that requires grad, since the old"
                    + " values are needed; change it inside noGrad(), or change a clone()");
        }
    }

    private static boolean repeats(NdArray array) {
        for (int d = 0; d < array.shape().dim(); d++) {
            if (array.stride(d) == 0 && array.shape().size(d) > 1) {
                return true;
            }
        }
        return false;
    }

    private static Tensor replace(Tensor self, Tensor result) {
        Device device = self.device();
        device.backend().copy(result.array(), self.array());
        self.storage().changed();
        if (device.isRecording() && (result.requiresGrad() || self.requiresGrad())) {
            Tensor converted = result.to(self.dtype());
            Tensor base = self.base();
            if (base != null) {
                rewriteBase(base, self.array(), converted);
            }
            self.takeHistoryOf(converted);
        }
        return self;
    }

    /** Gives the base the history that it would have if the result had been put in the places of the view. */
    private static void rewriteBase(Tensor base, NdArray view, Tensor result) {
        Strided.Geometry geometry = new Strided.Geometry(
                view.shape(), view.strides(), view.offset() - base.array().offset());
        Tensor rewritten = new Tensor(base.device(), base.array())
                .computedBy(new Strided.Scatter(geometry), base.withSameHistory(), result);
        base.takeHistoryOf(rewritten);
    }
}
