package io.lockstep.engine.oracle.linalg;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.Bilinear;
import io.lockstep.engine.ops.Einsum;
import io.lockstep.engine.ops.Linear;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Products of all ranks beside libtorch: values, gradients and gradients of gradients, over shapes that are empty, 1 and odd. */
final class ProductsOracleTest {
    private static final long SEED = 71;
    private static final DType[] TYPES = {
        DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16, DType.INT64, DType.INT32
    };
    private static final long[][] BATCHES = {{}, {1}, {3}, {2, 3}, {2, 1}, {1, 3}, {0}};
    private static final long[] SIZES = {0, 1, 2, 5, 7};

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void matmulOfAllRanks(String backend) {
        try (BothSides sides = new BothSides(open(backend))) {
            for (DType dtype : TYPES) {
                for (int i = 0; i < 40; i++) {
                    long k = size();
                    long[][] batches = batches();
                    HostTensor a = HostTensor.random(
                            random, dtype, random.nextInt(5) == 0 ? new long[] {k} : sizes(batches[0], size(), k));
                    HostTensor b = HostTensor.random(
                            random, dtype, random.nextInt(5) == 0 ? new long[] {k} : sizes(batches[1], k, size()));
                    compare(sides, "matmul", Tensor::matmul, org.bytedeco.pytorch.Tensor::matmul, a, b);
                }
            }
            assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(40 * TYPES.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void productsOfFixedRanks(String backend) {
        try (BothSides sides = new BothSides(open(backend))) {
            for (DType dtype : TYPES) {
                for (int i = 0; i < 8; i++) {
                    long n = size();
                    long k = size();
                    long m = size();
                    HostTensor matrix = HostTensor.random(random, dtype, n, k);
                    HostTensor other = HostTensor.random(random, dtype, k, m);
                    HostTensor vector = HostTensor.random(random, dtype, k);
                    compare(sides, "mm", Tensor::mm, org.bytedeco.pytorch.Tensor::mm, matrix, other);
                    compare(sides, "mv", Tensor::mv, org.bytedeco.pytorch.Tensor::mv, matrix, vector);
                    compare(
                            sides,
                            "dot",
                            Tensor::dot,
                            org.bytedeco.pytorch.Tensor::dot,
                            vector,
                            HostTensor.random(random, dtype, k));
                    compare(
                            sides,
                            "outer",
                            Tensor::outer,
                            org.bytedeco.pytorch.Tensor::outer,
                            vector,
                            HostTensor.random(random, dtype, m));
                    compare(
                            sides,
                            "bmm",
                            Tensor::bmm,
                            org.bytedeco.pytorch.Tensor::bmm,
                            HostTensor.random(random, dtype, 3, n, k),
                            HostTensor.random(random, dtype, 3, k, m));
                    compare(
                            sides,
                            "tensordot",
                            (a, b) -> a.tensordot(b, new int[] {0, -1}, new int[] {2, 0}),
                            (a, b) -> torch.tensordot(a, b, new long[] {0, -1}, new long[] {2, 0}),
                            HostTensor.random(random, dtype, 3, n, k),
                            HostTensor.random(random, dtype, k, m, 3));
                }
            }
            assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(6 * 8 * TYPES.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void sumsOfProductsWithFactors(String backend) {
        try (BothSides sides = new BothSides(open(backend))) {
            for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                for (double beta : new double[] {1, 0.5, -2}) {
                    for (long[] input : new long[][] {{2, 5}, {1, 5}, {5}, {2, 1}, {}}) {
                        sides.compare(
                                "addmm",
                                BothSides.rounding(dtype),
                                true,
                                x -> new Tensor[] {x[0].addmm(x[1], x[2], beta, 3)},
                                x -> new org.bytedeco.pytorch.Tensor[] {
                                    torch.addmm(x[0], x[1], x[2], new Scalar(beta), new Scalar(3.0))
                                },
                                HostTensor.random(random, dtype, input),
                                HostTensor.random(random, dtype, 2, 3),
                                HostTensor.random(random, dtype, 3, 5));
                        sides.compare(
                                "baddbmm",
                                BothSides.rounding(dtype),
                                true,
                                x -> new Tensor[] {x[0].baddbmm(x[1], x[2], beta, 3)},
                                x -> new org.bytedeco.pytorch.Tensor[] {
                                    torch.baddbmm(x[0], x[1], x[2], new Scalar(beta), new Scalar(3.0))
                                },
                                HostTensor.random(random, dtype, input),
                                HostTensor.random(random, dtype, 4, 2, 3),
                                HostTensor.random(random, dtype, 4, 3, 5));
                    }
                }
            }
            assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void linearAndBilinearOfAnyLeadingDimensions(String backend) {
        try (BothSides sides = new BothSides(open(backend))) {
            for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                for (long[] batch : new long[][] {{}, {1}, {5}, {0}, {2, 3}, {2, 1, 3}}) {
                    for (int i = 0; i < 3; i++) {
                        long in = random.nextLong(1, 6);
                        long other = random.nextLong(1, 6);
                        long out = random.nextLong(1, 6);
                        HostTensor x = HostTensor.random(random, dtype, sizes(batch, in));
                        HostTensor second = HostTensor.random(random, dtype, sizes(batch, other));
                        HostTensor bias = HostTensor.random(random, dtype, out);
                        HostTensor weight = HostTensor.random(random, dtype, out, in);
                        sides.compare(
                                "linear",
                                BothSides.rounding(dtype),
                                true,
                                a -> new Tensor[] {Linear.apply(a[0], a[1], a[2])},
                                a -> new org.bytedeco.pytorch.Tensor[] {
                                    torch.linear(a[0], a[1], new TensorOptional(a[2]))
                                },
                                x,
                                weight,
                                bias);
                        compare(sides, "linear", (a, w) -> Linear.apply(a, w, null), torch::linear, x, weight);
                        sides.compare(
                                "bilinear",
                                BothSides.rounding(dtype),
                                true,
                                a -> new Tensor[] {Bilinear.apply(a[0], a[1], a[2], a[3])},
                                a -> new org.bytedeco.pytorch.Tensor[] {
                                    torch.bilinear(a[0], a[1], a[2], new TensorOptional(a[3]))
                                },
                                x,
                                second,
                                HostTensor.random(random, dtype, out, in, other),
                                bias);
                    }
                }
            }
            assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(2 * 6 * 3 * 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void einsumOfWrittenEquations(String backend) {
        String[][] equations = {
            {"ij,jk->ik", "ij", "jk"},
            {"ij,jk", "ij", "jk"},
            {"ba", "ba"},
            {"ii->i", "ii"},
            {"ii", "ii"},
            {"ij->", "ij"},
            {"ij->j", "ij"},
            {"iij->ji", "iij"},
            {"iii->i", "iii"},
            {"i,i->", "i", "i"},
            {"i,j->ij", "i", "j"},
            {"i,j->ji", "i", "j"},
            {" b i j , b j k -> b k i ", "bij", "bjk"},
            {"bij,bjk,bkl->bil", "bij", "bjk", "bkl"},
            {"ij,kl,m->", "ij", "kl", "m"},
            {"anb,xa->xnb", "anb", "xa"},
            {"bn,anm,bm->ba", "bn", "anm", "bm"},
            {"...ij,...jk->...ik", "xyij", "yjk"},
            {"...ij,jk", "xyij", "jk"},
            {"i...,i...->...", "ixy", "ixy"},
            {"...", "xy"},
            {"...->", "xy"},
            {"a...b->b...a", "axyb"},
            {"...ii->...i", "xyii"},
            {"...a,...b->...ab", "xya", "xyb"},
            {"Ab,bA", "Ab", "bA"},
            {"zAa", "zAa"},
            {"ij,ij,ij->ij", "ij", "ij", "ij"},
            {"i,i,i", "i", "i", "i"},
            {"ij,k->j", "ij", "k"},
            {",ij->ij", "", "ij"},
        };
        try (BothSides sides = new BothSides(open(backend))) {
            for (String[] equation : equations) {
                for (int i = 0; i < 6; i++) {
                    DType dtype = i == 5 ? DType.INT64 : i % 2 == 0 ? DType.FLOAT64 : DType.FLOAT32;
                    int[] sizes = random.ints(128, i == 4 ? 0 : 1, 5).toArray();
                    List<HostTensor> operands = new ArrayList<>();
                    for (int operand = 1; operand < equation.length; operand++) {
                        long[] shape = equation[operand]
                                .chars()
                                .mapToLong(letter -> sizes[letter])
                                .toArray();
                        operands.add(HostTensor.random(random, dtype, shape));
                    }
                    einsum(sides, equation[0], dtype, operands);
                }
            }
            assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(6 * equations.length);
        }
    }

    /** Letters for up to four operands drawn from six, sizes of 1 here and there, and any letters in the result. */
    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void einsumOfRandomEquations(String backend) {
        try (BothSides sides = new BothSides(open(backend))) {
            for (int i = 0; i < 150; i++) {
                DType dtype = random.nextBoolean() ? DType.FLOAT64 : DType.FLOAT32;
                long[] sizes = random.longs(6, 1, 4).toArray();
                StringBuilder equation = new StringBuilder();
                StringBuilder seen = new StringBuilder();
                List<HostTensor> operands = new ArrayList<>();
                int count = 1 + random.nextInt(4);
                for (int operand = 0; operand < count; operand++) {
                    int[] letters = random.ints(1 + random.nextInt(3), 0, 6).toArray();
                    boolean distinct = Arrays.stream(letters).distinct().count() == letters.length;
                    long[] shape = new long[letters.length];
                    equation.append(operand == 0 ? "" : ",");
                    for (int d = 0; d < letters.length; d++) {
                        boolean repeated = distinct && random.nextInt(6) == 0;
                        shape[d] = repeated ? 1 : sizes[letters[d]];
                        char letter = (char) ('a' + letters[d]);
                        equation.append(letter);
                        if (seen.indexOf(String.valueOf(letter)) < 0 && random.nextBoolean()) {
                            seen.append(letter);
                        }
                    }
                    operands.add(HostTensor.random(random, dtype, shape));
                }
                if (random.nextInt(4) > 0) {
                    equation.append("->").append(seen.reverse());
                }
                einsum(sides, equation.toString(), dtype, operands);
            }
            assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(150);
        }
    }

    private static void einsum(BothSides sides, String equation, DType dtype, List<HostTensor> operands) {
        sides.compare(
                "einsum " + equation,
                BothSides.rounding(dtype),
                dtype.isFloating(),
                x -> new Tensor[] {Einsum.apply(equation, x)},
                x -> new org.bytedeco.pytorch.Tensor[] {torch.einsum(equation, new TensorVector(x))},
                operands.toArray(new HostTensor[0]));
    }

    private static void compare(
            BothSides sides,
            String name,
            BinaryOperator<Tensor> engine,
            BinaryOperator<org.bytedeco.pytorch.Tensor> torchFunction,
            HostTensor a,
            HostTensor b) {
        boolean twice = a.dtype() == DType.FLOAT64 || a.dtype() == DType.FLOAT32;
        sides.compare(
                name,
                BothSides.rounding(a.dtype()),
                twice,
                x -> new Tensor[] {engine.apply(x[0], x[1])},
                x -> new org.bytedeco.pytorch.Tensor[] {torchFunction.apply(x[0], x[1])},
                a,
                b);
    }

    /** Two that can be broadcast. */
    private long[][] batches() {
        while (true) {
            long[] a = BATCHES[random.nextInt(BATCHES.length)];
            long[] b = BATCHES[random.nextInt(BATCHES.length)];
            boolean fits = true;
            for (int d = 1; d <= Math.min(a.length, b.length); d++) {
                long sizeA = a[a.length - d];
                long sizeB = b[b.length - d];
                fits &= sizeA == sizeB || sizeA == 1 || sizeB == 1;
            }
            if (fits) {
                return new long[][] {a, b};
            }
        }
    }

    private long size() {
        return SIZES[random.nextInt(SIZES.length)];
    }

    private static long[] sizes(long[] batch, long... last) {
        long[] sizes = Arrays.copyOf(batch, batch.length + last.length);
        System.arraycopy(last, 0, sizes, batch.length, last.length);
        return sizes;
    }

    private static Backend open(String name) {
        return Backends.open("cpu", name);
    }
}
