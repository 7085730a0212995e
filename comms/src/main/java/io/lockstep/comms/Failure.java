package io.lockstep.comms;

import io.lockstep.comms.control.ControlCodec;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The first cause of a communicator's end, in a form that can be told to other ranks and thrown by many callers.
 *
 * <p>On the wire it is a control message, see {@link ControlCodec}.
 *
 * @param rank the rank to blame
 * @param address where that rank listened
 * @param operation what was going on
 */
record Failure(Kind kind, int rank, String address, String operation, String message) {
    /** A frame with the longest failure stays within {@link Link#MAX_CONTROL_BYTES}. */
    private static final int MAX_TEXT_BYTES = 1200;

    Failure {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(address);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(message);
    }

    enum Kind {
        RENDEZVOUS,
        PEER_LOST,
        MISMATCH,
        TIMEOUT,
        ABORTED
    }

    /** A failure of which only the message matters. */
    static Failure of(Kind kind, int rank, String message) {
        return new Failure(kind, rank, "", "", message);
    }

    /** A new exception of the type that callers can act on. */
    CommunicatorException toException() {
        return switch (kind) {
            case RENDEZVOUS -> new RendezvousException(message);
            case PEER_LOST -> new PeerLostException(message, rank, address, operation);
            case MISMATCH -> new OperationMismatchException(message);
            case TIMEOUT -> new OperationTimeoutException(message);
            case ABORTED -> new CommunicatorAbortedException(message);
        };
    }

    void encode(ByteBuf out) {
        out.writeBytes(
                codec().encode(new Failure(kind, rank, shortened(address), shortened(operation), shortened(message))));
    }

    /** Reads what {@link #encode} wrote; throws {@link IllegalArgumentException} if it is something else. */
    static Failure decode(ByteBuffer in) {
        return codec().decode(in, Failure.class);
    }

    /** A communicator fails once, so none is kept. */
    private static ControlCodec codec() {
        return new ControlCodec(FrameType.MAX_CONTROL_BYTES, Failure.class, Kind.class);
    }

    private static String shortened(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_TEXT_BYTES ? text : new String(bytes, 0, MAX_TEXT_BYTES, StandardCharsets.UTF_8);
    }
}
