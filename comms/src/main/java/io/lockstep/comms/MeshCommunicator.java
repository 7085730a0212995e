package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A {@link Communicator} over the links of a mesh: checks the arguments, plans the steps, queues the operation. */
final class MeshCommunicator implements Communicator {
    private final MeshOptions options;
    private final CommunicationThread thread;

    MeshCommunicator(MeshOptions options, CommunicationThread thread) {
        this.options = options;
        this.thread = thread;
    }

    @Override
    public int rank() {
        return options.rank();
    }

    @Override
    public int worldSize() {
        return options.worldSize();
    }

    @Override
    public Pending allReduce(String name, ByteBuffer data, ElementType type, Reduction reduction) {
        DataBuffers.check(name, data, type.bytes());
        return reduce(OperationKind.ALL_REDUCE, name, data, type, reduction);
    }

    @Override
    public Pending broadcast(String name, ByteBuffer data, int root) {
        DataBuffers.check(name, data, 1);
        DataBuffers.checkRoot(name, root, worldSize());
        OperationHeader header = new OperationHeader(OperationKind.BROADCAST, name, null, null, root, data.remaining());
        return submit(header, new RingBroadcast(rank(), worldSize(), data.remaining(), root), data);
    }

    @Override
    public List<byte[]> allGather(String name, byte[] own) {
        DataBuffers.checkObject(name, own);
        ByteBuffer lengths = direct(Integer.BYTES * worldSize()).putInt(Integer.BYTES * rank(), own.length);
        reduce(OperationKind.ALL_GATHER_LENGTHS, name, lengths, ElementType.INT32, Reduction.SUM)
                .await();
        int[] starts = new int[worldSize() + 1];
        for (int rank = 0; rank < worldSize(); rank++) {
            starts[rank + 1] = Math.addExact(starts[rank], lengths.getInt(Integer.BYTES * rank));
        }
        ByteBuffer all = direct(starts[worldSize()]).put(starts[rank()], own);
        OperationHeader header = new OperationHeader(OperationKind.ALL_GATHER, name, null, null, 0, all.capacity());
        submit(header, new RingAllGather(rank(), starts), all).await();
        return cut(all, starts);
    }

    @Override
    public void barrier(String name) {
        // The sum of one element is known nowhere before every rank has given its part.
        reduce(OperationKind.BARRIER, name, direct(Integer.BYTES), ElementType.INT32, Reduction.SUM)
                .await();
    }

    @Override
    public void abort(String reason) {
        if (thread.isAlive()) {
            thread.abort(reason);
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    private Pending reduce(OperationKind kind, String name, ByteBuffer data, ElementType type, Reduction reduction) {
        int bytes = data.remaining();
        OperationHeader header = new OperationHeader(kind, name, type, reduction, 0, bytes);
        return submit(header, new RingAllReduce(rank(), worldSize(), bytes, type.bytes()), data);
    }

    private Pending submit(OperationHeader header, RingSteps steps, ByteBuffer data) {
        Failure failure = thread.failure();
        if (failure != null) {
            throw failure.toException();
        }
        Operation operation = new Operation(header, steps, data, thread);
        thread.submit(operation);
        return operation;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static List<byte[]> cut(ByteBuffer all, int[] starts) {
        List<byte[]> objects = new ArrayList<>(starts.length - 1);
        for (int rank = 0; rank + 1 < starts.length; rank++) {
            byte[] object = new byte[starts[rank + 1] - starts[rank]];
            all.get(starts[rank], object);
            objects.add(object);
        }
        return objects;
    }
}
