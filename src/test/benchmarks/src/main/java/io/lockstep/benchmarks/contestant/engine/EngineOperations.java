package io.lockstep.benchmarks.contestant.engine;

import io.lockstep.benchmarks.contestant.Operations;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.loss.BCEWithLogitsLoss;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.MSELoss;
import io.lockstep.engine.nn.loss.SmoothL1Loss;
import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.optim.optimizer.Adagrad;
import io.lockstep.engine.optim.optimizer.Adam;
import io.lockstep.engine.optim.optimizer.AdamW;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.optimizer.RMSprop;
import io.lockstep.engine.optim.optimizer.SGD;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Lockstep's operations; the names are those of {@code TorchOperations}. */
public final class EngineOperations implements Operations {
    private static final int ROWS = 1000;

    private final Device device = new Device(Backends.open("cpu", null));
    private final Map<String, Runnable> calls = new LinkedHashMap<>();
    private final List<EngineTraining> trainings = new ArrayList<>();
    private final Tensor x;
    private final Tensor y;
    private final Tensor z;
    private final int threads;

    public EngineOperations(int elements, int threads) {
        this.threads = threads;
        x = device.rand(ROWS, elements / ROWS).mul(0.9).add(0.05);
        y = device.rand(ROWS, elements / ROWS).mul(0.9).add(0.05);
        z = device.randn(ROWS, elements / ROWS);
        EnginePointwise pointwise = new EnginePointwise(this::add, x, z);
        pointwise.unary();
        pointwise.binary("", x, y);
        pointwise.binary("-float64", x.to(DType.FLOAT64), y.to(DType.FLOAT64));
        pointwise.integers(device);
        reductions("", x);
        reductions("-float64", x.to(DType.FLOAT64));
        lines();
        indexing();
        random();
        moves();
        losses();
        products();
        training();
    }

    private void add(String name, Operations.Call call) {
        calls.put(name, () -> {
            try (Device.Scope step = device.step()) {
                call.run();
                device.backend().settle();
            }
        });
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
            add("amax" + suffix, () -> a.amax(d));
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
            add("mode(" + dim + ")", () -> x.mode(d, false));
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
        add("logicalAnd", () -> mask.logicalAnd(mask));
        add("logicalNot", mask::logicalNot);
        add("any", () -> mask.any());
        add("all(1)", () -> mask.all(1));
        add("countNonzero", () -> mask.countNonzero());
        add("take", () -> x.take(index));
        add("indexAdd(0)", () -> x.indexAdd(0, numbers, y));
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
        add("stack(0)", () -> Joining.stack(0, x, y));
        add("tril", () -> x.tril());
        Tensor half = x.narrow(0, 0, ROWS / 2);
        add("repeat(2,1)", () -> half.repeat(2, 1));
        Tensor cube = x.reshape(ROWS / 10, 10, x.size(1));
        add("permute(2,0,1)-contiguous", () -> cube.permute(2, 0, 1).contiguous());
        for (DType dtype : List.of(
                DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16, DType.INT64, DType.INT32, DType.UINT8, DType.BOOL)) {
            add("to-" + dtype.name().toLowerCase(Locale.ROOT), () -> x.to(dtype));
        }
        Tensor whole = x.mul(100.0).to(DType.INT64);
        add("int64-to-float32", () -> whole.to(DType.FLOAT32));
        for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16)) {
            String type = "-" + dtype.name().toLowerCase(Locale.ROOT);
            Tensor a = z.to(dtype);
            Tensor b = y.to(dtype);
            add("to-float32" + type, () -> a.to(DType.FLOAT32));
            add("add" + type, () -> a.add(b));
            add("exp" + type, a::exp);
            add("relu" + type, a::relu);
            add("sum" + type, () -> a.sum());
            add("softmax(1)" + type, () -> a.softmax(1));
        }
    }

    private void losses() {
        Tensor labels = device.randint(0, z.size(1), z.size(0));
        add("mseLoss", () -> new MSELoss().forward(x, y));
        add("smoothL1Loss", () -> new SmoothL1Loss().forward(x, y));
        add("bceWithLogitsLoss", () -> new BCEWithLogitsLoss().forward(z, y));
        add("crossEntropyLoss", () -> new CrossEntropyLoss().forward(z, labels));
    }

    private void products() {
        Tensor row = y.select(0, 0);
        Tensor column = x.select(1, 0);
        add("mv", () -> x.mv(row));
        add("outer", () -> column.outer(row));
        add("matmul", () -> x.t().matmul(x));
    }

    private void training() {
        optimizer(
                "sgd", parameters -> new SGD(parameters, SGD.options().lr(1e-3).momentum(0.9)));
        optimizer("adam", Adam::new);
        optimizer("adamW", AdamW::new);
        optimizer("rmsprop", RMSprop::new);
        optimizer("adagrad", Adagrad::new);
        for (Network network : List.of(Network.MLP, Network.LENET)) {
            EngineTraining training = new EngineTraining(new Task(network, Mode.TRAINING, Precision.FLOAT32, threads));
            training.ready();
            trainings.add(training);
            calls.put(STEP + network.title(), training::step);
        }
    }

    private void optimizer(String name, Function<List<Tensor>, Optimizer> maker) {
        Tensor weight = x.copied().requiresGrad_();
        new MSELoss().forward(weight, y).backward();
        Optimizer optimizer = maker.apply(List.of(weight));
        add(name, () -> {
            optimizer.step();
            return weight;
        });
    }

    @Override
    public Map<String, Runnable> calls() {
        return calls;
    }

    @Override
    public void close() {
        trainings.forEach(EngineTraining::close);
        device.close();
    }
}
