package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Results of single kernels that are not recorded, such as masks: what gradients do not flow through. */
final class Kernels {
    private Kernels() {}

    static Tensor unary(UnaryOp op, Tensor x) {
        DType type = op.function().isPredicate() ? DType.BOOL : x.dtype();
        Tensor y = x.device().empty(type, x.shape());
        x.device().backend().unary(op, x.array(), y.array());
        return y;
    }

    /** Of a and b of one element type, broadcast. */
    static Tensor binary(BinaryOp op, Tensor a, Tensor b) {
        Shape shape = Broadcasting.shape("binary", a.shape(), b.shape());
        Tensor y = a.device().empty(op.isPredicate() ? DType.BOOL : a.dtype(), shape);
        NdArray left = Broadcasting.expand(a.array(), shape);
        a.device().backend().binary(op, left, Broadcasting.expand(b.array(), shape), y.array());
        return y;
    }

    /** a where {@code condition}, else b, both of one element type; all are broadcast. */
    static Tensor where(Tensor condition, Tensor a, Tensor b) {
        Shape shape = Broadcasting.shape("where", a.shape(), b.shape());
        shape = Broadcasting.shape("where", condition.shape(), shape);
        Tensor y = a.device().empty(a.dtype(), shape);
        a.device()
                .backend()
                .where(
                        Broadcasting.expand(condition.array(), shape),
                        Broadcasting.expand(a.array(), shape),
                        Broadcasting.expand(b.array(), shape),
                        y.array());
        return y;
    }

    /** Where x is not 0; x itself if it holds truth values. */
    static Tensor isNonzero(Tensor x) {
        return x.dtype() == DType.BOOL ? x : binary(BinaryOp.NOT_EQUAL, x, scalar(x, 0));
    }

    static Tensor isNaN(Tensor x) {
        return unary(UnaryOp.of(UnaryOp.Function.IS_NAN), x);
    }

    static Tensor not(Tensor mask) {
        return unary(UnaryOp.of(UnaryOp.Function.LOGICAL_NOT), mask);
    }

    /** A scalar of the type of {@code like}. */
    static Tensor scalar(Tensor like, double value) {
        return like.device().full(like.dtype(), Shape.SCALAR, value);
    }

    /** y = x where {@code mask}, else 0; recorded, dx = dy where the mask, else 0. */
    static Tensor masked(Tensor x, Tensor mask) {
        return where(mask, x, scalar(x, 0)).computedBy(new Masked(mask, x.shape()), x);
    }

    private record Masked(Tensor mask, Shape x) implements Operation {
        @Override
        public String name() {
            return "where";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, Broadcasting.sumTo(masked(dy, mask), x));
        }
    }
}
