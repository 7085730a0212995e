package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;

/**
 * Functions applied to each element, of integers in 64 bits, whose upper ones are dropped when a result is stored, and of
 * floating numbers in double precision.
 */
final class Pointwise {
    void unary(UnaryOp op, NdArray x, NdArray y) {
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        Walk walk = new Walk(y.shape(), new Place(x), new Place(y));
        if (x.dtype().isFloating() || !IntegerFunctions.has(op)) {
            while (walk.next()) {
                to.set(walk.at(1), FloatingFunctions.apply(op, from.get(walk.at(0))));
            }
        } else {
            IntegerFunctions.UnaryFunction function = IntegerFunctions.of(op, x.dtype());
            while (walk.next()) {
                to.setLong(walk.at(1), function.apply(from.getLong(walk.at(0))));
            }
        }
    }

    void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        Elements first = Elements.of(a);
        Elements second = Elements.of(b);
        Elements to = Elements.of(y);
        Walk walk = new Walk(y.shape(), new Place(a), new Place(b), new Place(y));
        if (a.dtype().isFloating()) {
            while (walk.next()) {
                to.set(walk.at(2), FloatingFunctions.apply(op, first.get(walk.at(0)), second.get(walk.at(1))));
            }
        } else {
            int bits = Byte.SIZE * a.dtype().bytes();
            while (walk.next()) {
                to.setLong(
                        walk.at(2),
                        IntegerFunctions.apply(op, bits, first.getLong(walk.at(0)), second.getLong(walk.at(1))));
            }
        }
    }

    void where(NdArray condition, NdArray a, NdArray b, NdArray y) {
        Elements chooses = Elements.of(condition);
        Elements first = Elements.of(a);
        Elements second = Elements.of(b);
        Elements to = Elements.of(y);
        boolean floating = y.dtype().isFloating();
        Walk walk = new Walk(y.shape(), new Place(condition), new Place(a), new Place(b), new Place(y));
        while (walk.next()) {
            boolean takesFirst = chooses.getLong(walk.at(0)) != 0;
            Elements from = takesFirst ? first : second;
            long position = takesFirst ? walk.at(1) : walk.at(2);
            if (floating) {
                to.set(walk.at(3), from.get(position));
            } else {
                to.setLong(walk.at(3), from.getLong(position));
            }
        }
    }
}
