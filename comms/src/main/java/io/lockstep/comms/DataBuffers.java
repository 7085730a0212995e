package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The rules for the buffers of collectives, the same for every communicator. */
final class DataBuffers {
    static final int MAX_OBJECT_BYTES = 1 << 20;

    private DataBuffers() {}

    static void check(String name, ByteBuffer data, int elementBytes) {
        if (!data.isDirect() || data.isReadOnly()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" needs a writable direct buffer; use ByteBuffer.allocateDirect");
        }
        if (data.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("\"" + name + "\" needs a buffer in native order but it is "
                    + data.order() + "; use order(ByteOrder.nativeOrder())");
        }
        if (data.remaining() % elementBytes != 0) {
            throw new IllegalArgumentException("\"" + name + "\" has " + data.remaining()
                    + " bytes, which are not whole elements of " + elementBytes + "; check position and limit");
        }
    }

    static void checkAllToAll(String name, ByteBuffer send, ByteBuffer receive, int worldSize) {
        check(name, send, 1);
        check(name, receive, 1);
        if (send.remaining() != receive.remaining() || send.remaining() % worldSize != 0) {
            throw new IllegalArgumentException(
                    "the all-to-all \"" + name + "\" needs two buffers of one length, a multiple of "
                            + worldSize + ", but has " + send.remaining() + " bytes to send and " + receive.remaining()
                            + " to receive; pad them");
        }
    }

    static void checkRoot(String name, int root, int worldSize) {
        if (root < 0 || root >= worldSize) {
            throw new IllegalArgumentException(
                    "the root of \"" + name + "\" must lie in 0.." + (worldSize - 1) + " but is " + root);
        }
    }

    static void checkObject(String name, byte[] own) {
        if (own.length > MAX_OBJECT_BYTES) {
            throw new IllegalArgumentException("\"" + name + "\" gathers objects of at most " + MAX_OBJECT_BYTES
                    + " bytes but this has " + own.length + "; broadcast large data instead");
        }
    }
}
