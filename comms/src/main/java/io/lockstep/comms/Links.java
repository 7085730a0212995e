package io.lockstep.comms;

import io.lockstep.comms.join.HostAndPort;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The links of one rank to all others, and where those listen. */
final class Links {
    private final int ownRank;
    private final @Nullable Link[] links;
    private List<HostAndPort> addresses = List.of();
    private boolean crowded;

    Links(int ownRank, int worldSize) {
        this.ownRank = ownRank;
        links = new Link[worldSize];
    }

    void addresses(List<HostAndPort> ofAllRanks) {
        addresses = ofAllRanks;
        String ownHost = ofAllRanks.get(ownRank).host();
        long neighbours = ofAllRanks.stream()
                .filter(address -> address.host().equals(ownHost))
                .count();
        crowded = neighbours > Runtime.getRuntime().availableProcessors();
    }

    /** Whether more ranks share this host than it has cores, so that who polls keeps another from working. */
    boolean isCrowded() {
        return crowded;
    }

    /** Takes a new link; a rank that connects again has given up its earlier one, which is closed. */
    void put(Link link) {
        Link earlier = links[link.rank()];
        links[link.rank()] = link;
        if (earlier != null) {
            earlier.wire().close();
        }
    }

    boolean contains(Link link) {
        return links[link.rank()] == link;
    }

    boolean isConnected(int rank) {
        return links[rank] != null;
    }

    boolean isComplete() {
        for (int rank = 0; rank < links.length; rank++) {
            if (rank != ownRank && links[rank] == null) {
                return false;
            }
        }
        return true;
    }

    int worldSize() {
        return links.length;
    }

    /** The link to a rank that is connected. */
    Link get(int rank) {
        Link link = links[rank];
        if (link == null) {
            throw new IllegalStateException("no link to rank " + rank);
        }
        return link;
    }

    /** The link to {@code rank} if there is one and it is open. */
    @Nullable
    Link open(int rank) {
        Link link = links[rank];
        return link != null && link.wire().isOpen() ? link : null;
    }

    void forEachOpen(Consumer<Link> action) {
        for (int rank = 0; rank < links.length; rank++) {
            Link link = open(rank);
            if (link != null) {
                action.accept(link);
            }
        }
    }

    /** Lets links go on that had to wait for an operation; returns whether any came further. */
    boolean resumeStalled() {
        boolean moved = false;
        for (Link link : links) {
            if (link != null && link.reader().isStalled()) {
                moved |= link.reader().resume();
            }
        }
        return moved;
    }

    String addressOf(int rank) {
        return rank < addresses.size() ? addresses.get(rank).toString() : "an address not exchanged yet";
    }
}
