package io.lockstep.engine.oracle.elements;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.onednn.OneDnnProvider;
import io.lockstep.engine.oracle.elements.Operand.Values;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Order statistics and counts. Which of equal elements is chosen libtorch leaves open, save where it sorts stably. */
final class OrderTest {
    private static final long[][] SHAPES = {{}, {1}, {6}, {17}, {0}, {2, 3}, {5, 1}, {0, 3}, {3, 4, 5}};

    private final Oracle oracle = new Oracle();

    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        assertThat(new OneDnnProvider().unavailable()).isNull();
    }

    @Test
    void ordersAlongADimension() {
        for (DType dtype : DType.values()) {
            for (long[] shape : SHAPES) {
                for (Values values : List.of(Values.NORMAL, Values.TIES, Values.SPECIAL)) {
                    for (int dim = -1; dim < shape.length; dim++) {
                        compare(Operand.of(dtype, values, oracle.anyLayout(), shape), dim);
                    }
                }
            }
        }
        oracle.requireAgreement("E7.10", 4000);
    }

    private void compare(Operand x, int d) {
        boolean descending = oracle.random().nextBoolean();
        boolean keepdim = oracle.random().nextBoolean();
        boolean distinct = isDistinct(x);
        int length = x.sizes().length;
        long size = length == 0 ? 1 : x.sizes()[d < 0 ? length - 1 : d];
        long k = length == 0 ? 1 : oracle.random().nextInt((int) size + 1);
        String where = " " + d + descending;
        oracle.compare(
                "sort" + where,
                i -> i[0].sort(d, descending).values(),
                i -> sorted(i[0], d, descending).get0(),
                x);
        oracle.compare(
                "sort" + where,
                i -> i[0].sort(d, descending).indices(),
                i -> sorted(i[0], d, descending).get1(),
                x);
        oracle.compare("argsort" + where, i -> i[0].argsort(d, descending), i -> i[0].argsort(true, d, descending), x);
        if (!x.isFewTruths()) {
            compareRanks(x, d, k, keepdim, descending);
        }
        if (x.values() != Values.SPECIAL) {
            oracle.compare(
                    "mode" + where,
                    distinct,
                    i -> i[0].mode(d, keepdim).values(),
                    i -> i[0].mode(d, keepdim).get0(),
                    x);
        }
        if (x.dtype() != DType.BOOL && size > 1) {
            oracle.compare(
                    "diff" + where,
                    i -> i[0].diff(1, d),
                    i -> i[0].diff(1, d, new TensorOptional(), new TensorOptional()),
                    x);
        }
    }

    private void compareRanks(Operand x, int d, long k, boolean keepdim, boolean descending) {
        boolean distinct = isDistinct(x);
        String where = " " + d + descending;
        oracle.compare(
                "topk" + where + k,
                distinct,
                i -> i[0].topk(k, d, descending).values(),
                i -> i[0].topk(k, d, descending, true).get0(),
                x);
        oracle.compare(
                "kthvalue" + where + k,
                distinct,
                i -> i[0].kthvalue(k, d, keepdim).values(),
                i -> i[0].kthvalue(k, d, keepdim).get0(),
                x);
        oracle.compare(
                "median" + where,
                distinct,
                i -> i[0].median(d, keepdim).values(),
                i -> i[0].median(d, keepdim).get0(),
                x);
        if (distinct) {
            oracle.compare(
                    "topk" + where + k,
                    i -> i[0].topk(k, d).indices(),
                    i -> i[0].topk(k, d, true, true).get1(),
                    x);
            oracle.compare(
                    "kthvalue" + where + k,
                    i -> i[0].kthvalue(k, d, keepdim).indices(),
                    i -> i[0].kthvalue(k, d, keepdim).get1(),
                    x);
            oracle.compare(
                    "median" + where,
                    i -> i[0].median(d, keepdim).indices(),
                    i -> i[0].median(d, keepdim).get1(),
                    x);
        }
    }

    private static boolean isDistinct(Operand x) {
        return x.values() == Values.NORMAL && (x.dtype() == DType.FLOAT32 || x.dtype() == DType.FLOAT64);
    }

    private static T_TensorTensor_T sorted(org.bytedeco.pytorch.Tensor x, int dim, boolean descending) {
        return x.sort(new BoolOptional(true), dim, descending);
    }

    @Test
    void counts() {
        for (DType dtype : DType.values()) {
            for (long[] shape : SHAPES) {
                for (Values values : List.of(Values.NORMAL, Values.TIES)) {
                    Operand x = Operand.of(dtype, values, oracle.anyLayout(), shape);
                    unique(
                            "values",
                            x,
                            i -> i.unique().values(),
                            i -> torch.unique_dim(i, 0, true, true, true).get0());
                    unique(
                            "counts",
                            x,
                            i -> i.unique().counts(),
                            i -> torch.unique_dim(i, 0, true, true, true).get2());
                    unique(
                            "inverse",
                            x,
                            i -> i.unique().inverse().reshape(-1),
                            i -> torch.unique_dim(i, 0, true, true, true).get1());
                }
                for (double[] range : new double[][] {{0, 0}, {-2, 2}, {1, 1}, {0, 3.5}}) {
                    int bins = 1 + oracle.random().nextInt(9);
                    if (dtype.isFloating() && shape.length > 0) {
                        oracle.compare(
                                "histc " + range[0] + " " + range[1] + " " + bins,
                                false,
                                i -> i[0].histc(bins, range[0], range[1]),
                                i -> i[0].histc(bins, new Scalar(range[0]), new Scalar(range[1])),
                                Operand.of(DType.FLOAT64, Values.TIES, oracle.anyLayout(), shape));
                    }
                }
            }
        }
        for (long n : new long[] {0, 1, 20}) {
            Operand numbers = Operand.range(0, 7, n);
            oracle.compare("bincount", i -> i[0].bincount(3), i -> i[0].bincount(new TensorOptional(), 3), numbers);
            for (DType dtype : n == 0 ? List.<DType>of() : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32)) {
                oracle.compare(
                        "bincount with weights",
                        false,
                        i -> i[0].bincount(i[1], 0),
                        i -> i[0].bincount(new TensorOptional(i[1]), 0),
                        numbers,
                        Operand.of(dtype, n));
            }
        }
        oracle.compare("bincount", i -> i[0].bincount(), i -> i[0].bincount(), Operand.range(-3, -1, 4));
        oracle.requireAgreement("E7.10", 600);
    }

    private void unique(
            String what,
            Operand x,
            Function<Tensor, Tensor> engine,
            Function<org.bytedeco.pytorch.Tensor, org.bytedeco.pytorch.Tensor> libtorch) {
        oracle.compare("unique " + what, false, i -> engine.apply(i[0]), i -> libtorch.apply(i[0].flatten()), x);
    }
}
