package io.lockstep.engine.oracle.elements;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.onednn.OneDnnProvider;
import io.lockstep.engine.oracle.elements.Operand.Layout;
import io.lockstep.engine.oracle.elements.Operand.Values;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Reductions of all elements, and over one or two dimensions, over element types, shapes, layouts and special values. */
final class ReductionsTest {
    private static final long[][] SHAPES = {{}, {1}, {5}, {0}, {2, 3}, {3, 1}, {0, 3}, {2, 0}, {2, 3, 4}, {7, 2, 3}};
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private final Oracle oracle = new Oracle();

    private interface EngineAlong {
        Tensor of(Tensor x, int[] dims, boolean keepdim);
    }

    private interface TorchAlong {
        org.bytedeco.pytorch.Tensor of(org.bytedeco.pytorch.Tensor x, long[] dims, boolean keepdim);
    }

    /** JavaCPP takes its settings with its first class, and those of the engine are to hold in this process. */
    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        assertThat(new OneDnnProvider().unavailable()).isNull();
    }

    @Test
    void ofAllElements() {
        Map<String, Oracle.Engine> engine = new LinkedHashMap<>();
        Map<String, Oracle.Libtorch> libtorch = new LinkedHashMap<>();
        add(engine, libtorch, "sum", x -> x[0].sum(), x -> x[0].sum());
        add(engine, libtorch, "nansum", x -> x[0].nansum(), x -> x[0].nansum());
        add(engine, libtorch, "mean", x -> x[0].mean(), x -> x[0].mean());
        add(engine, libtorch, "nanmean", x -> x[0].nanmean(), x -> x[0].nanmean());
        add(engine, libtorch, "prod", x -> x[0].prod(), x -> x[0].prod());
        add(engine, libtorch, "max", x -> x[0].max(), x -> x[0].max());
        add(engine, libtorch, "min", x -> x[0].min(), x -> x[0].min());
        add(engine, libtorch, "amax", x -> x[0].amax(), x -> x[0].amax());
        add(engine, libtorch, "amin", x -> x[0].amin(), x -> x[0].amin());
        add(engine, libtorch, "argmax", x -> x[0].argmax(), x -> x[0].argmax());
        add(engine, libtorch, "argmin", x -> x[0].argmin(), x -> x[0].argmin());
        add(engine, libtorch, "any", x -> x[0].any(), x -> x[0].any());
        add(engine, libtorch, "all", x -> x[0].all(), x -> x[0].all());
        add(engine, libtorch, "median", x -> x[0].median(), x -> x[0].median());
        add(engine, libtorch, "var", x -> x[0].var(), x -> x[0].var());
        add(engine, libtorch, "std", x -> x[0].std(), x -> x[0].std());
        add(engine, libtorch, "norm", x -> x[0].norm(), x -> x[0].norm());
        add(engine, libtorch, "norm1", x -> x[0].norm(1), x -> x[0].norm(new Scalar(1)));
        add(engine, libtorch, "norm3", x -> x[0].norm(3), x -> x[0].norm(new Scalar(3)));
        add(engine, libtorch, "logsumexp", x -> x[0].logsumexp(), x -> allLogsumexp(x[0]));
        add(engine, libtorch, "countNonzero", x -> x[0].countNonzero(), x -> x[0].count_nonzero());
        engine.forEach((name, function) -> {
            for (DType dtype : DType.values()) {
                for (long[] shape : SHAPES) {
                    for (Values values : new Values[] {Values.NORMAL, Values.TIES, Values.SPECIAL}) {
                        Layout layout = oracle.anyLayout();
                        Operand x = Operand.of(dtype, values, layout, shape);
                        if (isComparable(name, x)) {
                            oracle.compare(
                                    name, hasGradient(x), function, Objects.requireNonNull(libtorch.get(name)), x);
                        }
                    }
                }
            }
        });
        oracle.requireAgreement("E7.10", 4000);
    }

    @Test
    void overDimensions() {
        Map<String, EngineAlong> engine = new LinkedHashMap<>();
        Map<String, TorchAlong> libtorch = new LinkedHashMap<>();
        along(engine, libtorch, "sum", Tensor::sum, (x, d, k) -> x.sum(d, k, new ScalarTypeOptional()));
        along(engine, libtorch, "mean", Tensor::mean, (x, d, k) -> x.mean(d, k, new ScalarTypeOptional()));
        along(engine, libtorch, "amax", Tensor::amax, (x, d, k) -> x.amax(d, k));
        along(engine, libtorch, "amin", Tensor::amin, (x, d, k) -> x.amin(d, k));
        along(engine, libtorch, "any", Tensor::any, (x, d, k) -> x.any(d, k));
        along(engine, libtorch, "all", Tensor::all, (x, d, k) -> x.all(d, k));
        along(engine, libtorch, "var", (x, d, k) -> x.var(d, 1, k), (x, d, k) -> x.var(d, correction(1), k));
        along(engine, libtorch, "var0", (x, d, k) -> x.var(d, 0, k), (x, d, k) -> x.var(d, correction(0), k));
        along(engine, libtorch, "std", (x, d, k) -> x.std(d, 1, k), (x, d, k) -> x.std(d, correction(1), k));
        along(engine, libtorch, "logsumexp", Tensor::logsumexp, (x, d, k) -> x.logsumexp(d, k));
        for (double p : new double[] {2, 1, 0, 3, 1.5, 0.5, -1, INFINITE, -INFINITE}) {
            along(
                    engine,
                    libtorch,
                    "norm" + p,
                    (x, d, k) -> x.norm(p, d, k),
                    (x, d, k) -> x.norm(new ScalarOptional(new Scalar(p)), d, k));
        }
        engine.forEach((name, function) -> {
            for (DType dtype :
                    new DType[] {DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16, DType.INT64, DType.UINT8, DType.BOOL}) {
                for (long[] shape : SHAPES) {
                    for (int first = -1; first < Math.max(1, shape.length); first++) {
                        int[] dims = shape.length > 2 && first == 0 ? new int[] {0, 2} : new int[] {first};
                        long[] torchDims = Arrays.stream(dims).asLongStream().toArray();
                        boolean keepdim = oracle.random().nextBoolean();
                        Values values = oracle.anyValues();
                        Layout layout = oracle.anyLayout();
                        Operand x = Operand.of(dtype, values, layout, shape);
                        TorchAlong expected = libtorch.get(name);
                        if (isComparable(name, x) && expected != null) {
                            oracle.compare(
                                    name + Arrays.toString(dims) + keepdim,
                                    hasGradient(x),
                                    i -> function.of(i[0], dims, keepdim),
                                    i -> expected.of(i[0], torchDims, keepdim),
                                    x);
                        }
                    }
                }
            }
        });
        oracle.requireAgreement("E7.10", 2500);
    }

    @Test
    void alongOneDimension() {
        for (DType dtype : DType.values()) {
            for (long[] shape : SHAPES) {
                for (int dim = -1; dim < shape.length; dim++) {
                    int d = dim;
                    boolean keepdim = oracle.random().nextBoolean();
                    for (Values values : new Values[] {Values.NORMAL, Values.TIES, Values.SPECIAL}) {
                        Layout layout = oracle.anyLayout();
                        Operand x = Operand.of(dtype, values, layout, shape);
                        compareAlong(x, d, keepdim);
                    }
                }
            }
        }
        oracle.requireAgreement("E7.10", 9000);
    }

    private void compareAlong(Operand x, int d, boolean keepdim) {
        String where = " " + d + keepdim;
        LongOptional dim = new LongOptional(d);
        boolean smooth = hasGradient(x);
        oracle.compare(
                "max" + where,
                smooth,
                i -> i[0].max(d, keepdim).values(),
                i -> i[0].max(d, keepdim).get0(),
                x);
        oracle.compare(
                "max" + where,
                i -> i[0].max(d, keepdim).indices(),
                i -> i[0].max(d, keepdim).get1(),
                x);
        oracle.compare(
                "min" + where,
                smooth,
                i -> i[0].min(d, keepdim).values(),
                i -> i[0].min(d, keepdim).get0(),
                x);
        oracle.compare(
                "min" + where,
                i -> i[0].min(d, keepdim).indices(),
                i -> i[0].min(d, keepdim).get1(),
                x);
        if (isComparable("arg", x)) {
            oracle.compare("argmax" + where, i -> i[0].argmax(d, keepdim), i -> i[0].argmax(dim, keepdim), x);
            oracle.compare("argmin" + where, i -> i[0].argmin(d, keepdim), i -> i[0].argmin(dim, keepdim), x);
        }
        if (isComparable("prod", x)) {
            oracle.compare(
                    "prod" + where,
                    smooth,
                    i -> i[0].prod(d, keepdim),
                    i -> i[0].prod(d, keepdim, new ScalarTypeOptional()),
                    x);
            oracle.compare("cumprod" + where, smooth, i -> i[0].cumprod(d), i -> i[0].cumprod(d), x);
        }
        oracle.compare("cumsum" + where, smooth, i -> i[0].cumsum(d), i -> i[0].cumsum(d), x);
        oracle.compare(
                "cummax" + where,
                smooth,
                i -> i[0].cummax(d).values(),
                i -> i[0].cummax(d).get0(),
                x);
        oracle.compare(
                "cummax" + where,
                i -> i[0].cummax(d).indices(),
                i -> i[0].cummax(d).get1(),
                x);
        oracle.compare(
                "cummin" + where,
                i -> i[0].cummin(d).indices(),
                i -> i[0].cummin(d).get1(),
                x);
    }

    private static org.bytedeco.pytorch.Tensor allLogsumexp(org.bytedeco.pytorch.Tensor x) {
        return x.flatten().logsumexp(0);
    }

    private static ScalarOptional correction(double value) {
        return new ScalarOptional(new Scalar(value));
    }

    /**
     * Products of many halves differ by roundings of all steps. Medians of no whole numbers are undefined, and of spreads
     * of too few numbers libtorch warns.
     */
    private static boolean isComparable(String name, Operand x) {
        boolean half = x.dtype() == DType.BFLOAT16 || x.dtype() == DType.FLOAT16;
        boolean few = x.sizes().length == 0;
        for (long size : x.sizes()) {
            few |= size <= 1;
        }
        boolean warns = few && x.dtype() != DType.FLOAT64 && (name.startsWith("var") || name.startsWith("std"));
        boolean undefined = few && !x.dtype().isFloating() && name.equals("median");
        boolean refused = x.isFewTruths() && name.startsWith("arg");
        return !(half && name.startsWith("prod") && x.values() == Values.NORMAL) && !warns && !undefined && !refused;
    }

    /** Not at infinities and NaN, nor in the half precisions, whose intermediate results libtorch rounds elsewhere. */
    private static boolean hasGradient(Operand x) {
        boolean half = x.dtype() == DType.BFLOAT16 || x.dtype() == DType.FLOAT16;
        return x.values() != Values.SPECIAL && !half;
    }

    private static void add(
            Map<String, Oracle.Engine> engine,
            Map<String, Oracle.Libtorch> libtorch,
            String name,
            Oracle.Engine ours,
            Oracle.Libtorch theirs) {
        engine.put(name, ours);
        libtorch.put(name, theirs);
    }

    private static void along(
            Map<String, EngineAlong> engine,
            Map<String, TorchAlong> libtorch,
            String name,
            EngineAlong ours,
            TorchAlong theirs) {
        engine.put(name, ours);
        libtorch.put(name, theirs);
    }
}
