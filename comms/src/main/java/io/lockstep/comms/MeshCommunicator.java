package io.lockstep.comms;

import io.lockstep.comms.compress.Exchange;
import io.lockstep.comms.compress.GradientCompression;
import io.lockstep.comms.compress.Schedule;
import io.lockstep.comms.plan.Plan;
import io.lockstep.comms.plan.RingAllGather;
import io.lockstep.comms.reduce.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A {@link Communicator} over the links of a mesh: checks the arguments, plans the steps, queues the operation. */
final class MeshCommunicator implements Communicator {
    /** What serves a handful of bytes. */
    private static final Algorithm SMALL = Algorithm.RECURSIVE_DOUBLING;

    private final MeshOptions options;
    private final CommunicationThread thread;
    private final Plans plans;
    private final Map<ElementType, Map<Reduction, Reducer>> reducers = new EnumMap<>(ElementType.class);
    private Topology topology;
    private Selection selection;
    /** What the next operation waits for. */
    private @Nullable CompletionStage<?> ready;

    MeshCommunicator(MeshOptions options, CommunicationThread thread) {
        this.options = options;
        this.thread = thread;
        plans = new Plans(options.rank(), options.worldSize());
        topology = Topology.ofStrangers(options.rank(), options.worldSize());
        selection = Selection.untuned(topology);
    }

    /** Lets the ranks of this host share memory, and settles which all-reduce is used. All ranks call it at once. */
    void prepare(List<String> hosts) {
        CollectiveOptions collectives = options.collectives();
        if (collectives.sharedMemory()) {
            topology = MemorySharing.form(this, options.host());
        }
        selection = new Settlement(this, collectives, topology).settle(hosts);
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
        return allReduce(name, data, type, reduction, selection.of(data.remaining()));
    }

    Pending allReduce(String name, ByteBuffer data, ElementType type, Reduction reduction, Algorithm algorithm) {
        return allReduce(OperationKind.ALL_REDUCE, name, data, type, reduction, algorithm);
    }

    @Override
    public Pending allReduce(String name, ByteBuffer data, Reduction reduction, GradientCompression compression) {
        DataBuffers.check(name, data, Float.BYTES);
        int bytes = data.remaining();
        Schedule schedule = compression.schedule(name, data, reduction, rank(), worldSize());
        List<PlannedExchange> exchanges = new ArrayList<>();
        for (Exchange exchange : schedule.exchanges()) {
            exchanges.add(plan(exchange));
        }
        OperationHeader header = new OperationHeader(
                        OperationKind.ALL_REDUCE, name, ElementType.FLOAT32, reduction, selection.of(bytes), 0, bytes)
                .compressed(compression.compression().toString());
        return submit(header, new ScheduledWork(schedule, exchanges, rank()));
    }

    @Override
    public void startAfter(CompletionStage<?> ready) {
        CompletableFuture<?> state = ready.toCompletableFuture();
        this.ready = state.isDone() && !state.isCompletedExceptionally() ? null : ready;
    }

    @Override
    public Pending reduceScatter(String name, ByteBuffer data, ElementType type, Reduction reduction) {
        DataBuffers.check(name, data, type.bytes());
        int bytes = data.remaining();
        OperationHeader header =
                new OperationHeader(OperationKind.REDUCE_SCATTER, name, type, reduction, null, 0, bytes);
        return submit(header, plans.reduceScatter(bytes, type.bytes()), data, data, reducer(type, reduction));
    }

    @Override
    public Pending allGather(String name, ByteBuffer data, ElementType type) {
        DataBuffers.check(name, data, type.bytes());
        int bytes = data.remaining();
        OperationHeader header = new OperationHeader(OperationKind.ALL_GATHER, name, type, null, null, 0, bytes);
        return submit(header, plans.allGather(bytes, type.bytes()), data, data, null);
    }

    @Override
    public Pending allToAll(String name, ByteBuffer send, ByteBuffer receive) {
        DataBuffers.checkAllToAll(name, send, receive, worldSize());
        int segment = send.remaining() / worldSize();
        OperationHeader header =
                new OperationHeader(OperationKind.ALL_TO_ALL, name, null, null, null, 0, send.remaining());
        receive.put(receive.position() + rank() * segment, send, send.position() + rank() * segment, segment);
        return submit(header, plans.allToAll(segment), send, receive, null);
    }

