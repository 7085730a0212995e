package io.lockstep.engine.oracle.elements;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.onednn.OneDnnProvider;
import io.lockstep.engine.ops.Copying;
import io.lockstep.engine.ops.Index;
import io.lockstep.engine.ops.Indexing;
import io.lockstep.engine.oracle.elements.Operand.Torch;
import io.lockstep.engine.oracle.elements.Operand.Values;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Slice;
import org.bytedeco.pytorch.SymInt;
import org.bytedeco.pytorch.SymIntOptional;
import org.bytedeco.pytorch.TensorIndex;
import org.bytedeco.pytorch.TensorIndexVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Random index expressions, reading and assigning, and the operations with tensors of indices. */
final class IndexingTest {
    private static final long[][] SHAPES = {{5}, {1}, {3, 4}, {4, 1, 3}, {2, 3, 4}, {3, 2, 3, 2}, {0, 3}};
    private static final List<DType> TYPES =
            List.of(DType.FLOAT64, DType.FLOAT32, DType.INT64, DType.UINT8, DType.BOOL, DType.BFLOAT16);

    private final Oracle oracle = new Oracle();

    @BeforeAll
    static void loadTheLibraryOfTheEngineFirst() {
        assertThat(new OneDnnProvider().unavailable()).isNull();
    }

    /** One index expression on both sides; tensors are made on the device of what is indexed. */
    private record Expression(List<Term> terms) {
        interface Term {
            Index engine(Tensor x);

            TensorIndex torch();
        }

        Index[] engine(Tensor x) {
            Index[] indices = new Index[terms.size()];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = terms.get(i).engine(x);
            }
            return indices;
        }

        TensorIndexVector torch() {
            TensorIndexVector indices = new TensorIndexVector();
            for (Term term : terms) {
                indices.push_back(term.torch());
            }
            return indices;
        }

