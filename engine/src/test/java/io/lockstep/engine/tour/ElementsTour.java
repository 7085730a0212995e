package io.lockstep.engine.tour;

import io.lockstep.engine.ops.Einsum;
import io.lockstep.engine.tensor.Tensor;

/** E7.8 to E7.10: calculating with elements. */
final class ElementsTour extends Tour {
    @Row(id = "E7.8", title = "Arithmetic with broadcasting")
    void arithmetic() {
        Tensor column = device.tensor(new float[][] {{1}, {2}, {3}});
        Tensor row = device.tensor(new float[] {10, 20});
        print(column.add(row));
        print(row.sub(15).abs().sqrt());
        print(column.gt(1).logicalAnd(column.lt(3)).t());
        print(row.where(row.gt(15), 0));
        print(row.clamp(12, 18).pow(2).log());
        print(column.maskedFill(column.eq(2), Double.NaN).t());
    }

    @Row(id = "E7.9", title = "Products and linear algebra")
    void linearAlgebra() {
        Tensor a = device.tensor(new double[][] {{4, 1}, {1, 3}});
        Tensor b = device.tensor(new double[] {1, 2});
        print(a.matmul(b));
        print(Einsum.apply("ij,kj->ik", a, a).equal(a.mm(a.t())));
        print(a.det() + " " + a.solve(b));
        print(a.eigh().eigenvalues());
        print(a.cholesky());
        print(a.svd().s().prod().sub(a.det()).abs().lt(1e-9));
    }

    @Row(id = "E7.10", title = "Statistics")
    void statistics() {
        Tensor x = device.tensor(new float[][] {{3, 1, 2}, {6, 5, 4}});
        print(x.sum() + " " + x.mean(0) + " " + x.std());
        print(x.max(1).values() + " " + x.max(1).indices());
        print(x.sort(1, false).indices());
        print(x.topk(2).values());
        print(x.median() + " " + x.norm() + " " + x.cumsum(1).select(1, -1));
        print(device.tensor(new long[] {3, 1, 3, 2}).unique().values());
        print(x.histc(5, 1, 6));
    }
}
