package io.lockstep.engine.backend;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The host's side of an array that is filled or sent by the host while the device computes. On a GPU it is pinned memory, and
 * copies run beside the kernels; on the processor it is the array's own memory, and nothing is copied.
 */
public interface HostMirror extends AutoCloseable {
    /** The array's bytes as the host has them, direct and in native order. */
    ByteBuffer buffer();

    /**
     * Starts to bring the elements to the buffer, as the kernels that were given so far leave them.
     *
     * @return completes when they are there, on whatever thread
     */
    CompletionStage<?> download();

    /**
     * Starts to bring the buffer to the array; kernels that are given from now on find it there. The buffer must stay as it is
     * until {@link #awaitUpload}.
     */
    void upload();

    /** Tells that the kernels given so far are the last ones to read the array before it is uploaded anew. */
    void markRead();

    /** Waits until the buffer may be filled anew. */
    void awaitUpload();

    @Override
    void close();

    /** That of an array whose memory is the host's. */
    static HostMirror ofHost(NdArray array) {
        return new HostMirror() {
            @Override
            public ByteBuffer buffer() {
                return array.contiguousBlock().buffer();
            }

            @Override
            public CompletionStage<?> download() {
                array.storage().settle();
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void upload() {}

            @Override
            public void markRead() {}

            @Override
            public void awaitUpload() {}

            @Override
            public void close() {}
        };
    }
}
