package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;

/** The elements of an array of 1, 2 or 4 dimensions, by their indices. */
final class Strided {
    private final Elements elements;
    private final long offset;
    private final long[] strides;

    Strided(NdArray array) {
        this(array, array.dtype());
    }

    /** @param computed what the kernel computes in, to which the elements are rounded when read */
    Strided(NdArray array, DType computed) {
        elements = Elements.of(array, computed);
        offset = array.offset();
        strides = array.strides();
    }

    double get(long i) {
        return elements.get(offset + i * strides[0]);
    }

    double get(long i, long j) {
        return elements.get(offset + i * strides[0] + j * strides[1]);
    }

    double get(long i, long j, long k, long l) {
        return elements.get(position(i, j, k, l));
    }

    void set(long i, double value) {
        elements.set(offset + i * strides[0], value);
    }

    void set(long i, long j, double value) {
        elements.set(offset + i * strides[0] + j * strides[1], value);
    }

    void set(long i, long j, long k, long l, double value) {
        elements.set(position(i, j, k, l), value);
    }

    private long position(long i, long j, long k, long l) {
        return offset + i * strides[0] + j * strides[1] + k * strides[2] + l * strides[3];
    }
}
