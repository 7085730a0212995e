package io.lockstep.comms;

import io.lockstep.comms.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The authenticated connection to one rank: what we tell it. What it tells us, {@link LinkReader} takes apart. */
final class Link {
    private static final int USUAL_CONTROL_BYTES = 256;

    private final int rank;
    private final Wire wire;
    private final LinkReader reader;
    private boolean spoke;

    Link(int rank, Wire wire, Conductor conductor) {
        this.rank = rank;
        this.wire = wire;
        reader = new LinkReader(this, conductor);
        wire.handOver(reader);
    }

    int rank() {
        return rank;
    }

    Wire wire() {
        return wire;
    }

    LinkReader reader() {
        return reader;
    }

    /** Says that we have reached {@code operation}; goes out with the first data or {@link Wire#flush}. */
    void announce(long operation, OperationHeader header) {
        ByteBuf frame = header(USUAL_CONTROL_BYTES, FrameType.ANNOUNCE, 0, operation);
        header.encode(frame);
        queue(frame);
    }

    void abort(Failure failure) {
        ByteBuf frame = header(USUAL_CONTROL_BYTES, FrameType.ABORT, 0, 0);
        failure.encode(frame);
        queue(frame);
        wire.flush();
    }

    void goodbye(long nextOperation) {
        control(FrameType.GOODBYE, nextOperation);
    }

    void probe(long operation) {
        control(FrameType.PROBE, operation);
    }

    void status(long startedOperation) {
        control(FrameType.STATUS, startedOperation);
    }

    /** Shows that we live, unless something has shown it since the last call. */
    void heartbeat() {
        if (!spoke && wire.isFlushed()) {
            control(FrameType.HEARTBEAT, 0);
        }
        spoke = false;
    }

    /** Lets the other side look whether something it waits for has happened. */
    void wake() {
        control(FrameType.HEARTBEAT, 0);
    }

    /** Sends {@code bytes}, which must stay as they are until the wire is flushed. */
    void data(long operation, ByteBuffer bytes) {
        spoke = true;
        wire.write(header(FrameType.HEADER_BYTES, FrameType.DATA, bytes.remaining(), operation));
        wire.write(bytes);
        wire.flush();
    }

    private void control(FrameType type, long operation) {
        queue(header(FrameType.HEADER_BYTES, type, 0, operation));
        wire.flush();
    }

    private void queue(ByteBuf frame) {
        spoke = true;
        frame.setInt(Integer.BYTES, frame.readableBytes() - FrameType.HEADER_BYTES);
        wire.write(frame);
    }

    private ByteBuf header(int capacity, FrameType type, int length, long operation) {
        return wire.buffer(capacity).writeInt(type.magic()).writeInt(length).writeLong(operation);
    }
}
