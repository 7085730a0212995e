package io.lockstep.comms.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Tells Netty where to put what it reads, and how long to go on: while reads fill their buffers, since then more is probably
 * waiting.
 */
final class ReadAllocator implements RecvByteBufAllocator {
    /** Reads in a row before other work gets its turn: long enough to empty a socket buffer, short enough to keep sending. */
    private static final int MAX_READS = 8;

    private final Function<ByteBufAllocator, ByteBuf> buffers;
    private final BooleanSupplier wanted;

    /**
     * An allocator for one connection.
     *
     * @param buffers the buffer of the next read
     * @param wanted whether more may be read
     */
    ReadAllocator(Function<ByteBufAllocator, ByteBuf> buffers, BooleanSupplier wanted) {
        this.buffers = buffers;
        this.wanted = wanted;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Reading();
    }

    private final class Reading implements ExtendedHandle {
        private int reads;
        private int lastBytes;
        private int attemptedBytes;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return buffers.apply(allocator);
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
            return wanted.getAsBoolean() && reads < MAX_READS && lastBytes > 0 && lastBytes == attemptedBytes;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return continueReading();
        }

        @Override
        public void readComplete() {}
    }
}
