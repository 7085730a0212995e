package io.lockstep.benchmarks.contestant.torch;

import io.lockstep.benchmarks.contestant.Operations;
import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** libtorch's operations, in eager mode without gradients; the names are those of {@code EngineOperations}. */
public final class TorchOperations implements Operations {
    private static final long ROWS = 1000;

    private final Map<String, Runnable> calls = new LinkedHashMap<>();
    private final Tensor x;
    private final Tensor y;
    private final int threads;

    public TorchOperations(int elements, int threads) {
        OfficialLibtorch.load();
        torch.set_num_threads(threads);
        torch.manual_seed(1);
        this.threads = threads;
        x = torch.rand(ROWS, elements / ROWS).mul(new Scalar(0.9f)).add(new Scalar(0.05f));
        y = torch.rand(ROWS, elements / ROWS).mul(new Scalar(0.9f)).add(new Scalar(0.05f));
        pointwise();
        binary("", x, y);
        binary("-float64", x.to(ScalarType.Double), y.to(ScalarType.Double));
        integers();
        reductions("", x);
        reductions("-float64", x.to(ScalarType.Double));
        lines();
        indexing();
        random();
        moves();
        training();
    }

    private interface Call {
        Object run();
    }

    private void add(String name, Call call) {
        calls.put(name, () -> {
            try (PointerScope pointers = new PointerScope();
                    AutoGradMode none = new AutoGradMode(false)) {
                call.run();
            }
        });
    }

    private void pointwise() {
        add("neg", () -> torch.neg(x));
        add("abs", () -> torch.abs(x));
        add("sign", () -> torch.sign(x));
        add("reciprocal", () -> torch.reciprocal(x));
        add("square", () -> torch.square(x));
        add("sqrt", () -> torch.sqrt(x));
        add("rsqrt", () -> torch.rsqrt(x));
        add("exp", () -> torch.exp(x));
        add("exp2", () -> torch.exp2(x));
        add("expm1", () -> torch.expm1(x));
        add("log", () -> torch.log(x));
        add("log2", () -> torch.log2(x));
        add("log10", () -> torch.log10(x));
        add("log1p", () -> torch.log1p(x));
        add("sin", () -> torch.sin(x));
        add("cos", () -> torch.cos(x));
        add("tan", () -> torch.tan(x));
        add("asin", () -> torch.asin(x));
        add("acos", () -> torch.acos(x));
        add("atan", () -> torch.atan(x));
        add("sinh", () -> torch.sinh(x));
        add("cosh", () -> torch.cosh(x));
        add("tanh", () -> torch.tanh(x));
        add("asinh", () -> torch.asinh(x));
        add("atanh", () -> torch.atanh(x));
        add("erf", () -> torch.erf(x));
        add("erfc", () -> torch.erfc(x));
        add("erfinv", () -> torch.erfinv(x));
        add("floor", () -> torch.floor(x));
        add("ceil", () -> torch.ceil(x));
        add("trunc", () -> torch.trunc(x));
        add("round", () -> torch.round(x));
        add("frac", () -> torch.frac(x));
        add("relu", () -> torch.relu(x));
        add("leakyRelu", () -> torch.leaky_relu(x));
        add("elu", () -> torch.elu(x));
        add("selu", () -> torch.selu(x));
        add("sigmoid", () -> torch.sigmoid(x));
        add("logSigmoid", () -> torch.log_sigmoid(x));
        add("silu", () -> torch.silu(x));
        add("gelu", () -> torch.gelu(x));
        add("mish", () -> torch.mish(x));
        add("softplus", () -> torch.softplus(x));
        add("hardswish", () -> torch.hardswish(x));
        add("isnan", () -> torch.isnan(x));
        add("isinf", () -> torch.isinf(x));
        add("isfinite", () -> torch.isfinite(x));
        add("clampMin", () -> torch.clamp_min(x, new Scalar(0.5f)));
        add("pow(2.5)", () -> x.pow(new Scalar(2.5f)));
    }

