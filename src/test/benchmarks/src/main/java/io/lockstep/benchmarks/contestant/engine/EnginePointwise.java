package io.lockstep.benchmarks.contestant.engine;

import io.lockstep.benchmarks.contestant.Operations;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.BiConsumer;

/** Functions of single elements. */
final class EnginePointwise {
    private final BiConsumer<String, Operations.Call> words;
    private final Tensor x;
    private final Tensor z;

    /**
     * @param words takes each name and call
     * @param x between 0.05 and 0.95
     * @param z normally distributed
     */
    EnginePointwise(BiConsumer<String, Operations.Call> words, Tensor x, Tensor z) {
        this.words = words;
        this.x = x;
        this.z = z;
    }

    void unary() {
        words.accept("neg", z::neg);
        words.accept("abs", z::abs);
        words.accept("sign", z::sign);
        words.accept("reciprocal", z::reciprocal);
        words.accept("square", z::square);
        words.accept("sqrt", x::sqrt);
        words.accept("rsqrt", x::rsqrt);
        words.accept("exp", z::exp);
        words.accept("exp2", z::exp2);
        words.accept("expm1", z::expm1);
        words.accept("log", x::log);
        words.accept("log2", x::log2);
        words.accept("log10", x::log10);
        words.accept("log1p", x::log1p);
        words.accept("sin", z::sin);
        words.accept("cos", z::cos);
        words.accept("tan", z::tan);
        words.accept("asin", x::asin);
        words.accept("acos", x::acos);
        words.accept("atan", z::atan);
        words.accept("sinh", z::sinh);
        words.accept("cosh", z::cosh);
        words.accept("tanh", z::tanh);
        words.accept("asinh", z::asinh);
        words.accept("atanh", x::atanh);
        words.accept("erf", z::erf);
        words.accept("erfc", z::erfc);
        words.accept("erfinv", x::erfinv);
        words.accept("floor", z::floor);
        words.accept("ceil", z::ceil);
        words.accept("trunc", z::trunc);
        words.accept("round", z::round);
        words.accept("frac", z::frac);
        words.accept("relu", z::relu);
        words.accept("leakyRelu", z::leakyRelu);
        words.accept("elu", z::elu);
        words.accept("selu", z::selu);
        words.accept("sigmoid", z::sigmoid);
        words.accept("logSigmoid", z::logSigmoid);
        words.accept("silu", z::silu);
        words.accept("gelu", z::gelu);
        words.accept("mish", z::mish);
        words.accept("softplus", z::softplus);
        words.accept("hardswish", z::hardswish);
        words.accept("isnan", z::isnan);
        words.accept("isinf", z::isinf);
        words.accept("isfinite", z::isfinite);
        words.accept("geluTanh", z::geluTanh);
        words.accept("celu", z::celu);
        words.accept("hardtanh", z::hardtanh);
        words.accept("hardsigmoid", z::hardsigmoid);
        words.accept("clampMin", () -> z.clampMin(0.5));
        words.accept("clamp", () -> z.clamp(-0.5, 0.5));
        words.accept("pow(3)", () -> z.pow(3.0));
        words.accept("pow(2.5)", () -> x.pow(2.5));
    }

    void binary(String type, Tensor a, Tensor b) {
        words.accept("add" + type, () -> a.add(b));
        words.accept("sub" + type, () -> a.sub(b));
        words.accept("mul" + type, () -> a.mul(b));
        words.accept("div" + type, () -> a.div(b));
        words.accept("pow" + type, () -> a.pow(b));
        words.accept("fmod" + type, () -> a.fmod(b));
        words.accept("remainder" + type, () -> a.remainder(b));
        words.accept("floorDivide" + type, () -> a.floorDivide(b));
        words.accept("maximum" + type, () -> a.maximum(b));
        words.accept("atan2" + type, () -> a.atan2(b));
        words.accept("lt" + type, () -> a.lt(b));
        words.accept("eq" + type, () -> a.eq(b));
        words.accept("lerp" + type, () -> a.lerp(b, 0.3));
        words.accept("addcmul" + type, () -> a.addcmul(b, b));
        words.accept("logaddexp" + type, () -> a.logaddexp(b));
        words.accept("xlogy" + type, () -> a.xlogy(b));
        Tensor row = b.select(0, 0);
        words.accept("add-row" + type, () -> a.add(row));
        words.accept("mul-number" + type, () -> a.mul(1.5));
        Tensor condition = a.lt(b);
        words.accept("where" + type, () -> a.where(condition, b));
    }

    void integers(Device device) {
        Tensor a = device.randint(1, 100, x.size(0), x.size(1));
        Tensor b = device.randint(1, 5, x.size(0), x.size(1));
        words.accept("add-int64", () -> a.add(b));
        words.accept("mul-int64", () -> a.mul(b));
        words.accept("pow-int64", () -> a.pow(b));
        words.accept("floorDivide-int64", () -> a.floorDivide(b));
        words.accept("remainder-int64", () -> a.remainder(b));
        words.accept("leftShift-int64", () -> a.bitwiseLeftShift(b));
        words.accept("rightShift-int64", () -> a.bitwiseRightShift(b));
        words.accept("bitwiseAnd-int64", () -> a.bitwiseAnd(b));
        words.accept("lt-int64", () -> a.lt(b));
        words.accept("sum-int64", () -> a.sum());
        words.accept("argmax(0)-int64", () -> a.argmax(0));
        words.accept("argmax(1)-int64", () -> a.argmax(1));
        words.accept("sort(1)-int64", () -> a.sort(1, false));
        words.accept("cumsum(0)-int64", () -> a.cumsum(0));
        words.accept("bincount", () -> a.flatten().bincount());
    }
}
