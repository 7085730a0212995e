package io.lockstep.worker.training;

import io.lockstep.engine.backend.Backend;
import io.lockstep.worker.LockstepException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's claim to be the only one on its GPU, held by a lock on a file that all processes of the host see; it ends with the
 * process in any case. Two workers on one GPU take its memory from one another and are slower than one, and nothing else would
 * tell that Spark was not asked to assign GPUs.
 */
final class GpuClaim implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GpuClaim.class);
    /** The same for all processes of the host; java.io.tmpdir may be a container's own. */
    private static final Path SHARED_FOLDER = Path.of("/tmp");

    private final @Nullable FileChannel channel;

    private GpuClaim(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param mayShare whether several workers on one GPU are wanted
     * @throws LockstepException if another worker has claimed the same GPU
     */
    static GpuClaim of(Backend backend, boolean mayShare) {
        String identity = backend.deviceIdentity();
        if (identity.isEmpty() || mayShare) {
            return new GpuClaim(null);
        }
        Path file = SHARED_FOLDER.resolve("lockstep-gpu-" + identity + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new LockstepException(
                        "another worker uses the GPU cuda:" + backend.deviceIndex() + " (" + identity
                                + ") already; let Spark assign one to each worker (spark.executor.resource.gpu.amount=1,"
                                + " spark.task.resource.gpu.amount=1), start fewer workers per host, or give --share-gpu");
            }
            return new GpuClaim(channel);
        } catch (IOException e) {
            LOG.warn(
                    "Whether another worker uses this GPU cannot be told: {} could not be locked: {}",
                    file,
                    e.toString());
            return new GpuClaim(null);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another worker of this process
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("The claim of a GPU could not be given up: {}", e.toString());
            }
        }
    }
}
