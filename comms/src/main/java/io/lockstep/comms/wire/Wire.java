package io.lockstep.comms.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.UncheckedBooleanSupplier;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection whose bytes the kernel puts straight where its {@link Receiver} wants them. Netty asks an allocator
 * for the buffer of each read; this one returns a view of the receiver's buffer, no longer than what belongs there. So
 * nothing is copied or buffered in between, and a stranger can make us hold only what the receiver gives room for.
 *
 * <p>Used by the communication thread only.
 */
// A connection that breaks tells its receiver, whichever call broke it: the futures of single calls add nothing.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Wire extends ChannelInboundHandlerAdapter {
    /** Reads in a row before other work gets its turn: long enough to empty a socket buffer, short enough to keep sending. */
    private static final int MAX_READS = 8;

    private final SocketChannel channel;
    private Receiver receiver;
    private @Nullable Throwable cause;
    private boolean outputShut;
    private boolean paused;

    /** Takes over {@code channel}, before it is registered. */
    public Wire(SocketChannel channel, Receiver receiver) {
        this.channel = channel;
        this.receiver = receiver;
        channel.config().setTcpNoDelay(true).setRecvByteBufAllocator(new ReceiverAllocator());
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.pipeline().addLast(this);
    }

    /** Hands all further bytes to {@code next}. */
    public void handOver(Receiver next) {
        receiver = next;
    }

    /** Reads no more until {@link #resume}. */
    public void pause() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    public void resume() {
        paused = false;
        channel.config().setAutoRead(true);
    }

    /** A buffer to fill and {@link #write}. */
    public ByteBuf buffer(int bytes) {
        return channel.alloc().directBuffer(bytes);
    }

    /** Sends the readable bytes of {@code bytes} behind what is queued already, and releases it. */
    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    /** Sends {@code bytes} without copying: they must stay as they are until {@link #isFlushed}. */
    public void write(ByteBuffer bytes) {
        write(Unpooled.wrappedBuffer(bytes));
    }

    public void flush() {
        channel.flush();
    }

    /** Whether nothing is left to be sent; also true of a closed connection. */
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
            channel.shutdownOutput();
        }
    }

    /** Closes the connection and drops what is not sent yet. */
    public void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        receiver.opened();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        int bytes = buffer.readableBytes();
        buffer.release();
        receiver.received(bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        if (cause == null) {
            cause = problem;
        }
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        receiver.closed(cause);
    }

    private final class ReceiverAllocator implements RecvByteBufAllocator {
        @Override
        public ExtendedHandle newHandle() {
            return new ReceiverHandle();
        }
    }

    /** Keeps reading while reads fill their buffers: then more is probably waiting. */
    private final class ReceiverHandle implements RecvByteBufAllocator.ExtendedHandle {
        private int reads;
        private int lastBytes;
        private int attemptedBytes;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return Unpooled.wrappedBuffer(receiver.next()).clear();
        }

        @Override
        public int guess() {
            return 1024;
        }

        @Override
        public void reset(ChannelConfig config) {
            reads = 0;
        }

        @Override
        public void incMessagesRead(int messages) {
            reads += messages;
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public boolean continueReading() {
            return !paused && reads < MAX_READS && lastBytes > 0 && lastBytes == attemptedBytes;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return continueReading();
        }

        @Override
        public void readComplete() {}
    }
}
