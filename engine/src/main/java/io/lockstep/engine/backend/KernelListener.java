package io.lockstep.engine.backend;

/** Is told of the kernels that a backend runs, to find out where the time goes. */
@FunctionalInterface
public interface KernelListener {
    /**
     * A kernel has run.
     *
     * @param operation what it computes, such as {@code convolution backward weights}
     * @param detail shapes and the implementation that was chosen
     * @param start {@link System#nanoTime()} before it
     * @param end {@link System#nanoTime()} after it
     * @param bytes size of its operands and results
     */
    void ran(String operation, String detail, long start, long end, long bytes);
}
