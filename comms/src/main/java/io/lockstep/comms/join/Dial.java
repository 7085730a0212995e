package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.Refusal;
import io.lockstep.comms.wire.Transport;
import io.lockstep.comms.wire.Wire;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;

/** Connects to one rank below ours, again and again until it is there and has proved itself, or the rendezvous ends. */
final class Dial {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Rendezvous rendezvous;
    private final Credentials credentials;
    private final MeshOptions options;
    private final Bootstrap bootstrap;
    private final int rank;
    private final HostAndPort address;

    private DialerHandshake attempt;
    private boolean trying;
    private boolean done;
    private long sinceNanos;
    private String problem = "nothing answered";

    Dial(
            Rendezvous rendezvous,
            Credentials credentials,
            IoEventLoop loop,
            Transport transport,
            int rank,
            HostAndPort address) {
        this.rendezvous = rendezvous;
        this.credentials = credentials;
        this.options = credentials.options();
        this.rank = rank;
        this.address = address;
        attempt = new DialerHandshake(this, credentials, rank);
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(
                        Integer.MAX_VALUE, options.timeouts().handshake().toMillis()))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        attempt.attach(new Wire(channel, attempt));
                    }
                });
    }

    /**
     * Starts the next attempt when it is time, and ends one that takes too long. An attempt that has given its proof may
     * last until the end of the rendezvous: the acceptor, who had to answer in time, may have all its ranks and be closed to
     * new ones.
     */
    void progress(long now) {
        if (done) {
            return;
        }
        if (trying) {
            if (now - sinceNanos > options.timeouts().handshake().toNanos()
                    && attempt.isAttached()
                    && !attempt.hasProved()) {
                attempt.wire().close();
            }
        } else if (sinceNanos == 0 || now - sinceNanos > RETRY_NANOS) {
            connect(now);
        }
    }

    void authenticated(Wire wire) {
        done = true;
        rendezvous.authenticated(rank, wire);
    }

    /** The current attempt has met someone who is not the rank. */
    void refused(Refusal kind, String reason) {
        rendezvous.refused(kind, attempt.wire());
        failed(reason);
    }

    /** The current attempt has failed; the first reason it gave is the one to report. */
    void failed(String reason) {
        if (trying && !done) {
            problem = reason;
            trying = false;
        }
    }

    /** Ends the attempt in progress, if there is one, and makes no more. */
    void cancel() {
        if (!done && attempt.isAttached()) {
            attempt.wire().close();
        }
        done = true;
    }

    String problem() {
        return problem;
    }

    private void connect(long now) {
        sinceNanos = now;
        trying = true;
        DialerHandshake current = new DialerHandshake(this, credentials, rank);
        attempt = current;
        bootstrap.connect(address.host(), address.port()).addListener(result -> {
            if (!result.isSuccess() && attempt == current) {
                failed(String.valueOf(result.cause().getMessage()));
            }
        });
    }
}
