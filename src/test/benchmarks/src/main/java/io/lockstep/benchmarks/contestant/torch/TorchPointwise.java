package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.contestant.Operations;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Functions of single elements. */
final class TorchPointwise {
    private final BiConsumer<String, Operations.Call> words;
    private final Tensor x;
    private final Tensor z;

    /**
     * @param words takes each name and call
     * @param x between 0.05 and 0.95
     * @param z normally distributed
     */
    TorchPointwise(BiConsumer<String, Operations.Call> words, Tensor x, Tensor z) {
        this.words = words;
        this.x = x;
        this.z = z;
    }

    void unary() {
        words.accept("neg", () -> torch.neg(z));
        words.accept("abs", () -> torch.abs(z));
        words.accept("sign", () -> torch.sign(z));
        words.accept("reciprocal", () -> torch.reciprocal(z));
        words.accept("square", () -> torch.square(z));
        words.accept("sqrt", () -> torch.sqrt(x));
        words.accept("rsqrt", () -> torch.rsqrt(x));
        words.accept("exp", () -> torch.exp(z));
        words.accept("exp2", () -> torch.exp2(z));
        words.accept("expm1", () -> torch.expm1(z));
        words.accept("log", () -> torch.log(x));
        words.accept("log2", () -> torch.log2(x));
        words.accept("log10", () -> torch.log10(x));
        words.accept("log1p", () -> torch.log1p(x));
        words.accept("sin", () -> torch.sin(z));
        words.accept("cos", () -> torch.cos(z));
        words.accept("tan", () -> torch.tan(z));
        words.accept("asin", () -> torch.asin(x));
        words.accept("acos", () -> torch.acos(x));
        words.accept("atan", () -> torch.atan(z));
        words.accept("sinh", () -> torch.sinh(z));
        words.accept("cosh", () -> torch.cosh(z));
        words.accept("tanh", () -> torch.tanh(z));
        words.accept("asinh", () -> torch.asinh(z));
        words.accept("atanh", () -> torch.atanh(x));
        words.accept("erf", () -> torch.erf(z));
        words.accept("erfc", () -> torch.erfc(z));
        words.accept("erfinv", () -> torch.erfinv(x));
        words.accept("floor", () -> torch.floor(z));
        words.accept("ceil", () -> torch.ceil(z));
        words.accept("trunc", () -> torch.trunc(z));
        words.accept("round", () -> torch.round(z));
        words.accept("frac", () -> torch.frac(z));
        words.accept("relu", () -> torch.relu(z));
        words.accept("leakyRelu", () -> torch.leaky_relu(z));
        words.accept("elu", () -> torch.elu(z));
        words.accept("selu", () -> torch.selu(z));
        words.accept("sigmoid", () -> torch.sigmoid(z));
        words.accept("logSigmoid", () -> torch.log_sigmoid(z));
        words.accept("silu", () -> torch.silu(z));
        words.accept("gelu", () -> torch.gelu(z));
        words.accept("mish", () -> torch.mish(z));
        words.accept("softplus", () -> torch.softplus(z));
        words.accept("hardswish", () -> torch.hardswish(z));
        words.accept("isnan", () -> torch.isnan(z));
        words.accept("isinf", () -> torch.isinf(z));
        words.accept("isfinite", () -> torch.isfinite(z));
        words.accept("geluTanh", () -> torch.gelu(z, "tanh"));
        words.accept("celu", () -> torch.celu(z));
        words.accept("hardtanh", () -> torch.hardtanh(z));
        words.accept("hardsigmoid", () -> torch.hardsigmoid(z));
        words.accept("clampMin", () -> torch.clamp_min(z, new Scalar(0.5f)));
        ScalarOptional low = new ScalarOptional(new Scalar(-0.5f));
        ScalarOptional high = new ScalarOptional(new Scalar(0.5f));
        words.accept("clamp", () -> torch.clamp(z, low, high));
        words.accept("pow(3)", () -> z.pow(new Scalar(3.0f)));
        words.accept("pow(2.5)", () -> x.pow(new Scalar(2.5f)));
    }

    void binary(String type, Tensor a, Tensor b) {
        words.accept("add" + type, () -> a.add(b));
        words.accept("sub" + type, () -> a.sub(b));
        words.accept("mul" + type, () -> a.mul(b));
        words.accept("div" + type, () -> a.div(b));
        words.accept("pow" + type, () -> a.pow(b));
        words.accept("fmod" + type, () -> a.fmod(b));
        words.accept("remainder" + type, () -> a.remainder(b));
        words.accept("floorDivide" + type, () -> a.floor_divide(b));
        words.accept("maximum" + type, () -> torch.maximum(a, b));
        words.accept("atan2" + type, () -> torch.atan2(a, b));
        words.accept("lt" + type, () -> a.lt(b));
        words.accept("eq" + type, () -> a.eq(b));
        words.accept("lerp" + type, () -> a.lerp(b, new Scalar(0.3)));
        words.accept("addcmul" + type, () -> a.addcmul(b, b));
        words.accept("logaddexp" + type, () -> torch.logaddexp(a, b));
        words.accept("xlogy" + type, () -> torch.xlogy(a, b));
        Tensor row = b.select(0, 0);
        words.accept("add-row" + type, () -> a.add(row));
        words.accept("mul-number" + type, () -> a.mul(new Scalar(1.5)));
        Tensor condition = a.lt(b);
        words.accept("where" + type, () -> torch.where(condition, a, b));
    }

    void integers() {
        Tensor a = integers(1, 100, x.size(0), x.size(1));
        Tensor b = integers(1, 5, x.size(0), x.size(1));
        words.accept("add-int64", () -> a.add(b));
        words.accept("mul-int64", () -> a.mul(b));
        words.accept("pow-int64", () -> a.pow(b));
        words.accept("floorDivide-int64", () -> a.floor_divide(b));
        words.accept("remainder-int64", () -> a.remainder(b));
        words.accept("leftShift-int64", () -> torch.bitwise_left_shift(a, b));
        words.accept("rightShift-int64", () -> torch.bitwise_right_shift(a, b));
        words.accept("bitwiseAnd-int64", () -> torch.bitwise_and(a, b));
        words.accept("lt-int64", () -> a.lt(b));
        words.accept("sum-int64", a::sum);
        words.accept("argmax(0)-int64", () -> a.argmax(new LongOptional(0), false));
        words.accept("argmax(1)-int64", () -> a.argmax(new LongOptional(1), false));
        words.accept("sort(1)-int64", () -> a.sort(1, false));
        words.accept("cumsum(0)-int64", () -> a.cumsum(0));
        words.accept("bincount", () -> torch.bincount(a.flatten()));
    }

    static Tensor integers(long low, long high, long... sizes) {
        return torch.randint(low, high, sizes, new TensorOptions(ScalarType.Long));
    }
}
