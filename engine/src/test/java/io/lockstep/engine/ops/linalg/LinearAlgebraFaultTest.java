package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.ops.Einsum;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What products and linear algebra refuse, and what eigenvectors are of matrices with equal eigenvalues. */
final class LinearAlgebraFaultTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void singularMatricesHaveNoInverse() {
        Tensor singular = device.tensor(new double[] {1, 0, 0, 1, 1, 2, 2, 4}, 2, 2, 2);
        assertThatThrownBy(singular::inverse)
                .isInstanceOf(LinearAlgebraException.class)
                .hasMessageContaining("matrix 1 of the batch")
                .hasMessageContaining("pivot 2 is zero");
        Tensor right = device.ones(DType.FLOAT64, 2, 2, 1);
        assertThatThrownBy(() -> singular.solve(right)).isInstanceOf(LinearAlgebraException.class);
    }

    @Test
    void choleskyNamesTheMinor() {
        Tensor indefinite = device.tensor(new double[] {1, 2, 2, 1}, 2, 2);
        assertThatThrownBy(indefinite::cholesky)
                .isInstanceOf(LinearAlgebraException.class)
                .hasMessageContaining("leading minor of order 2");
    }

    @Test
    void iterationsRefuseWhatIsNotFinite() {
        Tensor infinite = device.tensor(new double[] {1, Double.NaN, 2, 1}, 2, 2);
        assertThatThrownBy(infinite::svd).isInstanceOf(LinearAlgebraException.class);
        assertThatThrownBy(infinite::eigh).isInstanceOf(LinearAlgebraException.class);
        assertThatThrownBy(infinite::eig).isInstanceOf(LinearAlgebraException.class);
        assertThat(infinite.det().item()).isNaN();
    }

    @Test
    void shapesAndTypesAreChecked() {
        assertThatThrownBy(() -> device.ones(2, 3).det()).hasMessageContaining("square");
        assertThatThrownBy(() -> device.ones(3).inverse()).hasMessageContaining("[.., N, M]");
        assertThatThrownBy(() -> device.ones(DType.INT64, 2, 2).svd()).hasMessageContaining("float32 or float64");
        assertThatThrownBy(() -> device.ones(DType.BFLOAT16, 2, 2).qr()).hasMessageContaining("float32 or float64");
        assertThatThrownBy(() -> device.ones(2, 3).matmul(device.ones(2, 3))).hasMessageContaining("[N, K] and [K, M]");
        assertThatThrownBy(() -> device.ones(2, 3).matmul(device.scalar(DType.FLOAT32, 2)))
                .hasMessageContaining("mul()");
        assertThatThrownBy(() -> device.ones(2, 2).mm(device.ones(DType.FLOAT64, 2, 2)))
                .hasMessageContaining("one element type");
        assertThatThrownBy(() -> device.ones(2, 2, 2).mm(device.ones(2, 2))).hasMessageContaining("matmul takes any");
        assertThatThrownBy(() -> device.ones(2, 2).dot(device.ones(2))).hasMessageContaining("dot expects");
        assertThatThrownBy(() -> device.ones(2, 3, 2).matmul(device.ones(3, 2, 2)))
                .hasMessageContaining("cannot broadcast");
    }

    @Test
    void equationsAreChecked() {
        Tensor a = device.ones(2, 3);
        assertThatThrownBy(() -> Einsum.apply("ij,jk->ik", a)).hasMessageContaining("2 operands but 1");
        assertThatThrownBy(() -> Einsum.apply("ijk->i", a)).hasMessageContaining("operand 0 of 2 dimensions");
        assertThatThrownBy(() -> Einsum.apply("ii->i", a)).hasMessageContaining("sizes 2 and 3");
        assertThatThrownBy(() -> Einsum.apply("ij->ik", a)).hasMessageContaining("'k' in the result");
        assertThatThrownBy(() -> Einsum.apply("ij->ii", a)).hasMessageContaining("'i' twice");
        assertThatThrownBy(() -> Einsum.apply("i1->i", a)).hasMessageContaining("'1'");
        assertThatThrownBy(() -> Einsum.apply("ij,ji->", a, a)).hasMessageContaining("differ and neither is 1");
    }

    /** Two equal rotations by 90 degrees, an eigenvalue 2 twice, and one rotation by another angle. */
    @Test
    void eigenvectorsOfEqualEigenvaluesAreIndependent() {
        double[] a = new double[64];
        for (int block : new int[] {0, 2}) {
            a[block * 8 + block + 1] = -1;
            a[(block + 1) * 8 + block] = 1;
        }
        a[4 * 8 + 4] = 2;
        a[5 * 8 + 5] = 2;
        a[6 * 8 + 6] = 3;
        a[6 * 8 + 7] = -4;
        a[7 * 8 + 6] = 4;
        a[7 * 8 + 7] = 3;
        Tensor mix = device.eye(DType.FLOAT64, 8, 8)
                .add(device.ones(DType.FLOAT64, 8, 8).triu().mul(0.25));
        Tensor matrix = mix.matmul(device.tensor(a, 8, 8)).matmul(mix.inverse());
        Eigenvalues.Decomposition eig = matrix.eig();
        Complex vectors = new Complex(eig.eigenvectorsReal(), eig.eigenvectorsImag());
        Complex values = new Complex(
                eig.eigenvaluesReal().unsqueeze(0), eig.eigenvaluesImag().unsqueeze(0));
        Complex scaled = vectors.times(values);
        assertThat(largest(matrix.matmul(vectors.real()).sub(scaled.real()))).isLessThan(1e-9);
        assertThat(largest(matrix.matmul(vectors.imag()).sub(scaled.imag()))).isLessThan(1e-9);
        Complex identity = vectors.inverse().matmul(vectors);
        assertThat(largest(identity.real().sub(device.eye(DType.FLOAT64, 8, 8))))
                .isLessThan(1e-8);
    }

    private static double largest(Tensor x) {
        double largest = 0;
        for (double each : x.toDoubleArray()) {
            largest = Math.max(largest, Math.abs(each));
        }
        return largest;
    }
}
