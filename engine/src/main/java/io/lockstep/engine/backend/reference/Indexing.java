package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import org.jspecify.annotations.Nullable;

/** Reads and writes elements of lines by their numbers; indices were checked before. */
final class Indexing {
    void gather(NdArray x, int dim, NdArray index, NdArray y) {
        Elements from = Elements.of(x);
        Elements numbers = Elements.of(index);
        Elements to = Elements.of(y);
        boolean floating = y.dtype().isFloating();
        for (Lines lines = new Lines(dim, index, y, x); lines.next(); ) {
            for (long i = 0; i < lines.length(); i++) {
                long position = lines.at(2, numbers.getLong(lines.at(0, i)));
                if (floating) {
                    to.set(lines.at(1, i), from.get(position));
                } else {
                    to.setLong(lines.at(1, i), from.getLong(position));
                }
            }
        }
    }

    void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        Elements from = Elements.of(source);
        Elements numbers = Elements.of(index);
        Elements to = Elements.of(y);
        boolean floating = y.dtype().isFloating();
        for (Lines lines = new Lines(dim, index, source, y); lines.next(); ) {
            for (long i = 0; i < lines.length(); i++) {
                long target = lines.at(2, numbers.getLong(lines.at(0, i)));
                long position = lines.at(1, i);
                if (floating) {
                    double value = from.get(position);
                    to.set(target, op == null ? value : Reductions.combine(op, to.get(target), value));
                } else {
                    long value = from.getLong(position);
                    to.setLong(target, op == null ? value : Reductions.combine(op, to.getLong(target), value));
                }
            }
        }
    }
}
