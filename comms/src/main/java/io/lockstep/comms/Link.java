package io.lockstep.comms;

import io.lockstep.comms.wire.Receiver;
import io.lockstep.comms.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated connection to one rank: writes frames, and takes arriving ones apart for the {@link Conductor}.
 *
 * <pre>
 * frame:  magic "LKS" (3)  type (1)  length of the body (4)  sequence number of the operation (8)  body
 * 1 ANNOUNCE  the sender has reached this operation; the body is an {@link OperationHeader}
 * 2 DATA      the next bytes of the operation, in native byte order
 * 3 ABORT     the communicator has failed; the body is a {@link Failure}
 * 4 GOODBYE   the sender has finished all operations before this sequence number and leaves
 * 5 PROBE     the sender waits for this operation longer than it should: how far is the receiver?
 * 6 STATUS    the answer: the operation that the sender has started last
 * </pre>
 */
final class Link implements Receiver {
    static final int MAX_CONTROL_BYTES = 4096;

    private static final int HEADER_BYTES = 16;
    private static final int MAGIC = 0x4C4B_5300;
    private static final int ANNOUNCE = 1;
    private static final int DATA = 2;
    private static final int ABORT = 3;
    private static final int GOODBYE = 4;
    private static final int PROBE = 5;
    private static final int STATUS = 6;

    private final int rank;
    private final Wire wire;
    private final Conductor conductor;
    private final ByteBuffer control = ByteBuffer.allocateDirect(MAX_CONTROL_BYTES);

    private boolean inBody;
    private int type;
    private long sequence;
    private int dataLeft;

    Link(int rank, Wire wire, Conductor conductor) {
        this.rank = rank;
        this.wire = wire;
        this.conductor = conductor;
        control.limit(HEADER_BYTES);
    }

    int rank() {
        return rank;
    }

    Wire wire() {
        return wire;
    }

    void announce(long operation, OperationHeader header) {
        write(ANNOUNCE, operation, header::encode);
    }

    void abort(Failure failure) {
        write(ABORT, 0, failure::encode);
    }

    void goodbye(long nextOperation) {
        write(GOODBYE, nextOperation, body -> {});
    }

    void probe(long operation) {
        write(PROBE, operation, body -> {});
    }

    void status(long startedOperation) {
        write(STATUS, startedOperation, body -> {});
    }

    /** Sends {@code bytes}, which must stay as they are until the wire is flushed. */
    void data(long operation, ByteBuffer bytes) {
        wire.write(header(HEADER_BYTES, DATA, bytes.remaining(), operation));
        wire.write(bytes);
        wire.flush();
    }

    @Override
    public void opened() {}

    @Override
    public ByteBuffer next() {
        return inBody && type == DATA ? conductor.dataTarget(dataLeft) : control.slice();
    }

    @Override
    public void received(int bytes) {
        if (inBody && type == DATA) {
            dataLeft -= bytes;
            conductor.dataReceived(bytes);
            if (dataLeft == 0) {
                expectHeader();
            }
            return;
        }
        control.position(control.position() + bytes);
        if (!control.hasRemaining()) {
            control.flip();
            if (inBody) {
                control();
            } else {
                header();
            }
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        conductor.lost(this, cause);
    }

    private void header() {
        int magic = control.getInt();
        int length = control.getInt();
        sequence = control.getLong();
        type = magic & 0xFF;
        boolean sound = (magic & 0xFFFF_FF00) == MAGIC && type >= ANNOUNCE && type <= STATUS;
        if (!sound || length < 0 || (type == DATA ? length == 0 : length > MAX_CONTROL_BYTES)) {
            violated("a frame header of " + Integer.toHexString(magic) + " with length " + length);
        } else if (type == DATA) {
            dataLeft = length;
            inBody = true;
            conductor.dataAnnounced(this, sequence, length);
        } else if (length == 0) {
            control();
        } else {
            inBody = true;
            control.clear().limit(length);
        }
    }

    private void control() {
        try {
            switch (type) {
                case ANNOUNCE -> conductor.announced(this, sequence, OperationHeader.decode(control));
                case ABORT -> conductor.fail(Failure.decode(control));
                case GOODBYE -> conductor.goodbye(this, sequence);
                case PROBE -> conductor.probed(this);
                default -> conductor.answered(this, sequence);
            }
        } catch (IllegalArgumentException e) {
            violated(String.valueOf(e.getMessage()));
            return;
        }
        expectHeader();
    }

    private void expectHeader() {
        inBody = false;
        control.clear().limit(HEADER_BYTES);
    }

    /** What comes after a broken frame has no meaning, so the connection ends too. */
    private void violated(String what) {
        expectHeader();
        conductor.violated(this, what);
        wire.close();
    }

    private void write(int frameType, long operation, Consumer<ByteBuf> body) {
        ByteBuf frame = header(256, frameType, 0, operation);
        body.accept(frame);
        frame.setInt(4, frame.readableBytes() - HEADER_BYTES);
        wire.write(frame);
        wire.flush();
    }

    private ByteBuf header(int capacity, int frameType, int length, long operation) {
        return wire.buffer(capacity)
                .writeInt(MAGIC | frameType)
                .writeInt(length)
                .writeLong(operation);
    }
}
