package io.lockstep.comms;

import io.lockstep.comms.wire.Receiver;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what arrives on a {@link Link}.
 *
 * <p>Small frames are read many at a time into a buffer. The bodies of large ones are read straight to where they belong;
 * the header behind such a body is then read alone, so that hardly any payload passes through the buffer.
 *
 * <p>A frame whose time has not come stays in the buffer, and all behind it, until {@link #resume}; when the buffer is
 * full, the connection is no longer read and the sender feels it. So nobody can make us hold more than
 * {@link #BUFFER_BYTES}. Only the {@linkplain FrameType#isUrgent urgent} frames among those that wait are heeded at once.
 */
final class LinkReader implements Receiver {
    /** Holds an eager operation of the longest kind and what belongs to it. */
    static final int BUFFER_BYTES = 64 << 10;

    private final Link link;
    private final Conductor conductor;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** What is in the buffer and not consumed lies from {@code read} to {@code written}. */
    private int read;

    private int written;
    /** The bytes of the current DATA frame that have not been handed on yet. */
    private int bodyLeft;
    /** The last bytes went past the buffer. */
    private boolean direct;
    /** Up to this place of the buffer, urgent frames have been heeded already. */
    private int heeded;

    private boolean stalled;
    private boolean paused;
    private boolean broken;
    private boolean heard;

    LinkReader(Link link, Conductor conductor) {
        this.link = link;
        this.conductor = conductor;
    }

    /** Whether a frame waits for its operation. */
    boolean isStalled() {
        return stalled;
    }

    /** Tries again to hand on what had to wait; returns whether that came further. */
    boolean resume() {
        int before = read;
        stalled = false;
        parse();
        if (paused && written - read < BUFFER_BYTES) {
            paused = false;
            link.wire().resume();
        }
        return read != before;
    }

    /** Whether anything has arrived since the last call, or we have not listened. */
    boolean heardOrDeaf() {
        boolean result = heard || paused;
        heard = false;
        return result;
    }

    @Override
    public void opened() {}

    @Override
    public ByteBuffer next() {
        boolean wasDirect = direct;
        direct = bodyLeft > 0 && read == written;
        if (direct) {
            return conductor.dataTarget(bodyLeft);
        }
        makeRoom();
        int room = wasDirect && written == 0 ? FrameType.HEADER_BYTES : BUFFER_BYTES - written;
        return buffer.slice(written, room);
    }

    @Override
    public void received(int bytes) {
        heard = true;
        if (direct) {
            bodyLeft -= bytes;
            conductor.dataReceived(bytes);
            return;
        }
        written += bytes;
        if (stalled) {
            heedUrgent();
        }
        parse();
        if (written - read == BUFFER_BYTES) {
            paused = true;
            link.wire().pause();
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        conductor.lost(link, cause);
    }

    private void makeRoom() {
        if (read == written) {
            read = written = heeded = 0;
        } else if (written == BUFFER_BYTES) {
            buffer.put(0, buffer, read, written - read);
            heeded -= read;
            written -= read;
            read = 0;
        }
    }

    private void parse() {
        while (!broken && !stalled && (bodyLeft > 0 ? handOn() : frame())) {
            // Each turn consumes something.
        }
    }

    /** Hands on bytes of the body from the buffer; false when there are none. */
    private boolean handOn() {
        int available = Math.min(bodyLeft, written - read);
        if (available == 0) {
            return false;
        }
        ByteBuffer target = conductor.dataTarget(available);
        int bytes = Math.min(available, target.remaining());
        target.put(target.position(), buffer, read, bytes);
        read += bytes;
        bodyLeft -= bytes;
        conductor.dataReceived(bytes);
        return true;
    }

    /** Consumes the next frame, but for the body of DATA; false if it is not all there or must wait. */
    private boolean frame() {
        FrameType type = typeAt(read);
        if (type == null) {
            return false;
        }
        int length = lengthAt(read);
        long operation = operationAt(read);
        if (type == FrameType.DATA) {
            if (!conductor.accepts(link, operation, length)) {
                stall();
                return false;
            }
            read += FrameType.HEADER_BYTES;
            bodyLeft = length;
            return true;
        }
        if (written - read < FrameType.HEADER_BYTES + length) {
            return false;
        }
        boolean alreadyHeeded = type.isUrgent() && read < heeded;
        if (!alreadyHeeded && !control(type, operation, read, length)) {
            stall();
            return false;
        }
        read += FrameType.HEADER_BYTES + length;
        return true;
    }

    /** The frame at {@code read} must wait; those behind it that are urgent are heeded, now or when they come. */
    private void stall() {
        stalled = true;
        heedUrgent();
    }

    private void heedUrgent() {
        int at = read;
        FrameType type;
        while ((type = typeAt(at)) != null && written - at >= FrameType.HEADER_BYTES + lengthAt(at)) {
            if (type.isUrgent() && at >= heeded) {
                control(type, operationAt(at), at, lengthAt(at));
            }
            at += FrameType.HEADER_BYTES + lengthAt(at);
            heeded = Math.max(heeded, at);
        }
    }

    /** The type of the frame at {@code at}, or null if its header is not all there, or broken. */
    private @Nullable FrameType typeAt(int at) {
        if (broken || written - at < FrameType.HEADER_BYTES) {
            return null;
        }
        FrameType type = FrameType.of(buffer.getInt(at));
        if (type == null || !type.allows(lengthAt(at))) {
            violated("a frame header of " + Integer.toHexString(buffer.getInt(at)) + " with length " + lengthAt(at));
            return null;
        }
        return type;
    }

    private int lengthAt(int at) {
        return buffer.getInt(at + 4);
    }

    private long operationAt(int at) {
        return buffer.getLong(at + 8);
    }

    /** Heeds a control frame; false if it must wait. */
    private boolean control(FrameType type, long operation, int at, int length) {
        ByteBuffer body = buffer.slice(at + FrameType.HEADER_BYTES, length);
        try {
            switch (type) {
                case ANNOUNCE -> {
                    return conductor.announced(link, operation, OperationHeader.decode(body));
                }
                case ABORT -> conductor.fail(Failure.decode(body));
                case GOODBYE -> conductor.goodbye(link, operation);
                case PROBE -> conductor.probed(link);
                case STATUS -> conductor.answered(link, operation);
                default -> {}
            }
        } catch (IllegalArgumentException e) {
            violated(String.valueOf(e.getMessage()));
        }
        return true;
    }

    /** What comes after a broken frame has no meaning, so the connection ends too. */
    private void violated(String what) {
        broken = true;
        conductor.violated(link, what);
        link.wire().close();
    }
}
