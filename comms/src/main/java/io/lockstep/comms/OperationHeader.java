package io.lockstep.comms;

import io.netty.buffer.ByteBuf;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is, as announced to the neighbours before it starts; ranks agree if their headers are equal.
 *
 * <p>On the wire: kind (1), element type (1), reduction (1), algorithm (1), -1 where there is none, root (4), bytes (4),
 * length of the compression (1), compression (ASCII), name (UTF-8).
 *
 * @param root the rank that broadcasts, 0 for other kinds
 * @param bytes the length of the data on each rank
 * @param compression what makes fewer bytes of it, with its settings; empty if nothing does
 */
// The order of the constants is the wire format, and all ranks of an attempt run the same jar.
@SuppressWarnings("EnumOrdinal")
record OperationHeader(
        OperationKind kind,
        String name,
        @Nullable ElementType type,
        @Nullable Reduction reduction,
        @Nullable Algorithm algorithm,
        int root,
        int bytes,
        String compression) {
    private static final int MAX_NAME_BYTES = 512;

    OperationHeader {
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "an operation's name has at most " + MAX_NAME_BYTES + " bytes, but this has more: " + name);
        }
    }

    OperationHeader(
            OperationKind kind,
            String name,
            @Nullable ElementType type,
            @Nullable Reduction reduction,
            @Nullable Algorithm algorithm,
            int root,
            int bytes) {
        this(kind, name, type, reduction, algorithm, root, bytes, "");
    }

    OperationHeader compressed(String by) {
        return new OperationHeader(kind, name, type, reduction, algorithm, root, bytes, by);
    }

    void encode(ByteBuf out) {
        out.writeByte(kind.ordinal());
        out.writeByte(type == null ? -1 : type.ordinal());
        out.writeByte(reduction == null ? -1 : reduction.ordinal());
        out.writeByte(algorithm == null ? -1 : algorithm.ordinal());
        out.writeInt(root).writeInt(bytes);
        out.writeByte(compression.length());
        out.writeCharSequence(compression, StandardCharsets.US_ASCII);
        out.writeCharSequence(name, StandardCharsets.UTF_8);
    }

    /** Reads what {@link #encode} wrote; throws {@link IllegalArgumentException} if it is something else. */
    static OperationHeader decode(ByteBuffer in) {
        try {
            OperationKind kind = OperationKind.values()[in.get()];
            byte type = in.get();
            byte reduction = in.get();
            byte algorithm = in.get();
            int root = in.getInt();
            int bytes = in.getInt();
            byte[] compression = new byte[in.get()];
            in.get(compression);
            String name = StandardCharsets.UTF_8.decode(in).toString();
            return new OperationHeader(
                    kind,
                    name,
                    type < 0 ? null : ElementType.values()[type],
                    reduction < 0 ? null : Reduction.values()[reduction],
                    algorithm < 0 ? null : Algorithm.values()[algorithm],
                    root,
                    bytes,
                    new String(compression, StandardCharsets.US_ASCII));
        } catch (NegativeArraySizeException | IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IllegalArgumentException("malformed operation header", e);
        }
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder().append(kind).append(" \"").append(name).append("\" (");
        if (kind == OperationKind.ALL_REDUCE || kind == OperationKind.REDUCE_SCATTER) {
            text.append(type).append(' ').append(reduction).append(", ");
        }
        if (kind == OperationKind.BROADCAST) {
            text.append("from rank ").append(root).append(", ");
        }
        text.append(bytes).append(" bytes");
        if (!compression.isEmpty()) {
            text.append(", compressed by ").append(compression);
        }
        return text.append(')').toString();
    }
}
