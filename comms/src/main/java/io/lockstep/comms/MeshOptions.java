package io.lockstep.comms;

import java.time.Duration;

/**
 * What a worker needs to know to join its mesh.
 *
 * @param rank this worker's number
 * @param worldSize the number of workers
 * @param jobId the job's name; workers of another job are refused
 * @param attempt the number of this try of the job; workers of an earlier try are refused
 * @param secret what proves membership of the job
 * @param host the name or address of this machine under which the other workers reach it; the mesh listens there only
 * @param rendezvousTimeout how long all ranks may take to connect, from the end of the address exchange
 * @param handshakeTimeout how long one connection may take to prove that it belongs to the job
 * @param operationTimeout how long one operation may take
 * @param chunkBytes the most payload in one frame
 */
public record MeshOptions(
        int rank,
        int worldSize,
        String jobId,
        long attempt,
        JobSecret secret,
        String host,
        Duration rendezvousTimeout,
        Duration handshakeTimeout,
        Duration operationTimeout,
        int chunkBytes) {
    /** From 256 KB to 1 MB the times of 25 MB buckets over loopback differ by less than they scatter. */
    private static final int DEFAULT_CHUNK_BYTES = 512 << 10;

    public MeshOptions {
        if (worldSize < 1 || rank < 0 || rank >= worldSize) {
            throw new IllegalArgumentException(
                    "rank must lie in 0.." + (worldSize - 1) + " and worldSize be positive, but rank is " + rank);
        }
        requirePositive("rendezvousTimeout", rendezvousTimeout);
        requirePositive("handshakeTimeout", handshakeTimeout);
        requirePositive("operationTimeout", operationTimeout);
        if (chunkBytes < 1024) {
            throw new IllegalArgumentException("chunkBytes must be at least 1024 but is " + chunkBytes);
        }
    }

    /** Options with the default timeouts: rendezvous 60 s, handshake 5 s, operation 60 s. */
    public static MeshOptions of(int rank, int worldSize, String jobId, long attempt, JobSecret secret, String host) {
        return new MeshOptions(
                rank,
                worldSize,
                jobId,
                attempt,
                secret,
                host,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                DEFAULT_CHUNK_BYTES);
    }

    public MeshOptions withRendezvousTimeout(Duration timeout) {
        return with(timeout, handshakeTimeout, operationTimeout, chunkBytes);
    }

    public MeshOptions withHandshakeTimeout(Duration timeout) {
        return with(rendezvousTimeout, timeout, operationTimeout, chunkBytes);
    }

    public MeshOptions withOperationTimeout(Duration timeout) {
        return with(rendezvousTimeout, handshakeTimeout, timeout, chunkBytes);
    }

    public MeshOptions withChunkBytes(int bytes) {
        return with(rendezvousTimeout, handshakeTimeout, operationTimeout, bytes);
    }

    private MeshOptions with(Duration rendezvous, Duration handshake, Duration operation, int chunk) {
        return new MeshOptions(rank, worldSize, jobId, attempt, secret, host, rendezvous, handshake, operation, chunk);
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(name + " must be positive but is " + timeout);
        }
    }
}
