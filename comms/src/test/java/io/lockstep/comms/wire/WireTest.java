package io.lockstep.comms.wire;

import io.lockstep.comms.tls.TlsIdentity;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A wire whose receiver takes what it wants when it wants, with both transports, with TLS and without. */
@Timeout(60)
class WireTest {
    private static final int BYTES = 5_000_000;

    private ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), Transport.NIO.handlers());
    private final Taker taker = new Taker();
    private final Taker silent = new Taker();

    @AfterEach
    void endLoop() {
        Future<?> ended = loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
        assertThat(ended.isSuccess()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"EPOLL, false", "EPOLL, true", "NIO, false", "NIO, true"})
    void bytesWaitForTheirReceiver(Transport transport, boolean tls) throws Exception {
        Wire sender = connect(transport, tls);
        ByteBuffer data = data();
        sender.write(data.duplicate());
        sender.flush();
        for (int wanted = 0; wanted < BYTES; wanted += 700_001) {
            taker.wanted = Math.min(BYTES, wanted);
            resume();
            runUntil(() -> taker.taken == taker.wanted);
            // Nothing more is taken, and the sender is held up by TCP: not everything fits into the kernel.
            for (int i = 0; i < 20; i++) {
                loop.runNow();
            }
            assertThat(taker.taken).isEqualTo(taker.wanted);
        }
        taker.wanted = BYTES;
        resume();
        runUntil(() -> taker.taken == BYTES && sender.isFlushed());
        assertThat(taker.sum).isEqualTo(sum(data));
        assertThat(taker.closed).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"EPOLL, false", "EPOLL, true", "NIO, false", "NIO, true"})
    void whatCameBeforeTheEndIsTakenBeforeTheEndIsTold(Transport transport, boolean tls) throws Exception {
        Wire sender = connect(transport, tls);
        ByteBuffer data = data().limit(100_000).slice();
        sender.write(data.duplicate());
        sender.flush();
        runUntil(sender::isFlushed);
        sender.shutOutput();
        for (int i = 0; i < 100; i++) {
            loop.run(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertThat(taker.closed).isFalse();
        taker.wanted = 60_000;
        resume();
        runUntil(() -> taker.taken == 60_000);
        assertThat(taker.closed).isFalse();
        taker.wanted = BYTES;
        resume();
        runUntil(() -> taker.closed);
        assertThat(taker.taken).isEqualTo(100_000);
        assertThat(taker.sum).isEqualTo(sum(data));
        assertThat(taker.cause).isNull();
    }

    @ParameterizedTest
    @CsvSource({"EPOLL, true", "NIO, true"})
    void aBrokenRecordEndsTheConnectionWithItsCause(Transport transport, boolean tls) throws Exception {
        Wire sender = connect(transport, tls);
        taker.wanted = BYTES;
        sender.write(data().limit(1000));
        sender.flush();
        runUntil(() -> taker.taken == 1000);
        assertThat(sender.isFlushed()).isTrue();
        Channel channel = required(silent.channel);
        ChannelFuture broken = channel.pipeline()
                .firstContext()
                .writeAndFlush(channel.alloc().buffer().writeZero(100));
        runUntil(() -> taker.closed);
        assertThat(broken.isSuccess()).isTrue();
        assertThat(taker.taken).isEqualTo(1000);
        assertThat(taker.cause).isNotNull();
    }

    private void resume() {
        if (taker.wire != null) {
            taker.wire.resume();
        }
    }

    /** Connects {@link #silent}, whose wire is returned, with {@link #taker}. */
    private Wire connect(Transport transport, boolean tls) throws Exception {
        endLoop();
        loop = new ManualIoEventLoop(Thread.currentThread(), transport.handlers());
        Channel server = new ServerBootstrap()
                .group(loop)
                .channel(transport.serverChannel())
                .childHandler(attach(taker))
                .bind("127.0.0.1", 0)
                .channel();
        runUntil(server::isActive);
        Channel client = new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .handler(attach(silent))
                .connect("127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort())
                .channel();
        runUntil(() -> client.isActive() && taker.wire != null && silent.wire != null);
        Wire accepted = required(taker.wire);
        Wire dialed = required(silent.wire);
        if (tls) {
            TlsIdentity one = TlsIdentity.create(new SecureRandom());
            TlsIdentity other = TlsIdentity.create(new SecureRandom());
            boolean[] done = new boolean[2];
            accepted.secure(allocator -> one.server(allocator, other.fingerprint()), () -> done[0] = true);
            dialed.secure(allocator -> other.client(allocator, one.fingerprint()), () -> done[1] = true);
            runUntil(() -> done[0] && done[1]);
        }
        return dialed;
    }

    private static ChannelInitializer<SocketChannel> attach(Taker receiver) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                receiver.channel = channel;
                receiver.wire = new Wire(channel, receiver);
            }
        };
    }

    private void runUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            loop.run(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static <T> T required(@Nullable T value) {
        assertThat(value).isNotNull();
        return value;
    }

    private static ByteBuffer data() {
        ByteBuffer data = ByteBuffer.allocateDirect(BYTES);
        for (int i = 0; i < BYTES; i++) {
            data.put(i, (byte) (i * 31 + i / 997));
        }
        return data;
    }

    private static long sum(ByteBuffer data) {
        long sum = 0;
        for (int i = 0; i < data.remaining(); i++) {
            sum = 31 * sum + data.get(i);
        }
        return sum;
    }

    /** Takes {@link #wanted} bytes, in pieces of at most 10,000, and no more. */
    private static final class Taker implements Receiver {
        private final ByteBuffer room = ByteBuffer.allocateDirect(10_000);
        private @Nullable Channel channel;
        private @Nullable Wire wire;
        private int wanted;
        private int taken;
        private long sum;
        private boolean closed;
        private @Nullable Throwable cause;

        @Override
        public void opened() {}

        @Override
        public ByteBuffer next() {
            return room.slice(0, Math.min(wanted - taken, room.capacity()));
        }

        @Override
        public void received(int bytes) {
            for (int i = 0; i < bytes; i++) {
                sum = 31 * sum + room.get(i);
            }
            taken += bytes;
        }

        @Override
        public void closed(@Nullable Throwable problem) {
            assertThat(closed).isFalse();
            closed = true;
            cause = problem;
        }
    }
}
