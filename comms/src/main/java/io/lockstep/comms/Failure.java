package io.lockstep.comms;

import io.netty.buffer.ByteBuf;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first cause of a communicator's end, in a form that can be told to other ranks and thrown by many callers.
 *
 * <p>On the wire: kind (1), rank (4), then address, operation and message, each as a length (2) and UTF-8.
 *
 * @param rank the rank to blame
 * @param address where that rank listened
 * @param operation what was going on
 */
// The order of the constants is the wire format, and all ranks of an attempt run the same jar.
@SuppressWarnings("EnumOrdinal")
record Failure(Kind kind, int rank, String address, String operation, String message) {
    /** A frame with the longest failure stays within {@link Link#MAX_CONTROL_BYTES}. */
    private static final int MAX_TEXT_BYTES = 1200;

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
        out.writeByte(kind.ordinal()).writeInt(rank);
        encode(out, address);
        encode(out, operation);
        encode(out, message);
    }

    /** Reads what {@link #encode} wrote; throws {@link IllegalArgumentException} if it is something else. */
    static Failure decode(ByteBuffer in) {
        try {
            Kind kind = Kind.values()[in.get()];
            return new Failure(kind, in.getInt(), decodeText(in), decodeText(in), decodeText(in));
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IllegalArgumentException("malformed failure", e);
        }
    }

    private static void encode(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_TEXT_BYTES);
        out.writeShort(length).writeBytes(bytes, 0, length);
    }

    private static String decodeText(ByteBuffer in) {
        int length = in.getShort();
        ByteBuffer text = in.slice(in.position(), length);
        in.position(in.position() + length);
        return StandardCharsets.UTF_8.decode(text).toString();
    }
}
