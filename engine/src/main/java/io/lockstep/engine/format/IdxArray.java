package io.lockstep.engine.format;

/** Unsigned bytes of an idx file, row-major. */
public final class IdxArray {
    private final int[] sizes;
    private final byte[] elements;

    IdxArray(int[] sizes, byte[] elements) {
        this.sizes = sizes;
        this.elements = elements;
    }

    /** Size of a dimension, the outermost being 0. */
    public int size(int dim) {
        return sizes[dim];
    }

    /** The elements themselves, not a copy: read only. */
    public byte[] elements() {
        return elements;
    }
}
