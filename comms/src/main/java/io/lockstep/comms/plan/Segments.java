package io.lockstep.comms.plan;

/**
 * A buffer of n elements cut into parts of nearly the same number of elements: part s holds the elements from
 * floor(n s / parts) to floor(n (s+1) / parts), and may be empty.
 *
 * @param elements the number n of elements
 * @param elementBytes the size of one
 * @param parts the number of parts
 */
public record Segments(long elements, int elementBytes, int parts) {
    /** The segments of {@code bytes} bytes, which are whole elements. */
    public static Segments of(int bytes, int elementBytes, int parts) {
        return new Segments(bytes / elementBytes, elementBytes, parts);
    }

    /** The byte at which {@code part} starts; modulo their number; it ends where the next one starts. */
    public int start(int part) {
        return offset(Math.floorMod(part, parts));
    }

    /** The byte at which {@code part} ends. */
    public int end(int part) {
        return offset(Math.floorMod(part, parts) + 1);
    }

    /** The byte at which the parts before number {@code part}, which may be their number, end. */
    int offset(int part) {
        return Math.toIntExact(elements * part / parts * elementBytes);
    }
}
