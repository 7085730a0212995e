package io.lockstep.comms.join;

import io.lockstep.comms.wire.Receiver;
import io.lockstep.comms.wire.Wire;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One side of a {@link Handshake}: collects messages of known length, one after the other, and nothing beyond them. */
abstract sealed class HandshakeReceiver implements Receiver permits AcceptorHandshake, DialerHandshake {
    private final ByteBuffer message = ByteBuffer.allocateDirect(Handshake.HELLO_BYTES);
    private @Nullable Wire wire;
    private boolean securing;

    HandshakeReceiver(int firstBytes) {
        message.limit(firstBytes);
    }

    final void attach(Wire connection) {
        wire = connection;
    }

    final boolean isAttached() {
        return wire != null;
    }

    final Wire wire() {
        if (wire == null) {
            throw new IllegalStateException("the handshake is not attached to a connection");
        }
        return wire;
    }

    @Override
    public final ByteBuffer next() {
        return message.slice();
    }

    @Override
    public final void received(int bytes) {
        message.position(message.position() + bytes);
        if (!message.hasRemaining()) {
            message.flip();
            complete(message);
        }
    }

    /** A message of the expected length is there. Ends with {@link #expect}, handing over the wire, or closing it. */
    abstract void complete(ByteBuffer received);

    final void expect(int bytes) {
        message.clear().limit(bytes);
    }

    /** Sends the rest of {@code bytes}, which belong to the connection from here on. */
    final void send(ByteBuffer bytes) {
        wire().write(Unpooled.wrappedBuffer(bytes));
        wire().flush();
    }

    /** Goes on in TLS; {@code secured} runs when the session stands, and if it cannot the connection is closed. */
    final void secure(Wire.TlsEnd end, Runnable secured) {
        securing = true;
        try {
            wire().secure(end, secured);
        } catch (SSLException e) {
            throw new IllegalStateException("TLS 1.3 cannot be used here: " + e.getMessage(), e);
        }
    }

    /** Whether both sides have proved themselves and only TLS is missing. */
    final boolean isSecuring() {
        return securing;
    }

    /** Closes the connection, and waits for nothing more from it. */
    final void end() {
        message.clear();
        wire().close();
    }

    static byte[] take(ByteBuffer from, int bytes) {
        byte[] taken = new byte[bytes];
        from.get(taken);
        return taken;
    }
}