    @Override
    public Pending broadcast(String name, ByteBuffer data, int root) {
        DataBuffers.check(name, data, 1);
        DataBuffers.checkRoot(name, root, worldSize());
        int bytes = data.remaining();
        OperationHeader header = new OperationHeader(OperationKind.BROADCAST, name, null, null, null, root, bytes);
        return submit(header, plans.broadcast(bytes, root), data, data, null);
    }

    @Override
    public List<byte[]> allGatherObject(String name, byte[] own) {
        DataBuffers.checkObject(name, own);
        ByteBuffer lengths = direct(Integer.BYTES * worldSize()).putInt(Integer.BYTES * rank(), own.length);
        allReduce(OperationKind.GATHER_LENGTHS, name, lengths, ElementType.INT32, Reduction.SUM, SMALL)
                .await();
        int[] starts = new int[worldSize() + 1];
        for (int rank = 0; rank < worldSize(); rank++) {
            starts[rank + 1] = Math.addExact(starts[rank], lengths.getInt(Integer.BYTES * rank));
        }
        ByteBuffer all = direct(starts[worldSize()]).put(starts[rank()], own);
        OperationHeader header =
                new OperationHeader(OperationKind.GATHER_OBJECTS, name, null, null, null, 0, all.capacity());
        submit(header, RingAllGather.plan(rank(), starts), all, all, null).await();
        return cut(all, starts);
    }

    @Override
    public void barrier(String name) {
        // The sum of one element is known nowhere before every rank has given its part.
        allReduce(OperationKind.BARRIER, name, direct(Integer.BYTES), ElementType.INT32, Reduction.SUM, SMALL)
                .await();
    }

    @Override
    public CommunicationStatistics statistics() {
        return thread.statistics();
    }

    @Override
    public Refusals refusals() {
        return thread.refusals();
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

    private Pending allReduce(
            OperationKind kind,
            String name,
            ByteBuffer data,
            ElementType type,
            Reduction reduction,
            Algorithm algorithm) {
        int bytes = data.remaining();
        OperationHeader header = new OperationHeader(kind, name, type, reduction, algorithm, 0, bytes);
        Reducer reducer = reducer(type, reduction);
        return switch (algorithm) {
            case SHARED_MEMORY -> submit(header, new MemoryWork(topology).oneLevel(data, reducer));
            case TWO_LEVEL -> submit(header, new MemoryWork(topology).twoLevels(data, reducer));
            default -> submit(header, plans.allReduce(algorithm, bytes, type.bytes()), data, data, reducer);
        };
    }

    private Pending submit(
            OperationHeader header, Plan plan, ByteBuffer source, ByteBuffer target, @Nullable Reducer reducer) {
        PlannedExchange exchange = new PlannedExchange(plan, source, target, reducer);
        boolean eager = header.bytes() <= PlanRun.MAX_EAGER_BYTES;
        return submit(header, (lane, sequence) -> exchange.start(lane, sequence, eager));
    }

    private Pending submit(OperationHeader header, Work work) {
        Failure failure = thread.failure();
        if (failure != null) {
            throw failure.toException();
        }
        CompletionStage<?> before = ready;
        ready = null;
        Operation operation = new Operation(header, work, thread, before == null);
        thread.submit(operation);
        if (before != null) {
            before.whenComplete((ignored, problem) -> thread.ready(operation, problem));
        }
        return operation;
    }

    /** Over the links even where ranks share memory, which has bytes enough: an all-reduce there takes the ring. */
    private PlannedExchange plan(Exchange exchange) {
        ElementType type = exchange.type();
        int bytes = exchange.source().remaining();
        Plan plan = switch (exchange.kind()) {
            case ALL_REDUCE -> plans.allReduce(selection.of(bytes), bytes, type.bytes());
            case ALL_GATHER -> plans.allGather(bytes, type.bytes());
            case ALL_TO_ALL -> plans.allToAll(bytes / worldSize());
        };
        Reducer reducer = exchange.kind() == Exchange.Kind.ALL_REDUCE ? reducer(type, exchange.reduction()) : null;
        return new PlannedExchange(plan, exchange.source(), exchange.target(), reducer);
    }

    private Reducer reducer(ElementType type, Reduction reduction) {
        return reducers.computeIfAbsent(type, t -> new EnumMap<>(Reduction.class))
                .computeIfAbsent(reduction, r -> Reducer.of(type, r, worldSize()));
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
