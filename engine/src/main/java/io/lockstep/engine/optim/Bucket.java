package io.lockstep.engine.optim;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.List;

/** Neighbouring parameters of the flat space, whose gradients are reduced together. */
public final class Bucket {
    private final int index;
    private final String name;
    private final long start;
    private final Shape shape;
    private final NdArray gradients;
    private final List<Member> members;
    private int missing;

    /**
     * A parameter in it.
     *
     * @param offset the element of the bucket at which its gradient starts
     */
    public record Member(String name, long offset, Shape shape) {}

    /** The elements {@code start} to {@code end} of the flat space. */
    Bucket(int index, String name, long start, long end, Tensor flatGradients, List<Member> members) {
        this.index = index;
        this.name = name;
        this.start = start;
        shape = Shape.of(end - start);
        gradients = in(flatGradients);
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

    /** The gradients [n]. */
    public NdArray gradients() {
        return gradients;
    }

    /** Its parameters, in the order in which their gradients lie. */
    public List<Member> members() {
        return members;
    }

    /** Its part of a tensor that is laid out as the flat space. */
    NdArray in(Tensor flat) {
        return flat.array().view(shape, shape.contiguousStrides(), start);
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
