package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;

/** Functions applied to each element. Integers beyond 2^53 are rounded, as all arithmetic is in double precision. */
final class Pointwise {
    void unary(UnaryOp op, NdArray x, NdArray y) {
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), new Place(x), new Place(y)); walk.next(); ) {
            to.set(walk.at(1), apply(op, from.get(walk.at(0))));
        }
    }

    void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        Elements first = Elements.of(a);
        Elements second = Elements.of(b);
        Elements to = Elements.of(y);
        for (Walk walk = new Walk(y.shape(), new Place(a), new Place(b), new Place(y)); walk.next(); ) {
            to.set(walk.at(2), apply(op, first.get(walk.at(0)), second.get(walk.at(1))));
        }
    }

    private static double apply(UnaryOp op, double x) {
        return switch (op) {
            case NEGATE -> -x;
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case RELU -> x <= 0 ? 0 : x;
        };
    }

    private static double apply(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case RELU_BACKWARD -> b > 0 ? a : 0;
        };
    }
}
