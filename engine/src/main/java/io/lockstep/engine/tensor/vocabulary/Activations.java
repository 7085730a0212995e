package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Functions;
import io.lockstep.engine.ops.Rectifiers;
import io.lockstep.engine.ops.Sigmoids;
import io.lockstep.engine.ops.SmoothRectifiers;
import io.lockstep.engine.ops.Softmax;
import io.lockstep.engine.tensor.Tensor;

/** Activation functions, each with its derivative. */
public interface Activations {
    Tensor self();

    /** max(x, 0). */
    default Tensor relu() {
        return Functions.relu(self());
    }

    /** min(max(x, 0), 6). */
    default Tensor relu6() {
        return hardtanh(0, 6);
    }

    /** x above 0, else slope x. */
    default Tensor leakyRelu(double slope) {
        return Rectifiers.leakyRelu(self(), slope);
    }

    /** x above 0, else x / 100. */
    default Tensor leakyRelu() {
        return leakyRelu(0.01);
    }

    /** x above 0, else weight x, with one weight or one for each channel (dimension 1). */
    default Tensor prelu(Tensor weight) {
        return Rectifiers.prelu(self(), weight);
    }

    /** x above the threshold, else {@code value}. */
    default Tensor threshold(double threshold, double value) {
        return Rectifiers.threshold(self(), threshold, value);
    }

    /** 1 above 0, else 0; the gradient is 0. */
    default Tensor step() {
        return Rectifiers.step(self());
    }

    /** 0 below 0, 1 above, {@code values} at 0; no gradient flows. */
    default Tensor heaviside(Tensor values) {
        return Rectifiers.heaviside(self(), values);
    }

    /** x above 0, else alpha (e^x - 1). */
    default Tensor elu(double alpha) {
        return Rectifiers.elu(self(), alpha);
    }

    /** x above 0, else e^x - 1. */
    default Tensor elu() {
        return elu(1);
    }

    /** elu with the scale and alpha that keep mean 0 and variance 1. */
    default Tensor selu() {
        return Rectifiers.selu(self());
    }

    /** x above 0, else alpha (e^(x / alpha) - 1). */
    default Tensor celu(double alpha) {
        return Rectifiers.celu(self(), alpha);
    }

    /** x above 0, else e^x - 1. */
    default Tensor celu() {
        return celu(1);
    }

    /** 1 / (1 + e^-x). */
    default Tensor sigmoid() {
        return Sigmoids.sigmoid(self());
    }

    /** ln sigmoid(x). */
    default Tensor logSigmoid() {
        return Sigmoids.logSigmoid(self());
    }

    /** x sigmoid(x). */
    default Tensor silu() {
        return swish(1);
    }

    /** x sigmoid(alpha x). */
    default Tensor swish(double alpha) {
        return SmoothRectifiers.swish(self(), alpha);
    }

    /** x Phi(x), with the normal distribution function Phi. */
    default Tensor gelu() {
        return SmoothRectifiers.gelu(self());
    }

    /** {@link #gelu()} with an approximation by tanh. */
    default Tensor geluTanh() {
        return SmoothRectifiers.geluTanh(self());
    }

    /** x tanh(ln(1 + e^x)). */
    default Tensor mish() {
        return SmoothRectifiers.mish(self());
    }

    /** ln(1 + e^x), and x above 20. */
    default Tensor softplus() {
        return softplus(1, 20);
    }

    /** ln(1 + e^(beta x)) / beta, and x where beta x is above the threshold. */
    default Tensor softplus(double beta, double threshold) {
        return Rectifiers.softplus(self(), beta, threshold);
    }

    /** x / (1 + |x|). */
    default Tensor softsign() {
        return Sigmoids.softsign(self());
    }

    /** min(max(x, -1), 1). */
    default Tensor hardtanh() {
        return hardtanh(-1, 1);
    }

    /** min(max(x, min), max). */
    default Tensor hardtanh(double min, double max) {
        return Sigmoids.hardtanh(self(), min, max);
    }

    /** min(max(x + 3, 0), 6) / 6. */
    default Tensor hardsigmoid() {
        return Sigmoids.hardsigmoid(self());
    }

    /** x hardsigmoid(x). */
    default Tensor hardswish() {
        return SmoothRectifiers.hardswish(self());
    }

    /** x - tanh x. */
    default Tensor tanhshrink() {
        return Rectifiers.tanhshrink(self());
    }

    /** x, and 0 from -lambda to lambda. */
    default Tensor hardshrink(double lambda) {
        return Rectifiers.hardshrink(self(), lambda);
    }

    /** x moved by lambda towards 0, and 0 from -lambda to lambda. */
    default Tensor softshrink(double lambda) {
        return Rectifiers.softshrink(self(), lambda);
    }

    /** e^x divided by its sum along dimension {@code dim}. */
    default Tensor softmax(int dim) {
        return Softmax.softmax(self(), dim);
    }

    /** e^-x divided by its sum along dimension {@code dim}. */
    default Tensor softmin(int dim) {
        return self().neg().softmax(dim);
    }

    /** The logarithm of {@link #softmax}. */
    default Tensor logSoftmax(int dim) {
        return Softmax.logSoftmax(self(), dim);
    }
}
