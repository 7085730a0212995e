package io.lockstep.benchmarks.contestant.engine;

import io.lockstep.benchmarks.contestant.Operations;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.loss.MSELoss;
import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lockstep's operations; the names are those of {@code TorchOperations}. */
public final class EngineOperations implements Operations {
    private static final int ROWS = 1000;

    private final Device device = new Device(Backends.open("cpu", null));
    private final Map<String, Runnable> calls = new LinkedHashMap<>();
    private final Tensor x;
    private final Tensor y;
    private final int threads;

    public EngineOperations(int elements, int threads) {
        this.threads = threads;
        x = device.rand(ROWS, elements / ROWS).mul(0.9).add(0.05);
        y = device.rand(ROWS, elements / ROWS).mul(0.9).add(0.05);
        pointwise();
        binary("", x, y);
        binary("-float64", x.to(DType.FLOAT64), y.to(DType.FLOAT64));
        integers();
        reductions("", x);
        reductions("-float64", x.to(DType.FLOAT64));
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
            try (Device.Scope step = device.step()) {
                call.run();
                device.backend().settle();
            }
        });
    }

    private void pointwise() {
        add("neg", x::neg);
        add("abs", x::abs);
        add("sign", x::sign);
        add("reciprocal", x::reciprocal);
        add("square", x::square);
        add("sqrt", x::sqrt);
        add("rsqrt", x::rsqrt);
        add("exp", x::exp);
        add("exp2", x::exp2);
        add("expm1", x::expm1);
        add("log", x::log);
        add("log2", x::log2);
        add("log10", x::log10);
        add("log1p", x::log1p);
        add("sin", x::sin);
        add("cos", x::cos);
        add("tan", x::tan);
        add("asin", x::asin);
        add("acos", x::acos);
        add("atan", x::atan);
        add("sinh", x::sinh);
        add("cosh", x::cosh);
        add("tanh", x::tanh);
        add("asinh", x::asinh);
        add("atanh", x::atanh);
        add("erf", x::erf);
        add("erfc", x::erfc);
        add("erfinv", x::erfinv);
        add("floor", x::floor);
        add("ceil", x::ceil);
        add("trunc", x::trunc);
        add("round", x::round);
        add("frac", x::frac);
        add("relu", x::relu);
        add("leakyRelu", x::leakyRelu);
        add("elu", x::elu);
        add("selu", x::selu);
        add("sigmoid", x::sigmoid);
        add("logSigmoid", x::logSigmoid);
        add("silu", x::silu);
        add("gelu", x::gelu);
        add("mish", x::mish);
        add("softplus", x::softplus);
        add("hardswish", x::hardswish);
        add("isnan", x::isnan);
        add("isinf", x::isinf);
        add("isfinite", x::isfinite);
        add("clampMin", () -> x.clampMin(0.5));
        add("pow(2.5)", () -> x.pow(2.5));
    }

    private void binary(String type, Tensor a, Tensor b) {
        add("add" + type, () -> a.add(b));
        add("mul" + type, () -> a.mul(b));
        add("div" + type, () -> a.div(b));
        add("pow" + type, () -> a.pow(b));
        add("fmod" + type, () -> a.fmod(b));
        add("remainder" + type, () -> a.remainder(b));
        add("floorDivide" + type, () -> a.floorDivide(b));
        add("maximum" + type, () -> a.maximum(b));
        add("atan2" + type, () -> a.atan2(b));
        add("lt" + type, () -> a.lt(b));
        add("eq" + type, () -> a.eq(b));
        Tensor condition = a.lt(b);
        add("where" + type, () -> a.where(condition, b));
    }

    private void integers() {
        Tensor a = device.randint(1, 100, x.size(0), x.size(1));
        Tensor b = device.randint(1, 5, x.size(0), x.size(1));
        add("add-int64", () -> a.add(b));
        add("mul-int64", () -> a.mul(b));
        add("pow-int64", () -> a.pow(b));
        add("floorDivide-int64", () -> a.floorDivide(b));
        add("remainder-int64", () -> a.remainder(b));
        add("leftShift-int64", () -> a.bitwiseLeftShift(b));
        add("rightShift-int64", () -> a.bitwiseRightShift(b));
        add("bitwiseAnd-int64", () -> a.bitwiseAnd(b));
        add("lt-int64", () -> a.lt(b));
        add("sum-int64", () -> a.sum());
        add("argmax(0)-int64", () -> a.argmax(0));
        add("argmax(1)-int64", () -> a.argmax(1));
        add("sort(1)-int64", () -> a.sort(1, false));
        add("cumsum(0)-int64", () -> a.cumsum(0));
        add("bincount", () -> a.flatten().bincount());
    }

    private void reductions(String type, Tensor a) {
        add("sum" + type, () -> a.sum());
        add("mean" + type, () -> a.mean());
        add("prod" + type, () -> a.prod());
        add("max" + type, () -> a.max());
        add("argmax" + type, () -> a.argmax());
        add("std" + type, () -> a.std());
        add("norm" + type, () -> a.norm());
        for (int dim = 0; dim < 2; dim++) {
            int d = dim;
            String suffix = "(" + dim + ")" + type;
            add("sum" + suffix, () -> a.sum(d));
            add("prod" + suffix, () -> a.prod(d));
            add("max" + suffix, () -> a.max(d));
            add("argmax" + suffix, () -> a.argmax(d));
            add("std" + suffix, () -> a.std(d));
            add("logsumexp" + suffix, () -> a.logsumexp(d));
            add("cumsum" + suffix, () -> a.cumsum(d));
            add("softmax" + suffix, () -> a.softmax(d));
            add("logSoftmax" + suffix, () -> a.logSoftmax(d));
        }
    }

    private void lines() {
        Tensor flat = x.flatten();
        for (int dim = 0; dim < 2; dim++) {
            int d = dim;
            add("cumprod(" + dim + ")", () -> x.cumprod(d));
            add("cummax(" + dim + ")", () -> x.cummax(d));
            add("sort(" + dim + ")", () -> x.sort(d, false));
            add("topk(" + dim + ")", () -> x.topk(5, d));
            add("median(" + dim + ")", () -> x.median(d));
            add("kthvalue(" + dim + ")", () -> x.kthvalue(7, d, false));
        }
        add("sort-flat", () -> flat.sort());
        add("topk-flat", () -> flat.topk(10));
        add("cumsum-flat", () -> flat.cumsum(0));
        add("softmax-flat", () -> flat.softmax(0));
        add("median", () -> x.median());
        add("histc", () -> x.histc(100, 0, 1));
    }

    private void indexing() {
        long rows = x.size(0);
        Tensor index = device.randint(0, rows, rows, x.size(1));
        Tensor numbers = device.randint(0, rows, rows);
        Tensor mask = x.lt(0.5);
        for (int dim = 0; dim < 2; dim++) {
            int d = dim;
            Tensor places = index.clampMax(x.size(dim) - 1);
            Tensor few = numbers.clampMax(x.size(dim) - 1).narrow(0, 0, Math.min(rows, x.size(dim)));
            add("gather(" + dim + ")", () -> x.gather(d, places));
            add("scatter(" + dim + ")", () -> x.scatter(d, places, y));
            add("scatterAdd(" + dim + ")", () -> x.scatterAdd(d, places, y));
            add("indexSelect(" + dim + ")", () -> x.indexSelect(d, few));
        }
        add("maskedSelect", () -> x.maskedSelect(mask));
        add("maskedFill", () -> x.maskedFill(mask, 0.0));
        add("nonzero", mask::nonzero);
    }

    private void random() {
        add("rand", () -> device.rand(x.size(0), x.size(1)));
        add("randn", () -> device.randn(x.size(0), x.size(1)));
        add("randint", () -> device.randint(0, 100, x.size(0), x.size(1)));
        add("randperm", () -> device.randperm(x.numel()));
        add("bernoulli_", () -> y.copied().bernoulli_(0.3));
        add("dropout", () -> x.dropout(0.5, true));
        add("full", () -> device.full(new long[] {x.size(0), x.size(1)}, 3));
    }

    private void moves() {
        add("copy", x::copied);
        add("transpose-contiguous", () -> x.t().contiguous());
        add("cat(0)", () -> Joining.cat(0, x, y));
        add("cat(1)", () -> Joining.cat(1, x, y));
        add("flip(1)", () -> x.flip(1));
        add("roll(3,1)", () -> x.roll(3, 1));
        for (DType dtype : List.of(
                DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16, DType.INT64, DType.INT32, DType.UINT8, DType.BOOL)) {
            add("to-" + dtype.name().toLowerCase(Locale.ROOT), () -> x.to(dtype));
        }
        Tensor whole = x.mul(100.0).to(DType.INT64);
        add("int64-to-float32", () -> whole.to(DType.FLOAT32));
        add("mseLoss", () -> new MSELoss().forward(x, y));
        add("matmul", () -> x.t().matmul(x));
    }

    private void training() {
        Tensor weight = x.copied().requiresGrad_();
        new MSELoss().forward(weight, y).backward();
        Adam adam = new Adam(List.of(weight));
        add("adam", () -> {
            adam.step();
            return weight;
        });
        for (Network network : List.of(Network.MLP, Network.LENET)) {
            EngineTraining training = new EngineTraining(new Task(network, Mode.TRAINING, Precision.FLOAT32, threads));
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
        return device.allocatedBytes();
    }

    @Override
    public void close() {
        device.close();
    }
}
