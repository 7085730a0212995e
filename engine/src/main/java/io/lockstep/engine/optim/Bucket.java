package io.lockstep.engine.optim;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.nio.ByteBuffer;
import java.util.List;

/** Neighbouring parameters of the flat space, whose gradients are reduced together. */
public final class Bucket {
    private final int index;
    private final String name;
    private final NdArray gradients;
    private final List<Member> members;
    private int missing;

    /**
     * A parameter in it.
     *
     * @param offset the element of the bucket at which its gradient starts
     */
    public record Member(String name, long offset, Shape shape) {}

    Bucket(int index, String name, NdArray gradients, List<Member> members) {
        this.index = index;
        this.name = name;
        this.gradients = gradients;
        this.members = List.copyOf(members);
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

    /** Its parameters, in the order in which their gradients lie. */
    public List<Member> members() {
        return members;
    }

    void beginStep() {
        missing = members.size();
    }

    void gradientDone() {
        missing--;
    }

    boolean isComplete() {
        return missing == 0;
    }
}
