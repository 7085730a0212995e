package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.Refusal;
import io.lockstep.comms.Refusals;
import io.lockstep.comms.wire.Transport;
import io.lockstep.comms.wire.Wire;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a rank meets the others: it listens on a port of its own, dials every rank below it and waits to be dialled by
 * every rank above it. Connections that have not proved themselves are few and short-lived: beyond {@link #MAX_STRANGERS}
 * one goes for each that comes, since a true rank proves itself within milliseconds.
 *
 * <p>Used by the communication thread only.
 */
public final class Rendezvous {
    private static final Logger log = LoggerFactory.getLogger(Rendezvous.class);
    private static final int MAX_STRANGERS = 64;

    private final MeshOptions options;
    private final IoEventLoop loop;
    private final Transport transport;
    private final Newcomers newcomers;
    private final Credentials credentials;
    private final RefusalLog refusals;
    private final ArrayDeque<AcceptorHandshake> strangers = new ArrayDeque<>();
    private final List<Dial> dials = new ArrayList<>();
    private List<HostAndPort> addresses = List.of();
    private @Nullable Listener listener;

    public Rendezvous(MeshOptions options, IoEventLoop loop, Transport transport, Newcomers newcomers) {
        this.options = options;
        this.loop = loop;
        this.transport = transport;
        this.newcomers = newcomers;
        credentials = new Credentials(options);
        refusals = new RefusalLog(options.rank());
    }

    /**
     * Starts to listen; the future has the address to tell the others once the loop has run.
     *
     * @throws io.lockstep.comms.RendezvousException if this machine has no address such as the options choose
     */
    public Future<HostAndPort> listen() {
        if (credentials.wantTls()) {
            log.info("Rank {} encrypts by {}", options.rank(), credentials.tlsImplementation());
        }
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
            dials.add(new Dial(this, credentials, loop, transport, rank, addresses.get(rank)));
        }
    }

    /** Starts what is due and ends what takes too long. */
    public void progress(long now) {
        long limit = options.timeouts().handshake().toNanos();
        AcceptorHandshake oldest;
        while ((oldest = strangers.peek()) != null && now - oldest.startNanos() > limit) {
            refuse(oldest, Refusal.TOO_SLOW);
        }
        for (Dial dial : dials) {
            dial.progress(now);
        }
        refusals.progress(now);
    }

    /** The other end of {@code wire} has proved to be {@code rank}. */
    void authenticated(int rank, Wire wire) {
        strangers.removeIf(stranger -> stranger.isAttached() && stranger.wire() == wire);
        newcomers.joined(rank, wire);
    }

    /** Drops {@code stranger}, and counts it. */
    void refuse(AcceptorHandshake stranger, Refusal kind) {
        if (strangers.remove(stranger)) {
            refused(kind, stranger.wire());
        }
        stranger.end();
    }

    /** Counts the connection as refused. */
    void refused(Refusal kind, Wire wire) {
        refusals.refused(kind, wire.remoteAddress());
    }

    /** The connection has ended; if the handshake has not, the other side has left without a proof. */
    void strangerGone(AcceptorHandshake stranger) {
        if (strangers.remove(stranger)) {
            refused(stranger.isSecuring() ? Refusal.TLS_FAILED : Refusal.STRANGER, stranger.wire());
        }
    }

    /** What has been refused: complete when the rendezvous is closed; from any thread. */
    public Refusals refusals() {
        return refusals.refusals();
    }

    /** The ranks that have not come, where they should be, what is known of them, and who came instead. */
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
        return text + refusals.suffix();
    }

    /** Ends listening and all connections that have not proved themselves. */
    public void close() {
        if (listener != null) {
            listener.close();
        }
        while (!strangers.isEmpty()) {
            refuse(strangers.element(), Refusal.TOO_SLOW);
        }
        for (Dial dial : dials) {
            dial.cancel();
        }
        refusals.end();
    }

    private void accept(SocketChannel channel) {
        if (strangers.size() >= MAX_STRANGERS) {
            refuse(leastPromising(), Refusal.CROWDED_OUT);
        }
        AcceptorHandshake stranger = new AcceptorHandshake(this, credentials, System.nanoTime());
        stranger.attach(new Wire(channel, stranger));
        strangers.add(stranger);
    }

    /** The oldest that has not even greeted, else the oldest. */
    private AcceptorHandshake leastPromising() {
        for (AcceptorHandshake stranger : strangers) {
            if (!stranger.hasGreeted()) {
                return stranger;
            }
        }
        return strangers.element();
    }
}
