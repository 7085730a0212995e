package io.lockstep.cuda.parity;

/** The comparisons of one family of kernels, over shapes, types and edges. */
public interface ParityCases {
    /** What is compared, such as {@code pointwise}. */
    String name();

    /** @throws AssertionError if a result differs; the message says which and how */
    void run(Parity parity);
}