    private void binary(String type, Tensor a, Tensor b) {
        add("add" + type, () -> a.add(b));
        add("mul" + type, () -> a.mul(b));
        add("div" + type, () -> a.div(b));
        add("pow" + type, () -> a.pow(b));
        add("fmod" + type, () -> a.fmod(b));
        add("remainder" + type, () -> a.remainder(b));
        add("floorDivide" + type, () -> a.floor_divide(b));
        add("maximum" + type, () -> torch.maximum(a, b));
        add("atan2" + type, () -> torch.atan2(a, b));
        add("lt" + type, () -> a.lt(b));
        add("eq" + type, () -> a.eq(b));
        Tensor condition = a.lt(b);
        add("where" + type, () -> torch.where(condition, a, b));
    }

    private void integers() {
        Tensor a = integers(1, 100, x.size(0), x.size(1));
        Tensor b = integers(1, 5, x.size(0), x.size(1));
        add("add-int64", () -> a.add(b));
        add("mul-int64", () -> a.mul(b));
        add("pow-int64", () -> a.pow(b));
        add("floorDivide-int64", () -> a.floor_divide(b));
        add("remainder-int64", () -> a.remainder(b));
        add("leftShift-int64", () -> torch.bitwise_left_shift(a, b));
        add("rightShift-int64", () -> torch.bitwise_right_shift(a, b));
        add("bitwiseAnd-int64", () -> torch.bitwise_and(a, b));
        add("lt-int64", () -> a.lt(b));
        add("sum-int64", a::sum);
        add("argmax(0)-int64", () -> a.argmax(new LongOptional(0), false));
        add("argmax(1)-int64", () -> a.argmax(new LongOptional(1), false));
        add("sort(1)-int64", () -> a.sort(1, false));
        add("cumsum(0)-int64", () -> a.cumsum(0));
        add("bincount", () -> torch.bincount(a.flatten()));
    }

    private static Tensor integers(long low, long high, long... sizes) {
        return torch.randint(low, high, sizes, new TensorOptions(ScalarType.Long));
    }

    private void reductions(String type, Tensor a) {
        add("sum" + type, a::sum);
        add("mean" + type, a::mean);
        add("prod" + type, a::prod);
        add("max" + type, a::max);
        add("argmax" + type, a::argmax);
        add("std" + type, a::std);
        add("norm" + type, a::norm);
        for (int dim = 0; dim < 2; dim++) {
            int d = dim;
            String suffix = "(" + dim + ")" + type;
            add("sum" + suffix, () -> a.sum(d));
            add("prod" + suffix, () -> a.prod(d));
            add("max" + suffix, () -> a.max(d));
            add("argmax" + suffix, () -> a.argmax(new LongOptional(d), false));
            add("std" + suffix, () -> a.std(new long[] {d}, true));
            add("logsumexp" + suffix, () -> a.logsumexp(d));
            add("cumsum" + suffix, () -> a.cumsum(d));
            add("softmax" + suffix, () -> a.softmax(d));
            add("logSoftmax" + suffix, () -> a.log_softmax(d));
        }
    }

    private void lines() {
        Tensor flat = x.flatten();
        for (int dim = 0; dim < 2; dim++) {
            int d = dim;
            add("cumprod(" + dim + ")", () -> x.cumprod(d));
            add("cummax(" + dim + ")", () -> torch.cummax(x, d));
            add("sort(" + dim + ")", () -> x.sort(d, false));
            add("topk(" + dim + ")", () -> x.topk(5, d, true, true));
            add("median(" + dim + ")", () -> x.median(d, false));
            add("kthvalue(" + dim + ")", () -> torch.kthvalue(x, 7, d, false));
        }
        add("sort-flat", () -> flat.sort(0, false));
        add("topk-flat", () -> flat.topk(10));
        add("cumsum-flat", () -> flat.cumsum(0));
        add("softmax-flat", () -> flat.softmax(0));
        add("median", x::median);
        add("histc", () -> x.histc(100, new Scalar(0), new Scalar(1)));
    }

