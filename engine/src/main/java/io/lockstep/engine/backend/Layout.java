package io.lockstep.engine.backend;

/**
 * An order of elements that only the backend which chose it understands, such as the blocked formats of oneDNN. Only a
 * whole array has one; nothing above the backend sees it.
 */
public interface Layout {
    /** Writes the elements in {@code source}, which has this layout, to {@code plain} in row-major order. */
    void toPlain(Block source, Block plain);
}
