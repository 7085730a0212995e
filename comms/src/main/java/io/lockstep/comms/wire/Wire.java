package io.lockstep.comms.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection whose bytes the kernel puts straight where its {@link Receiver} wants them. Netty asks an allocator
 * for the buffer of each read; this one returns a view of the receiver's buffer, no longer than what belongs there. So
 * nothing is copied or buffered in between, and a stranger can make us hold only what the receiver gives room for.
 *
 * <p>With TLS, see {@link #secure}, what is read must be decrypted first and is then copied. What the receiver has no room
 * for is held, and nothing more is read until it {@link #resume}s: at most one read is held, or, if the other side has
 * ended the connection meanwhile, what the kernel had received by then.
 *
 * <p>Used by the communication thread only.
 */
// A connection that breaks tells its receiver, whichever call broke it: the futures of single calls add nothing.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Wire extends ChannelInboundHandlerAdapter {
    /** Some records of TLS, which have at most 16 KB each. */
    private static final int SECURED_READ_BYTES = 128 << 10;

    /** What is read to be held: the kernel has said that there is something, and must get rid of it. */
    private static final int HELD_READ_BYTES = 4 << 10;

    private final SocketChannel channel;
    private final HeldBytes held = new HeldBytes();
    private Receiver receiver;
    private @Nullable SslHandler tls;
    private @Nullable Runnable secured;
    private @Nullable Throwable cause;
    private boolean outputShut;
    private boolean straight;
    private boolean paused;
    private boolean delivering;
    private boolean ended;
    private boolean told;

    /** Takes over {@code channel}, before it is registered. */
    public Wire(SocketChannel channel, Receiver receiver) {
        this.channel = channel;
        this.receiver = receiver;
        channel.config()
                .setTcpNoDelay(true)
                .setRecvByteBufAllocator(new ReadAllocator(this::readBuffer, () -> !paused));
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.pipeline().addLast(this);
    }

    /** Hands all further bytes to {@code next}. */
    public void handOver(Receiver next) {
        receiver = next;
    }

    /**
     * Encrypts all that is sent and received from here on.
     *
     * @param handler makes the end of a TLS session
     * @param secured runs when the session stands; if it never does, the receiver is told that the connection is closed
     */
    public void secure(TlsEnd handler, Runnable secured) throws SSLException {
        SslHandler end = handler.of(channel.alloc());
        this.secured = secured;
        tls = end;
        channel.pipeline().addFirst(end);
    }

    /** Makes the end of a TLS session. */
    @FunctionalInterface
    public interface TlsEnd {
        SslHandler of(ByteBufAllocator allocator) throws SSLException;
    }

    /** Reads no more until {@link #resume}. */
    public void pause() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    /** The receiver, which had no room for what came, has some again. */
    public void resume() {
        if (paused) {
            paused = false;
            try {
                deliver();
            } catch (RuntimeException problem) {
                fail(problem);
            }
        }
    }

    /** A buffer to fill and {@link #write}. */
    public ByteBuf buffer(int bytes) {
        return channel.alloc().directBuffer(bytes);
    }

    /** Sends the readable bytes of {@code bytes} behind what is queued already, and releases it. */
    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    /** Sends {@code bytes} without copying them first: they must stay as they are until {@link #isFlushed}. */
    public void write(ByteBuffer bytes) {
        write(Unpooled.wrappedBuffer(bytes));
    }

    public void flush() {
        channel.flush();
    }

    /**
     * Whether nothing is left to be sent; also true of a closed connection. With TLS what waits to be encrypted counts
     * too, as its handler adds it to the channel's pending bytes.
     */
    public boolean isFlushed() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null || outbound.totalPendingWriteBytes() == 0;
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** The address of the other side; null if the connection was gone before it was known. */
    public @Nullable SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    /** Tells the other side that nothing more comes, once; what it still sends is received. */
    public void shutOutput() {
        if (!outputShut) {
            outputShut = true;
            if (tls != null) {
                tls.closeOutbound();
            }
            channel.shutdownOutput();
        }
    }

    /** Closes the connection and drops what is not sent or not delivered yet. */
    public void close() {
        held.drop();
        ChannelHandlerContext last = tls == null ? null : channel.pipeline().context(tls);
        if (last == null) {
            channel.close();
        } else {
            last.close(); // without TLS's farewell, for which a full socket would keep us waiting
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        receiver.opened();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        if (straight) {
            int bytes = buffer.readableBytes();
            buffer.release();
            receiver.received(bytes);
        } else {
            held.add(buffer);
            deliver();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && secured != null) {
            Runnable next = secured;
            secured = null;
            if (completion.isSuccess()) {
                next.run();
            } else {
                fail(completion.cause());
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        fail(problem);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        if (cause != null) {
            held.drop();
        }
        if (held.isEmpty()) {
            end();
        }
    }

    /** Gives what is held to the receiver, and stops reading when that one wants no more. */
    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (!paused && !held.isEmpty()) {
                ByteBuffer target = receiver.next();
                if (target.hasRemaining()) {
                    receiver.received(held.moveTo(target));
                } else {
                    pause();
                }
            }
        } finally {
            delivering = false;
        }
        if (!paused) {
            if (ended) {
                end();
            } else if (!channel.config().isAutoRead()) {
                channel.config().setAutoRead(true);
            }
        }
    }

    /** Where the next read goes: straight to the receiver's buffer, if it has room and nothing must be decrypted first. */
    private ByteBuf readBuffer(ByteBufAllocator allocator) {
        straight = false;
        if (tls != null) {
            return allocator.directBuffer(SECURED_READ_BYTES);
        }
        if (!paused) {
            ByteBuffer target = receiver.next();
            if (target.hasRemaining()) {
                straight = true;
                return Unpooled.wrappedBuffer(target).clear();
            }
        }
        return allocator.directBuffer(HELD_READ_BYTES);
    }

    /** Closes the connection; the receiver learns of the first problem. */
    private void fail(Throwable problem) {
        if (cause == null) {
            cause = problem;
        }
        close();
    }

    private void end() {
        if (!told) {
            told = true;
            receiver.closed(cause);
        }
    }
}
