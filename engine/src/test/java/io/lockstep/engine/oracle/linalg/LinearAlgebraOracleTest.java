package io.lockstep.engine.oracle.linalg;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.linalg.Determinant;
import io.lockstep.engine.ops.linalg.Eigenvalues;
import io.lockstep.engine.ops.linalg.Orthogonalization;
import io.lockstep.engine.ops.linalg.SingularValues;
import io.lockstep.engine.ops.linalg.SymmetricEigenvalues;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.tensor.Tensor;
import java.util.Random;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Linear algebra beside libtorch: values, gradients and gradients of gradients. What is unique but for signs is compared by
 * functions that do not see signs.
 */
final class LinearAlgebraOracleTest {
    private static final long SEED = 72;
    private static final int REPETITIONS = 12;
    private static final DType[] TYPES = {DType.FLOAT64, DType.FLOAT32};
    private static final int[] SIZES = {0, 1, 2, 3, 5, 8};

    private final Random random = new Random(SEED);
    private final Matrices matrices = new Matrices(random);
    private final BothSides sides = new BothSides(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void determinants() {
        repeat((dtype, batch) -> {
            HostTensor regular = matrices.regular(dtype, batch, size());
            compare("det", true, x -> t(x[0].det()), x -> u(torch.linalg_det(x[0])), regular);
            compare(
                    "slogdet",
                    true,
                    x -> {
                        Determinant.SignAndLogarithm found = x[0].slogdet();
                        return t(found.sign(), found.logabsdet());
                    },
                    x -> {
                        T_TensorTensor_T found = torch.linalg_slogdet(x[0]);
                        return u(found.get0().detach(), found.get1());
                    },
                    regular);
            // libtorch gives singular matrices a gradient of 0, unless that shall have a gradient, too.
            compare(
                    "det",
                    true,
                    x -> t(x[0].det()),
                    x -> u(torch.linalg_det(x[0])),
                    matrices.singular(dtype, batch, 3));
        });
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(3 * TYPES.length * REPETITIONS);
    }

    @Test
    void inversesAndSystems() {
        repeat((dtype, batch) -> {
            int n = size();
            HostTensor a = matrices.regular(dtype, batch, n);
            compare("inverse", true, x -> t(x[0].inverse()), x -> u(torch.linalg_inv(x[0])), a);
            HostTensor[] rights = {
                matrices.any(dtype, batch, n, 3),
                matrices.any(dtype, new long[] {}, n, 2),
                HostTensor.random(random, dtype, n),
                HostTensor.random(random, dtype, Matrices.sizes(batch, n)),
                matrices.any(dtype, new long[] {2, 1, 1}, n, 1),
            };
            for (HostTensor right : rights) {
                compare("solve", true, x -> t(x[0].solve(x[1])), x -> u(torch.linalg_solve(x[0], x[1])), a, right);
            }
            for (int power : new int[] {-3, -1, 0, 1, 2, 5}) {
                compare(
                        "matrixPower " + power,
                        true,
                        x -> t(x[0].matrixPower(power)),
                        x -> u(torch.linalg_matrix_power(x[0], power)),
                        power == 0 ? a.constant() : a);
            }
        });
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(12 * TYPES.length * REPETITIONS);
    }

    @Test
    void cholesky() {
        repeat((dtype, batch) -> compare(
                "cholesky",
                true,
                x -> t(x[0].cholesky()),
                x -> u(torch.linalg_cholesky(x[0])),
                matrices.positive(dtype, batch, size())));
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(TYPES.length * REPETITIONS);
    }

    @Test
    void qr() {
        repeat((dtype, batch) -> {
            int n = size();
            for (int m : new int[] {n, n + 2, Math.max(0, n - 2)}) {
                compare("qr", true, x -> t(x[0].qr()), x -> u(torch.linalg_qr(x[0])), matrices.any(dtype, batch, n, m));
                compare(
                        "complete qr",
                        false,
                        x -> t(x[0].qr(true)),
                        x -> u(torch.linalg_qr(x[0], "complete")),
                        matrices.any(dtype, batch, n, m).constant());
            }
        });
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(6 * TYPES.length * REPETITIONS);
    }

    @Test
    void singularValues() {
        repeat((dtype, batch) -> {
            int n = size();
            for (int m : new int[] {n, n + 2, Math.max(0, n - 1)}) {
                for (boolean full : new boolean[] {false, true}) {
                    compare(
                            "svd full " + full,
                            dtype == DType.FLOAT64,
                            x -> t(x[0].svd(full)),
                            x -> u(torch.linalg_svd(x[0], full, new StringViewOptional())),
                            matrices.any(dtype, batch, n, m));
                }
                HostTensor a = matrices.any(dtype, batch, n, m);
                compare("svdvals", true, x -> t(x[0].svdvals()), x -> u(torch.linalg_svdvals(x[0])), a);
                compare("pinv", true, x -> t(x[0].pinv()), x -> u(torch.linalg_pinv(x[0])), a);
            }
            HostTensor singular = matrices.singular(dtype, batch, 4);
            compare("pinv", false, x -> t(x[0].pinv()), x -> u(torch.linalg_pinv(x[0])), singular);
            compare("matrixRank", false, x -> t(x[0].matrixRank()), x -> u(torch.linalg_matrix_rank(x[0])), singular);
        });
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(14 * TYPES.length * REPETITIONS);
    }

    @Test
    void symmetricEigenvalues() {
        repeat((dtype, batch) -> {
            HostTensor a = matrices.any(dtype, batch, 4, 4);
            HostTensor positive = matrices.positive(dtype, batch, size());
            for (HostTensor each : new HostTensor[] {a, positive}) {
                compare(
                        "eigh",
                        dtype == DType.FLOAT64,
                        x -> t(symmetric(x[0]).eigh()),
                        x -> eigh(x[0].add(x[0].transpose(-1, -2))),
                        each);
                compare(
                        "eigvalsh",
                        false,
                        x -> t(x[0].eigvalsh()),
                        x -> u(torch.linalg_eigvalsh(x[0])),
                        each.constant());
            }
        });
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(4 * TYPES.length * REPETITIONS);
    }

    /** Eigenvalues come in any order: compared are sums over all of them. */
    @Test
    void eigenvalues() {
        repeat((dtype, batch) -> compare(
                "eig",
                dtype == DType.FLOAT64,
                x -> t(x[0].eig()),
                x -> eig(torch.linalg_eig(x[0])),
                matrices.any(dtype, batch, 5, 5)));
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(TYPES.length * REPETITIONS);
    }

    /** libtorch 2.7 puts gradients beside the diagonal of matrices with more rows than columns: no gradients of these. */
    @Test
    void trace() {
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32, DType.INT64}) {
            for (int n : SIZES) {
                for (int m : SIZES) {
                    HostTensor a = HostTensor.random(random, dtype, n, m);
                    compare("trace", false, x -> t(x[0].trace()), x -> u(torch.trace(x[0])), n > m ? a.constant() : a);
                }
            }
        }
        assertThat(OracleCases.counted("E7.9", sides.compared())).isEqualTo(3 * SIZES.length * SIZES.length);
    }

    private interface Case {
        void run(DType dtype, long[] batch);
    }

    private void repeat(Case each) {
        for (DType dtype : TYPES) {
            for (int i = 0; i < REPETITIONS; i++) {
                each.run(dtype, matrices.batch());
            }
        }
    }

    private int size() {
        return SIZES[random.nextInt(SIZES.length)];
    }

    private void compare(
            String what,
            boolean twice,
            BothSides.EngineFunction engine,
            BothSides.TorchFunction torchFunction,
            HostTensor... arguments) {
        // Conditions of some hundred, and squared by the gradients' gradients.
        double tolerance = arguments[0].dtype() == DType.FLOAT64 ? 1e-7 : 5e-3;
        sides.compare(what, tolerance, twice, engine, torchFunction, arguments);
    }

    private static Tensor[] t(Tensor... tensors) {
        return tensors;
    }

    private static Tensor[] t(Orthogonalization.Decomposition qr) {
        return t(qr.q(), qr.r());
    }

    /** Squares of the vectors' elements, and the product, which is unique. */
    private static Tensor[] t(SingularValues.Decomposition svd) {
        Tensor u = svd.u();
        Tensor vh = svd.vh();
        long k = svd.s().size(-1);
        Tensor first = u.matmul(u.device().eye(u.dtype(), u.size(-1), k));
        Tensor rows = vh.device().eye(vh.dtype(), k, vh.size(-2)).matmul(vh);
        return t(svd.s(), first.mul(first), rows.mul(rows), first.matmul(rows), first.mul(first.sum(-2, true)));
    }

    private static org.bytedeco.pytorch.Tensor[] u(T_TensorTensorTensor_T svd) {
        long k = svd.get1().size(-1);
        org.bytedeco.pytorch.Tensor first = svd.get0().narrow(-1, 0, k);
        org.bytedeco.pytorch.Tensor rows = svd.get2().narrow(-2, 0, k);
        return u(
                svd.get1(),
                first.mul(first),
                rows.mul(rows),
                first.matmul(rows),
                first.mul(first.sum(new long[] {-2}, true, new org.bytedeco.pytorch.ScalarTypeOptional())));
    }

    private static Tensor symmetric(Tensor x) {
        return x.add(x.transpose(-2, -1));
    }

    private static Tensor[] t(SymmetricEigenvalues.Decomposition eigh) {
        Tensor v = eigh.eigenvectors();
        return t(eigh.eigenvalues(), v.mul(v), v.mul(v.sum(-2, true)));
    }

    private static org.bytedeco.pytorch.Tensor[] eigh(org.bytedeco.pytorch.Tensor x) {
        T_TensorTensor_T eigh = torch.linalg_eigh(x);
        org.bytedeco.pytorch.Tensor v = eigh.get1();
        return u(
                eigh.get0(),
                v.mul(v),
                v.mul(v.sum(new long[] {-2}, true, new org.bytedeco.pytorch.ScalarTypeOptional())));
    }

    private static Tensor[] t(Eigenvalues.Decomposition eig) {
        Tensor real = eig.eigenvaluesReal();
        Tensor imag = eig.eigenvaluesImag();
        Tensor square = real.mul(real).add(imag.mul(imag));
        Tensor vectors = eig.eigenvectorsReal()
                .mul(eig.eigenvectorsReal())
                .add(eig.eigenvectorsImag().mul(eig.eigenvectorsImag()));
        return t(
                real.sum(-1, false),
                real.mul(real).sub(imag.mul(imag)).sum(-1, false),
                square.sum(-1, false),
                vectors.mul(real.unsqueeze(-2)).sum(-1, false),
                vectors.mul(square.unsqueeze(-2)).sum(-1, false));
    }

    private static org.bytedeco.pytorch.Tensor[] eig(T_TensorTensor_T eig) {
        org.bytedeco.pytorch.Tensor real = torch.real(eig.get0());
        org.bytedeco.pytorch.Tensor imag = torch.imag(eig.get0());
        org.bytedeco.pytorch.Tensor square = real.mul(real).add(imag.mul(imag));
        org.bytedeco.pytorch.Tensor vectors = torch.real(eig.get1().mul(torch.conj(eig.get1())));
        return u(
                real.sum(-1),
                real.mul(real).sub(imag.mul(imag)).sum(-1),
                square.sum(-1),
                vectors.mul(real.unsqueeze(-2)).sum(-1),
                vectors.mul(square.unsqueeze(-2)).sum(-1));
    }

    private static org.bytedeco.pytorch.Tensor[] u(org.bytedeco.pytorch.Tensor... tensors) {
        return tensors;
    }

    private static org.bytedeco.pytorch.Tensor[] u(T_TensorTensor_T tensors) {
        return u(tensors.get0(), tensors.get1());
    }
}
