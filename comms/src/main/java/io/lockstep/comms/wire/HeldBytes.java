package io.lockstep.comms.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Bytes that have been read but could not be put where they belong: they were encrypted, or came when their receiver did
 * not want them. They are few, since nothing is read while some are held.
 */
final class HeldBytes {
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();

    /** Takes over {@code bytes}. */
    void add(ByteBuf bytes) {
        if (bytes.isReadable()) {
            held.add(bytes);
        } else {
            bytes.release();
        }
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Moves the oldest bytes to {@code target}, as many as it has room for or fewer; returns how many. */
    int moveTo(ByteBuffer target) {
        ByteBuf oldest = held.element();
        int bytes = Math.min(oldest.readableBytes(), target.remaining());
        oldest.readBytes(target.slice(target.position(), bytes));
        if (!oldest.isReadable()) {
            held.remove().release();
        }
        return bytes;
    }

    void drop() {
        while (!held.isEmpty()) {
            held.remove().release();
        }
    }
}
