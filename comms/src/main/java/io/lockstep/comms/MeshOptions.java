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
 * @param host the name or address of this machine under which the other workers reach it; the mesh listens there only,
 *     unless {@code network} chooses another address
 */
public record MeshOptions(
        int rank,
        int worldSize,
        String jobId,
        long attempt,
        JobSecret secret,
        String host,
        Timeouts timeouts,
        CollectiveOptions collectives,
        NetworkOptions network) {
    public MeshOptions {
        if (worldSize < 1 || rank < 0 || rank >= worldSize) {
            throw new IllegalArgumentException(
                    "rank must lie in 0.." + (worldSize - 1) + " and worldSize be positive, but rank is " + rank);
        }
    }

    /** Options with the defaults of {@link Timeouts}, {@link CollectiveOptions} and {@link NetworkOptions}. */
    public static MeshOptions of(int rank, int worldSize, String jobId, long attempt, JobSecret secret, String host) {
        return new MeshOptions(
                rank,
                worldSize,
                jobId,
                attempt,
                secret,
                host,
                Timeouts.DEFAULT,
                CollectiveOptions.DEFAULT,
                NetworkOptions.DEFAULT);
    }

    public MeshOptions withHost(String changed) {
        return new MeshOptions(rank, worldSize, jobId, attempt, secret, changed, timeouts, collectives, network);
    }

    public MeshOptions with(Timeouts changed) {
        return new MeshOptions(rank, worldSize, jobId, attempt, secret, host, changed, collectives, network);
    }

    public MeshOptions with(CollectiveOptions changed) {
        return new MeshOptions(rank, worldSize, jobId, attempt, secret, host, timeouts, changed, network);
    }

    public MeshOptions with(NetworkOptions changed) {
        return new MeshOptions(rank, worldSize, jobId, attempt, secret, host, timeouts, collectives, changed);
    }

    public MeshOptions withRendezvousTimeout(Duration timeout) {
        return with(timeouts.withRendezvous(timeout));
    }

    public MeshOptions withHandshakeTimeout(Duration timeout) {
        return with(timeouts.withHandshake(timeout));
    }

    public MeshOptions withOperationTimeout(Duration timeout) {
        return with(timeouts.withOperation(timeout));
    }
}
