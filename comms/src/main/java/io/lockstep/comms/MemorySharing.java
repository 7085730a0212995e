package io.lockstep.comms;

import io.lockstep.comms.memory.SharedSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the ranks of one host come to share memory. They tell each other which host they are on; the first rank of a host
 * makes a segment with a name and a nonce that nobody can guess and tells both over the mesh; the others map it and say
 * whether that went well. So ranks whose containers do not share {@code /dev/shm} find out, and go on over TCP.
 *
 * <p>Processes in different network namespaces, or under different addresses, count as different hosts.
 */
final class MemorySharing {
    private static final Logger log = LoggerFactory.getLogger(MemorySharing.class);

    private final Communicator communicator;
    private final int rank;
    private final String host;
    private @Nullable SharedSegment segment;
    private @Nullable Path created;

    private MemorySharing(Communicator communicator, String host) {
        this.communicator = communicator;
        this.host = host;
        rank = communicator.rank();
    }

    /** Who shares memory with whom. All ranks call it at the same time. */
    static Topology form(Communicator communicator, String host) {
        return new MemorySharing(communicator, host).form();
    }

    private Topology form() {
        List<byte[]> hosts =
                communicator.allGatherObject("hosts", hostIdentity().getBytes(StandardCharsets.UTF_8));
        List<int[]> groups = groups(hosts);
        int[] own = groups.stream()
                .filter(group -> Arrays.binarySearch(group, rank) >= 0)
                .findFirst()
                .orElseThrow();
        try {
            byte[] offer = own.length > 1 && own[0] == rank ? create(own.length) : new byte[0];
            byte[] taken = communicator.allGatherObject("shared memory", offer).get(own[0]);
            if (own[0] != rank && taken.length > 0) {
                open(taken, own);
            }
            byte[] success = {(byte) (segment == null ? 0 : 1)};
            return topology(groups, communicator.allGatherObject("shared memory is mapped", success));
        } finally {
            delete();
        }
    }

    private static List<int[]> groups(List<byte[]> hosts) {
        List<int[]> groups = new ArrayList<>();
        for (int first = 0; first < hosts.size(); first++) {
            byte[] host = hosts.get(first);
            int[] group = IntStream.range(0, hosts.size())
                    .filter(other -> Arrays.equals(hosts.get(other), host))
                    .toArray();
            if (group[0] == first) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** A group in which one rank could not map the memory is none; all ranks conclude the same. */
    private Topology topology(List<int[]> groups, List<byte[]> successes) {
        List<int[]> agreed = new ArrayList<>();
        SharedSegment shared = null;
        for (int[] group : groups) {
            if (Arrays.stream(group).allMatch(other -> successes.get(other)[0] == 1)) {
                agreed.add(group);
                shared = Arrays.binarySearch(group, rank) >= 0 ? segment : shared;
            } else {
                Arrays.stream(group).forEach(other -> agreed.add(new int[] {other}));
            }
        }
        return new Topology(rank, agreed, shared);
    }

    private byte[] create(int members) {
        byte[] nonce = new byte[SharedSegment.NONCE_BYTES];
        byte[] name = new byte[16];
        SecureRandom random = new SecureRandom();
        random.nextBytes(nonce);
        random.nextBytes(name);
        Path path = SharedSegment.newPath(HexFormat.of().formatHex(name));
        try {
            created = path;
            segment = SharedSegment.create(path, members, nonce);
        } catch (IOException | RuntimeException e) {
            log.info("Rank {} cannot make shared memory, so its host uses TCP: {}", rank, e.toString());
            return new byte[0];
        }
        byte[] text = path.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(nonce.length + text.length)
                .put(nonce)
                .put(text)
                .array();
    }

    private void open(byte[] offer, int[] ranks) {
        byte[] nonce = Arrays.copyOf(offer, SharedSegment.NONCE_BYTES);
        String path = new String(offer, nonce.length, offer.length - nonce.length, StandardCharsets.UTF_8);
        try {
            segment = SharedSegment.open(Path.of(path), ranks.length, Arrays.binarySearch(ranks, rank), nonce);
        } catch (IOException | RuntimeException e) {
            log.info(
                    "Rank {} cannot map the shared memory of its host, which uses TCP therefore: {}",
                    rank,
                    e.toString());
        }
    }

    private void delete() {
        try {
            if (created != null) {
                Files.deleteIfExists(created);
            }
        } catch (IOException e) {
            log.warn("Cannot delete {}: {}", created, e.toString());
        }
    }

    /** The same for processes that run under one kernel in one network namespace at one address, and nowhere else. */
    private String hostIdentity() {
        try {
            return SharedSegment.isSupported()
                    ? host + " "
                            + Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                                    .trim() + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/net"))
                    : "rank " + rank;
        } catch (IOException | RuntimeException e) {
            return "rank " + rank;
        }
    }
}
