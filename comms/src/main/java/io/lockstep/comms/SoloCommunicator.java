package io.lockstep.comms;

import io.lockstep.comms.compress.GradientCompression;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The communicator of a job with one worker: no sockets, no thread, every result there at once. */
final class SoloCommunicator implements Communicator {
    private static final Pending DONE = new Pending() {
        @Override
        public void await() {}

        @Override
        public boolean isDone() {
            return true;
        }
    };

    private volatile @Nullable String ended;

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int worldSize() {
        return 1;
    }

    @Override
    public Pending allReduce(String name, ByteBuffer data, ElementType type, Reduction reduction) {
        DataBuffers.check(name, data, type.bytes());
        checkOpen();
        return DONE;
    }

    /** The identity: the schedule is made for its checks of the arguments alone. */
    @Override
    public Pending allReduce(String name, ByteBuffer data, Reduction reduction, GradientCompression compression) {
        compression.schedule(name, data, reduction, 0, 1);
        return allReduce(name, data, ElementType.FLOAT32, reduction);
    }

    @Override
    public Pending reduceScatter(String name, ByteBuffer data, ElementType type, Reduction reduction) {
        return allReduce(name, data, type, reduction);
    }

    @Override
    public Pending allGather(String name, ByteBuffer data, ElementType type) {
        return allReduce(name, data, type, Reduction.SUM);
    }

    @Override
    public Pending allToAll(String name, ByteBuffer send, ByteBuffer receive) {
        DataBuffers.checkAllToAll(name, send, receive, 1);
        checkOpen();
        receive.put(receive.position(), send, send.position(), send.remaining());
        return DONE;
    }

    @Override
    public Pending broadcast(String name, ByteBuffer data, int root) {
        DataBuffers.check(name, data, 1);
        DataBuffers.checkRoot(name, root, 1);
        checkOpen();
        return DONE;
    }

    @Override
    public List<byte[]> allGatherObject(String name, byte[] own) {
        DataBuffers.checkObject(name, own);
        checkOpen();
        return List.of(own.clone());
    }

    @Override
    public void barrier(String name) {
        checkOpen();
    }

    @Override
    public CommunicationStatistics statistics() {
        return new CommunicationStatistics(0, 0, 0, 0);
    }

    @Override
    public void abort(String reason) {
        if (ended == null) {
            ended = "rank 0 aborted: " + reason;
        }
    }

    @Override
    public void close() {
        if (ended == null) {
            ended = "the communicator of rank 0 is closed; join a new mesh";
        }
    }

    private void checkOpen() {
        String reason = ended;
        if (reason != null) {
            throw new CommunicatorAbortedException(reason);
        }
    }
}