        @Override
        public String toString() {
            return terms.toString();
        }
    }

    private record At(long position) implements Expression.Term {
        @Override
        public Index engine(Tensor x) {
            return Index.at(position);
        }

        @Override
        public TensorIndex torch() {
            return new TensorIndex(position);
        }
    }

    private record Range(long start, long end, long step) implements Expression.Term {
        @Override
        public Index engine(Tensor x) {
            return Index.slice(start, end, step);
        }

        @Override
        public TensorIndex torch() {
            return new TensorIndex(new Slice(number(start), number(end), number(step)));
        }

        private static SymIntOptional number(long value) {
            return new SymIntOptional(new SymInt(value));
        }
    }

    private record NewAxis() implements Expression.Term {
        @Override
        public Index engine(Tensor x) {
            return Index.newAxis();
        }

        @Override
        public TensorIndex torch() {
            return new TensorIndex();
        }
    }

    private record Ellipsis() implements Expression.Term {
        @Override
        public Index engine(Tensor x) {
            return Index.ellipsis();
        }

        @Override
        public TensorIndex torch() {
            return new TensorIndex("...");
        }
    }

    /** Places, or with {@code mask} truth values. */
    private record Positions(boolean mask, double[] numbers, long... sizes) implements Expression.Term {
        @Override
        public Index engine(Tensor x) {
            DType type = mask ? DType.BOOL : DType.INT64;
            return Index.of(x.device().tensor(numbers, sizes).to(type));
        }

        @Override
        public TensorIndex torch() {
            torch.ScalarType type = mask ? torch.ScalarType.Bool : torch.ScalarType.Long;
            return new TensorIndex(Torch.tensor(numbers, sizes).to(type));
        }

        @Override
        public String toString() {
            return (mask ? "mask" : "places") + Arrays.toString(sizes) + Arrays.toString(numbers);
        }
    }

    @Test
    void readsAndAssignsByRandomExpressions() {
        for (int round = 0; round < 4000; round++) {
            Random random = oracle.random();
            long[] shape = SHAPES[random.nextInt(SHAPES.length)];
            DType dtype = TYPES.get(random.nextInt(TYPES.size()));
            Operand x = Operand.of(dtype, Values.NORMAL, oracle.anyLayout(), shape);
            Expression at = expression(random, shape, false);
            oracle.compare("get " + at, i -> i[0].get(at.engine(i[0])), i -> i[0].index(at.torch()), x);
            Expression once = expression(random, shape, true);
            oracle.compare(
                    "set number " + once,
                    i -> copy(i[0]).set(1, once.engine(i[0])),
                    i -> assigned(i[0], once, new Scalar(1.0)),
                    x);
            oracle.compare(
                    "set values " + once,
                    i -> {
                        Tensor y = copy(i[0]);
                        Tensor part = y.get(once.engine(y)).detach();
                        return y.set(i[1].expand(part.shape().toArray()).mul(1), once.engine(y));
                    },
                    i -> {
                        org.bytedeco.pytorch.Tensor y = i[0].clone();
                        org.bytedeco.pytorch.Tensor part = y.index(once.torch()).detach();
                        y.index_put_(
                                once.torch(), i[1].expand(Torch.sizes(part)).mul(new Scalar(1)));
                        return y;
                    },
                    Operand.of(
                            dtype == DType.FLOAT64 ? dtype : DType.FLOAT32, Values.NORMAL, oracle.anyLayout(), shape),
                    Operand.of(dtype == DType.FLOAT64 ? dtype : DType.FLOAT32, 1));
        }
        oracle.requireAgreement("E7.4", 12000);
    }

    private static Tensor copy(Tensor x) {
        return Copying.copy(x);
    }

    private static org.bytedeco.pytorch.Tensor assigned(
            org.bytedeco.pytorch.Tensor x, Expression expression, Scalar value) {
        org.bytedeco.pytorch.Tensor y = x.clone();
        y.index_put_(expression.torch(), value);
        return y;
    }

    /** @param once whether no place may be named twice, for assignments */
    private static Expression expression(Random random, long[] shape, boolean once) {
        List<Expression.Term> terms = new ArrayList<>();
        long lists = 1L + random.nextInt(3);
        boolean ellipsis = false;
        int d = 0;
        while (d < shape.length && random.nextInt(6) > 0) {
            long size = shape[d];
            int kind = random.nextInt(once ? 9 : 10);
            if (kind == 0) {
                terms.add(new NewAxis());
            } else if (kind == 1 && !ellipsis) {
                ellipsis = true;
                terms.add(new Ellipsis());
                d += random.nextInt(shape.length - d + 1);
            } else if (kind == 2 && size > 0) {
                terms.add(new At(random.nextInt((int) (2 * size)) - size));
                d++;
            } else if (kind == 3 && d + 1 < shape.length) {
                terms.add(new Positions(true, truths(random, size * shape[d + 1]), size, shape[d + 1]));
                d = shape.length; // what follows a mask of several dimensions, libtorch applies to the second of these
            } else if (kind == 4) {
                terms.add(new Positions(true, truths(random, size), size));
                d++;
            } else if (kind == 5 && size > 0 && once) {
                terms.add(new Positions(false, new double[] {random.nextInt((int) size)}, 1));
                d++;
            } else if (kind > 5 && size > 0 && !once) {
                long[] sizes =
                        random.nextBoolean() ? new long[] {lists} : new long[] {2, random.nextBoolean() ? 1 : lists};
                double[] places = new double[(int) (sizes.length == 1 ? lists : 2 * sizes[1])];
                for (int i = 0; i < places.length; i++) {
                    places[i] = random.nextInt((int) (2 * size)) - (double) size;
                }
                terms.add(new Positions(false, places, sizes));
                d++;
            } else {
                long start = random.nextInt(9) - 4L;
                terms.add(new Range(start, random.nextInt(9) - 2L, 1L + random.nextInt(3)));
                d++;
            }
        }
        if (terms.isEmpty()) {
            terms.add(new Ellipsis());
        }
        return new Expression(terms);
    }

    private static double[] truths(Random random, long count) {
        double[] truths = new double[(int) count];
        for (int i = 0; i < truths.length; i++) {
            truths[i] = random.nextInt(2);
        }
        return truths;
    }

    @Test
    void takesAndPutsByTensorsOfIndices() {
        for (DType dtype : TYPES) {
            for (long[] shape : SHAPES) {
                for (int dim = -1; dim < shape.length; dim++) {
                    int d = dim;
                    long size = shape[dim < 0 ? shape.length - 1 : dim];
                    long bound = Math.max(1, size);
                    Operand x = Operand.of(dtype, Values.NORMAL, oracle.anyLayout(), shape);
                    Operand index = Operand.range(0, bound, shape);
                    compareByElements(x, index, d);
                    long[] rows = shape.clone();
                    rows[dim < 0 ? shape.length - 1 : dim] = 3;
                    if (size > 0) {
                        compareByRows(x, Operand.range(0, bound, 3), Operand.of(dtype, rows), d);
                    }
                    oracle.compare(
                            "indexSelect out of bounds",
                            i -> i[0].indexSelect(d, i[1]),
                            i -> i[0].index_select(d, i[1]),
                            x,
                            Operand.range(size, size + 1, 1));
                }
                Operand x = Operand.of(dtype, Values.TIES, oracle.anyLayout(), shape);
                Operand mask = Operand.of(DType.BOOL, Values.NORMAL, oracle.anyLayout(), shape);
                Operand rowMask = Operand.of(DType.BOOL, shape[shape.length - 1]);
                for (Operand m : List.of(mask, rowMask)) {
                    oracle.compare("maskedSelect", i -> i[0].maskedSelect(i[1]), i -> i[0].masked_select(i[1]), x, m);
                    oracle.compare(
                            "maskedFill",
                            i -> i[0].maskedFill(i[1], 2),
                            i -> i[0].masked_fill(i[1], new Scalar(2)),
                            x,
                            m);
                    oracle.compare(
                            "maskedFill_",
                            i -> copy(i[0]).maskedFill_(i[1], 2),
                            i -> i[0].masked_fill(i[1], new Scalar(2)),
                            x,
                            m);
                    oracle.compare(
                            "maskedScatter",
                            i -> i[0].maskedScatter(i[1], i[2]),
                            i -> i[0].masked_scatter(i[1], i[2]),
                            x,
                            m,
                            Operand.of(dtype, shape));
                }
                oracle.compare("nonzero", i -> i[0].nonzero(), i -> i[0].nonzero(), x);
                if (x.sizes()[0] > 0) {
                    long all = Shape.of(shape).numel();
                    oracle.compare(
                            "take", i -> i[0].take(i[1]), i -> i[0].take(i[1]), x, Operand.range(-all, all, 2, 3));
                }
            }
        }
        oracle.requireAgreement("E7.4", 1500);
    }

    private void compareByElements(Operand x, Operand index, int d) {
        Operand source = Operand.of(x.dtype(), x.sizes());
        oracle.compare("gather", i -> i[0].gather(d, i[1]), i -> i[0].gather(d, i[1]), x, index);
        oracle.compare(
                "scatterAdd",
                i -> i[0].scatterAdd(d, i[1], i[2]),
                i -> i[0].scatter_add(d, i[1], i[2]),
                x,
                index,
                source);
        oracle.compare(
                "scatterAdd_",
                i -> copy(i[0]).scatterAdd_(d, i[1], i[2]),
                i -> i[0].scatter_add(d, i[1], i[2]),
                x,
                index,
                source);
        oracle.compare(
                "scatter number", i -> i[0].scatter(d, i[1], 2), i -> i[0].scatter(d, i[1], new Scalar(2)), x, index);
        oracle.compare(
                "takeAlongDim",
                i -> i[0].takeAlongDim(i[1], d),
                i -> i[0].take_along_dim(i[1], new LongOptional(d)),
                x,
                index);
        oracle.compare(
                "scatter",
                i -> i[0].scatter(d, i[1].argsort(d, false), i[2]),
                i -> i[0].scatter(d, i[1].argsort(true, d, false), i[2]),
                x,
                index,
                source);
    }

    private void compareByRows(Operand x, Operand index, Operand rows, int d) {
        oracle.compare("indexSelect", i -> i[0].indexSelect(d, i[1]), i -> i[0].index_select(d, i[1]), x, index);
        oracle.compare(
                "indexAdd", i -> i[0].indexAdd(d, i[1], i[2]), i -> i[0].index_add(d, i[1], i[2]), x, index, rows);
        oracle.compare(
                "indexFill", i -> i[0].indexFill(d, i[1], 3), i -> i[0].index_fill(d, i[1], new Scalar(3)), x, index);
        oracle.compare(
                "indexFill_",
                i -> copy(i[0]).indexFill_(d, i[1], 3),
                i -> i[0].index_fill(d, i[1], new Scalar(3)),
                x,
                index);
    }

    @Test
    void looksUpRows() {
        for (long padding = -1; padding < 5; padding++) {
            long row = padding;
            oracle.compare(
                    "embedding",
                    i -> row < 0 ? Indexing.embedding(i[0], i[1]) : Indexing.embedding(i[0], i[1], row),
                    i -> torch.embedding(i[0], i[1], row, false, false),
                    Operand.of(DType.FLOAT32, 5, 3),
                    Operand.range(0, 5, 4, 2));
        }
        oracle.compare(
                "embedding",
                i -> Indexing.embedding(i[0], i[1]),
                i -> torch.embedding(i[0], i[1]),
                Operand.of(DType.FLOAT32, 5, 3),
                Operand.range(5, 6, 1));
        oracle.requireAgreement("E7.4", 7);
    }
}
