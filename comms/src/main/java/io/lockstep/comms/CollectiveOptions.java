package io.lockstep.comms;

/**
 * How collectives go about their work; the same on all ranks.
 *
 * @param algorithm the all-reduce
 * @param chunkBytes the most payload in one frame
 * @param measured whether {@link Algorithm#AUTO} measures when the mesh has formed, for a second at most, unless it has been
 *     measured before; else it goes by built-in limits
 * @param sharedMemory whether ranks of one host exchange data through memory rather than over TCP
 */
public record CollectiveOptions(Algorithm algorithm, int chunkBytes, boolean measured, boolean sharedMemory) {
    /** From 256 KB to 1 MB the times of 25 MB buckets over loopback differ by less than they scatter. */
    public static final CollectiveOptions DEFAULT = new CollectiveOptions(Algorithm.AUTO, 512 << 10, true, true);

    private static final int MIN_CHUNK_BYTES = 1024;

    public CollectiveOptions {
        if (chunkBytes < MIN_CHUNK_BYTES) {
            throw new IllegalArgumentException(
                    "chunkBytes must be at least " + MIN_CHUNK_BYTES + " but is " + chunkBytes);
        }
    }

    public CollectiveOptions with(Algorithm changed) {
        return new CollectiveOptions(changed, chunkBytes, measured, sharedMemory);
    }

    public CollectiveOptions withChunkBytes(int changed) {
        return new CollectiveOptions(algorithm, changed, measured, sharedMemory);
    }

    public CollectiveOptions withMeasured(boolean changed) {
        return new CollectiveOptions(algorithm, chunkBytes, changed, sharedMemory);
    }

    public CollectiveOptions withSharedMemory(boolean changed) {
        return new CollectiveOptions(algorithm, chunkBytes, measured, changed);
    }
}