    private void indexing() {
        long rows = x.size(0);
        Tensor index = integers(0, rows, rows, x.size(1));
        Tensor numbers = integers(0, rows, rows);
        Tensor mask = x.lt(new Scalar(0.5f));
        for (int dim = 0; dim < 2; dim++) {
            int d = dim;
            Tensor places = torch.clamp_max(index, new Scalar(x.size(dim) - 1));
            Tensor few =
                    torch.clamp_max(numbers, new Scalar(x.size(dim) - 1)).narrow(0, 0, Math.min(rows, x.size(dim)));
            add("gather(" + dim + ")", () -> x.gather(d, places));
            add("scatter(" + dim + ")", () -> x.scatter(d, places, y));
            add("scatterAdd(" + dim + ")", () -> x.scatter_add(d, places, y));
            add("indexSelect(" + dim + ")", () -> x.index_select(d, few));
        }
        add("maskedSelect", () -> x.masked_select(mask));
        add("maskedFill", () -> x.masked_fill(mask, new Scalar(0.0f)));
        add("nonzero", mask::nonzero);
    }

    private void random() {
        add("rand", () -> torch.rand(x.size(0), x.size(1)));
        add("randn", () -> torch.randn(x.size(0), x.size(1)));
        add("randint", () -> torch.empty_like(x).to(ScalarType.Long).random_(100));
        add("randperm", () -> torch.randperm(x.numel()));
        add("bernoulli_", () -> y.clone().bernoulli_());
        add("dropout", () -> torch.dropout(x, 0.5, true));
        add("full", () -> torch.full(new long[] {x.size(0), x.size(1)}, new Scalar(3.0f)));
    }

    private void moves() {
        add("copy", x::clone);
        add("transpose-contiguous", () -> x.t().contiguous());
        add("cat(0)", () -> torch.cat(new TensorVector(x, y), 0));
        add("cat(1)", () -> torch.cat(new TensorVector(x, y), 1));
        add("flip(1)", () -> x.flip(1));
        add("roll(3,1)", () -> torch.roll(x, new long[] {3}, 1));
        Map<String, ScalarType> types = new LinkedHashMap<>();
        types.put("float64", ScalarType.Double);
        types.put("float16", ScalarType.Half);
        types.put("bfloat16", ScalarType.BFloat16);
        types.put("int64", ScalarType.Long);
        types.put("int32", ScalarType.Int);
        types.put("uint8", ScalarType.Byte);
        types.put("bool", ScalarType.Bool);
        types.forEach((name, type) -> add("to-" + name, () -> x.to(type)));
        Tensor whole = x.mul(new Scalar(100.0f)).to(ScalarType.Long);
        add("int64-to-float32", () -> whole.to(ScalarType.Float));
        add("mseLoss", () -> torch.mse_loss(x, y));
        add("matmul", () -> x.t().matmul(x));
    }

    private void training() {
        Tensor weight = x.clone().set_requires_grad(true);
        torch.mse_loss(weight, y).backward();
        Adam adam = new Adam(new TensorVector(weight));
        calls.put("adam", () -> {
            try (PointerScope pointers = new PointerScope()) {
                adam.step();
            }
        });
        for (Network network : List.of(Network.MLP, Network.LENET)) {
            TorchTraining training = new TorchTraining(
                    new Task(network, Mode.TRAINING, Precision.FLOAT32, threads), Engine.LIBTORCH_CONTIGUOUS);
            training.ready();
            calls.put("step-" + network.title(), training::step);
        }
    }

    @Override
    public Map<String, Runnable> calls() {
        return calls;
    }

    @Override
    public long nativeBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
