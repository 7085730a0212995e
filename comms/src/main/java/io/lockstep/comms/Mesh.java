package io.lockstep.comms;

import io.lockstep.comms.join.HostAndPort;
import io.lockstep.comms.wire.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The way into the mesh of a job's workers. */
public final class Mesh {
    /** What the caller waits longer than the communication thread does, so that the thread's own error is the one seen. */
    private static final long GRACE_MILLIS = 5000;

    private Mesh() {}

    /**
     * Joins the mesh: listens on a free port of {@code options.host()}, tells the others by {@code exchange}, and connects
     * to all of them, each proving to the other that it belongs to this attempt of the job. With a world size of 1 it
     * opens no socket and does not call {@code exchange}.
     *
     * @return this rank's communicator, to be closed by the caller
     * @throws RendezvousException if a rank does not come, or cannot prove itself, within the rendezvous timeout
     */
    public static Communicator join(MeshOptions options, AddressExchange exchange) {
        return join(options, exchange, Transport.preferred());
    }

    static Communicator join(MeshOptions options, AddressExchange exchange, Transport transport) {
        if (options.worldSize() == 1) {
            return new SoloCommunicator();
        }
        CommunicationThread thread = new CommunicationThread(options, transport);
        try {
            String own = get(thread.start(), options);
            List<HostAndPort> addresses = exchange(exchange, own, options);
            get(thread.connect(addresses), options);
            MeshCommunicator communicator = new MeshCommunicator(options, thread);
            communicator.prepare(addresses.stream().map(HostAndPort::host).toList());
            return communicator;
        } catch (RuntimeException e) {
            thread.abort("could not join the mesh: " + e.getMessage());
            thread.close();
            throw e;
        }
    }

    private static List<HostAndPort> exchange(AddressExchange exchange, String own, MeshOptions options) {
        List<String> addresses;
        try {
            addresses = exchange.exchange(own);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RendezvousException("interrupted while the addresses were exchanged", e);
        } catch (Exception e) {
            throw new RendezvousException("the exchange of addresses failed: " + e.getMessage(), e);
        }
        if (addresses.size() != options.worldSize()
                || !addresses.get(options.rank()).equals(own)) {
            throw new RendezvousException("the address exchange must give " + options.worldSize()
                    + " addresses by rank, " + own + " for rank " + options.rank() + ", but gave " + addresses);
        }
        List<HostAndPort> parsed = new ArrayList<>();
        try {
            for (int rank = 0; rank < addresses.size(); rank++) {
                parsed.add(HostAndPort.parse(rank, addresses.get(rank)));
            }
        } catch (IllegalArgumentException e) {
            throw new RendezvousException(String.valueOf(e.getMessage()), e);
        }
        return parsed;
    }

    private static <T> T get(CompletableFuture<T> future, MeshOptions options) {
        try {
            return future.get(options.timeouts().rendezvous().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RendezvousException("interrupted while the mesh was formed", e);
        } catch (TimeoutException e) {
            throw new RendezvousException("the communication thread did not answer; is the machine overloaded?", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommunicatorException failure) {
                throw failure;
            }
            throw new RendezvousException("the mesh could not be formed: " + e.getCause(), e);
        }
    }
}
