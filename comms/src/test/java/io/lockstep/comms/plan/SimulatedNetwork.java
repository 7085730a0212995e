package io.lockstep.comms.plan;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Connects the transfers of all ranks by queues of bytes. What a transfer sends stays in its buffer for a random time
 * before it goes out, so a transfer that changes bytes too early is found out.
 */
final class SimulatedNetwork {
    private final List<ByteBuffer> buffers;
    private final Random random;
    private final List<Transfer> transfers = new ArrayList<>();
    private final List<Outgoing> outgoing = new ArrayList<>();
    private final Map<List<Integer>, ArrayDeque<ByteBuffer>> pipes = new HashMap<>();
    private long sentBytes;

    private static final class Outgoing {
        int to;

        @Nullable
        ByteBuffer bytes;
    }

    SimulatedNetwork(List<ByteBuffer> buffers, Random random) {
        this.buffers = buffers;
        this.random = random;
    }

    void add(Transfer transfer) {
        transfers.add(transfer);
        outgoing.add(new Outgoing());
    }

    List<ByteBuffer> buffers() {
        return buffers;
    }

    /** The bytes sent by all ranks. */
    long sentBytes() {
        return sentBytes;
    }

    /** Moves pieces of up to {@code maxPiece} bytes in a random order until all is done. */
    void run(int maxPiece) {
        long idle = 0;
        while (!isDone()) {
            int rank = random.nextInt(transfers.size());
            int piece = 1 + random.nextInt(maxPiece);
            boolean moved = switch (random.nextInt(3)) {
                case 0 -> send(rank, piece);
                case 1 -> flush(rank);
                default -> receive(rank, piece);
            };
            idle = moved ? 0 : idle + 1;
            if (idle > 100_000) {
                throw new AssertionError("stuck: " + transfers.get(0).progress());
            }
        }
        if (!pipes.values().stream().allMatch(ArrayDeque::isEmpty)) {
            throw new AssertionError("bytes are left that nobody received");
        }
    }

    private boolean isDone() {
        for (int rank = 0; rank < transfers.size(); rank++) {
            Transfer transfer = transfers.get(rank);
            if (!transfer.isAllSent() || !transfer.isAllReceived() || outgoing.get(rank).bytes != null) {
                return false;
            }
        }
        return true;
    }

    private boolean send(int rank, int piece) {
        Transfer transfer = transfers.get(rank);
        Outgoing out = outgoing.get(rank);
        int to = transfer.sendTo();
        int bytes = to < 0 || out.bytes != null ? 0 : Math.min(piece, transfer.sendable());
        if (bytes == 0) {
            return false;
        }
        out.to = to;
        out.bytes = transfer.send(bytes);
        sentBytes += bytes;
        return true;
    }

    private boolean flush(int rank) {
        Outgoing out = outgoing.get(rank);
        if (out.bytes == null) {
            return false;
        }
        ByteBuffer copy =
                ByteBuffer.allocate(out.bytes.remaining()).put(out.bytes).flip();
        pipes.computeIfAbsent(List.of(rank, out.to), key -> new ArrayDeque<>()).add(copy);
        out.bytes = null;
        transfers.get(rank).allOut();
        return true;
    }

    private boolean receive(int rank, int piece) {
        Transfer transfer = transfers.get(rank);
        ArrayDeque<ByteBuffer> pipe = pipes.get(List.of(transfer.receiveFrom(), rank));
        if (pipe == null || pipe.isEmpty()) {
            return false;
        }
        ByteBuffer next = pipe.element();
        int room = Math.min(Math.min(piece, next.remaining()), transfer.receivable(transfer.receiveFrom()));
        if (room == 0) {
            return false;
        }
        ByteBuffer in = transfer.receiveInto(room);
        int bytes = 1 + random.nextInt(Math.min(room, in.remaining()));
        in.put(next.slice(next.position(), bytes));
        next.position(next.position() + bytes);
        if (!next.hasRemaining()) {
            pipe.remove();
        }
        transfer.received(bytes);
        return true;
    }
}
