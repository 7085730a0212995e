package io.lockstep.comms.join;

import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.PortRange;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The listening socket of a rank: on the address that the options choose, at the first free port of their range. */
// A port that cannot be had tells so through the listener of its future; nobody waits for one to be closed.
@SuppressWarnings("FutureReturnValueIgnored")
final class Listener {
    private final ServerBootstrap bootstrap;
    private final int rank;
    private final String host;
    private final PortRange ports;
    private final Promise<HostAndPort> listening;
    private @Nullable Channel socket;

    /** @throws io.lockstep.comms.RendezvousException if this machine has no such address */
    Listener(ServerBootstrap bootstrap, MeshOptions options, Promise<HostAndPort> listening) {
        this.bootstrap = bootstrap;
        this.listening = listening;
        rank = options.rank();
        // Spark writes an IPv6 address in brackets.
        host = HostAndPort.of(options.network().address().resolve(options.host()), 0)
                .host();
        ports = options.network().ports();
    }

    /** Tries the ports in turn; the future fails with an {@link IOException} when none is free. */
    Future<HostAndPort> listen() {
        tryPort(ports.first());
        return listening;
    }

    void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private void tryPort(int port) {
        ChannelFuture bound = bootstrap.bind(host, port);
        socket = bound.channel();
        bound.addListener(result -> {
            if (result.isSuccess()) {
                InetSocketAddress local = (InetSocketAddress) bound.channel().localAddress();
                listening.setSuccess(HostAndPort.of(host, local.getPort()));
            } else if (port < ports.last()) {
                tryPort(port + 1);
            } else {
                listening.setFailure(failure(result.cause()));
            }
        });
    }

    private IOException failure(Throwable last) {
        String where = "rank " + rank + " cannot listen on " + host;
        return ports.equals(PortRange.ANY)
                ? new IOException(where + ": " + last.getMessage() + "; give an address of this machine", last)
                : new IOException(
                        where + " at any of the ports " + ports + " (" + last.getMessage()
                                + "); free some, or give a range with one for each worker of a machine by --comms-ports",
                        last);
    }
}
