package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.wire.Transport;
import io.lockstep.comms.wire.Wire;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rank meets the others: it listens on a port of its own, dials every rank below it and waits to be dialled by
 * every rank above it. Connections that have not proved themselves are few and short-lived: beyond {@link #MAX_STRANGERS}
 * the oldest one goes, since a true rank proves itself within milliseconds.
 *
 * <p>Used by the communication thread only.
 */
public final class Rendezvous {
    private static final int MAX_STRANGERS = 64;

    private final MeshOptions options;
    private final IoEventLoop loop;
    private final Transport transport;
    private final Newcomers newcomers;
    private final SecureRandom random = new SecureRandom();
    private final ArrayDeque<AcceptorHandshake> strangers = new ArrayDeque<>();
    private final List<Dial> dials = new ArrayList<>();
    private List<HostAndPort> addresses = List.of();
    private @Nullable Listener listener;

    public Rendezvous(MeshOptions options, IoEventLoop loop, Transport transport, Newcomers newcomers) {
        this.options = options;
        this.loop = loop;
        this.transport = transport;
        this.newcomers = newcomers;
    }

    /**
     * Starts to listen; the future has the address to tell the others once the loop has run.
     *
     * @throws io.lockstep.comms.RendezvousException if this machine has no address such as the options choose
     */
    public Future<HostAndPort> listen() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(transport.serverChannel())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
        listener = new Listener(bootstrap, options, loop.newPromise());
        return listener.listen();
    }

    /** Starts to dial, with the addresses of all ranks. */
    public void dial(List<HostAndPort> allAddresses) {
        addresses = allAddresses;
        for (int rank = 0; rank < options.rank(); rank++) {
            dials.add(new Dial(this, options, random, loop, transport, rank, addresses.get(rank)));
        }
    }

    /** Starts what is due and ends what takes too long. */
    public void progress(long now) {
        long limit = options.timeouts().handshake().toNanos();
        AcceptorHandshake oldest;
        while ((oldest = strangers.peek()) != null && now - oldest.startNanos() > limit) {
            drop(oldest);
        }
        for (Dial dial : dials) {
            dial.progress(now);
        }
    }

    /** The other end of {@code wire} has proved to be {@code rank}. */
    void authenticated(int rank, Wire wire) {
        strangers.removeIf(stranger -> stranger.isAttached() && stranger.wire() == wire);
        newcomers.joined(rank, wire);
    }

    void strangerGone(AcceptorHandshake stranger) {
        strangers.remove(stranger);
    }

    /** The ranks that have not come, where they should be and what is known of them. */
    public String missing() {
        StringBuilder text = new StringBuilder();
        for (int rank = 0; rank < options.worldSize(); rank++) {
            if (rank != options.rank() && !newcomers.hasJoined(rank)) {
                text.append(text.isEmpty() ? "rank " : ", rank ")
                        .append(rank)
                        .append(" at ")
                        .append(addresses.get(rank));
                text.append(" (")
                        .append(rank < options.rank() ? dials.get(rank).problem() : "it never connected to us");
                text.append(')');
            }
        }
        return text.toString();
    }

    /** Ends listening and all connections that have not proved themselves. */
    public void close() {
        if (listener != null) {
            listener.close();
        }
        while (!strangers.isEmpty()) {
            drop(strangers.peek());
        }
        for (Dial dial : dials) {
            dial.cancel();
        }
    }

    private void accept(SocketChannel channel) {
        if (strangers.size() >= MAX_STRANGERS) {
            drop(strangers.element());
        }
        AcceptorHandshake stranger = new AcceptorHandshake(this, options, random, System.nanoTime());
        stranger.attach(new Wire(channel, stranger));
        strangers.add(stranger);
    }

    private void drop(AcceptorHandshake stranger) {
        strangers.remove(stranger);
        stranger.wire().close();
    }
}
