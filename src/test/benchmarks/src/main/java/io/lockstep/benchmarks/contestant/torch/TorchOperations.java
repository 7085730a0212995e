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
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** libtorch's operations, in eager mode without gradients; the names are those of {@code EngineOperations}. */
public final class TorchOperations implements Operations {
    private static final long ROWS = 1000;

    private final Map<String, Runnable> calls = new LinkedHashMap<>();
    private final Tensor x;
    private final Tensor y;
    private final Tensor z;
    private final int threads;

    public TorchOperations(int elements, int threads) {
        OfficialLibtorch.load();
        torch.set_num_threads(threads);
        torch.manual_seed(1);
        this.threads = threads;
        x = torch.rand(ROWS, elements / ROWS).mul(new Scalar(0.9f)).add(new Scalar(0.05f));
        y = torch.rand(ROWS, elements / ROWS).mul(new Scalar(0.9f)).add(new Scalar(0.05f));
        z = torch.randn(ROWS, elements / ROWS);
        TorchPointwise pointwise = new TorchPointwise(this::add, x, z);
        pointwise.unary();
        pointwise.binary("", x, y);
        pointwise.binary("-float64", x.to(ScalarType.Double), y.to(ScalarType.Double));
        pointwise.integers();
        reductions("", x);
        reductions("-float64", x.to(ScalarType.Double));
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
            try (PointerScope pointers = new PointerScope();
                    AutoGradMode none = new AutoGradMode(false)) {
                call.run();
            }
        });
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
            add("amax" + suffix, () -> a.amax(new long[] {d}, false));
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
            add("mode(" + dim + ")", () -> torch.mode(x, d, false));
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
        Tensor index = TorchPointwise.integers(0, rows, rows, x.size(1));
        Tensor numbers = TorchPointwise.integers(0, rows, rows);
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
        add("logicalAnd", () -> torch.logical_and(mask, mask));
        add("logicalNot", () -> torch.logical_not(mask));
        add("any", () -> torch.any(mask));
        add("all(1)", () -> torch.all(mask, 1));
        add("countNonzero", () -> torch.count_nonzero(mask));
        add("take", () -> torch.take(x, index));
        add("indexAdd(0)", () -> x.index_add(0, numbers, y));
    }

    private void random() {
        add("rand", () -> torch.rand(x.size(0), x.size(1)));
        add("randn", () -> torch.randn(x.size(0), x.size(1)));
        add("randint", () -> TorchPointwise.integers(0, 100, x.size(0), x.size(1)));
        add("randperm", () -> torch.randperm(x.numel()));
        add("bernoulli_", () -> y.clone().bernoulli_(0.3, new GeneratorOptional()));
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
        add("stack(0)", () -> torch.stack(new TensorVector(x, y), 0));
        add("tril", () -> torch.tril(x));
        Tensor half = x.narrow(0, 0, ROWS / 2);
        add("repeat(2,1)", () -> half.repeat(2, 1));
        Tensor cube = x.reshape(ROWS / 10, 10, x.size(1));
        add("permute(2,0,1)-contiguous", () -> cube.permute(2, 0, 1).contiguous());
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
        for (String name : List.of("float16", "bfloat16")) {
            Tensor a = z.to(types.get(name));
            Tensor b = y.to(types.get(name));
            add("to-float32-" + name, () -> a.to(ScalarType.Float));
            add("add-" + name, () -> a.add(b));
            add("exp-" + name, () -> torch.exp(a));
            add("relu-" + name, () -> torch.relu(a));
            add("sum-" + name, a::sum);
            add("softmax(1)-" + name, () -> a.softmax(1));
        }
    }

    private void losses() {
        Tensor labels = TorchPointwise.integers(0, z.size(1), z.size(0));
        add("mseLoss", () -> torch.mse_loss(x, y));
        add("smoothL1Loss", () -> torch.smooth_l1_loss(x, y));
        add("bceWithLogitsLoss", () -> torch.binary_cross_entropy_with_logits(z, y));
        add("crossEntropyLoss", () -> torch.cross_entropy_loss(z, labels));
    }

    private void products() {
        Tensor row = y.select(0, 0);
        Tensor column = x.select(1, 0);
        add("mv", () -> x.mv(row));
        add("outer", () -> torch.outer(column, row));
        add("matmul", () -> x.t().matmul(x));
    }

    private void training() {
        SGDOptions sgd = new SGDOptions(1e-3);
        sgd.momentum().put(0.9);
        optimizer("sgd", parameters -> new SGD(parameters, sgd));
        optimizer("adam", Adam::new);
        optimizer("adamW", AdamW::new);
        optimizer("rmsprop", RMSprop::new);
        optimizer("adagrad", Adagrad::new);
        for (Network network : List.of(Network.MLP, Network.LENET)) {
            TorchTraining training = new TorchTraining(
                    new Task(network, Mode.TRAINING, Precision.FLOAT32, threads), Engine.LIBTORCH_CONTIGUOUS);
            training.ready();
            calls.put(STEP + network.title(), training::step);
        }
    }

    private void optimizer(String name, Function<TensorVector, Optimizer> maker) {
        Tensor weight = x.clone().set_requires_grad(true);
        torch.mse_loss(weight, y).backward();
        Optimizer optimizer = maker.apply(new TensorVector(weight));
        add(name, () -> optimizer.step());
    }

    @Override
    public Map<String, Runnable> calls() {
        return calls;
    }

    @Override
    public void close() {}
}
