package io.lockstep.comms;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of frames on a link.
 *
 * <pre>
 * frame:  magic "LKS" (3)  type (1)  length of the body (4)  sequence number of the operation (8)  body
 * 1 ANNOUNCE   the sender has reached this operation; the body is an {@link OperationHeader}
 * 2 DATA       the next bytes of the operation, in native byte order
 * 3 ABORT      the communicator has failed; the body is a {@link Failure}
 * 4 GOODBYE    the sender has finished all operations before this sequence number and leaves
 * 5 PROBE      the sender waits for this operation longer than it should: how far is the receiver?
 * 6 STATUS     the answer: the operation that the sender has started last
 * 7 HEARTBEAT  the sender lives, though it had nothing to say; or the receiver should look at the shared memory
 * </pre>
 */
enum FrameType {
    ANNOUNCE(false),
    DATA(false),
    ABORT(true),
    GOODBYE(true),
    PROBE(true),
    STATUS(true),
    HEARTBEAT(true);

    static final int HEADER_BYTES = 16;
    static final int MAX_CONTROL_BYTES = 4096;
    static final int MAGIC = 0x4C4B_5300;

    private static final FrameType[] ALL = values();

    private final boolean urgent;

    FrameType(boolean urgent) {
        this.urgent = urgent;
    }

    /** Whether it is heeded at once, though frames before it have to wait for their operation. */
    boolean isUrgent() {
        return urgent;
    }

    /** The first four bytes of a frame of this type. */
    int magic() {
        return MAGIC | code();
    }

    /** The type of a frame that starts with {@code magic}, or null if none does. */
    static @Nullable FrameType of(int magic) {
        int code = magic & 0xFF;
        return (magic & 0xFFFF_FF00) == MAGIC && code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }

    /** Whether a body may have {@code length} bytes. */
    boolean allows(int length) {
        return this == DATA ? length > 0 : length >= 0 && length <= MAX_CONTROL_BYTES;
    }

    // The order of the constants is the wire format.
    @SuppressWarnings("EnumOrdinal")
    private int code() {
        return ordinal() + 1;
    }
}
