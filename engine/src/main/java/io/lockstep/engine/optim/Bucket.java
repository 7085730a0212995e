package io.lockstep.engine.optim;

import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;

/** Neighbouring parameters of the flat space, whose gradients are reduced together. */
public final class Bucket {
    private final int index;
    private final String name;
    private final NdArray gradients;
    private final int members;
    private int missing;

    /** @param members parameters in it */
    Bucket(int index, String name, NdArray gradients, int members) {
        this.index = index;
        this.name = name;
        this.gradients = gradients;
        this.members = members;
    }

    /** Position in the order of reduction. */
    public int index() {
        return index;
    }

    /** First and last parameter in it, for messages. */
    public String name() {
        return name;
    }

    /** The gradients' own memory, in native byte order. */
    public ByteBuffer gradients() {
        return gradients.contiguousBlock().buffer();
    }

    void beginStep() {
        missing = members;
    }

    void gradientDone() {
        missing--;
    }

    boolean isComplete() {
        return missing == 0;
    }
}
