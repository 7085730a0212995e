package io.lockstep.comms.control;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.nio.ByteBuffer;

/**
 * Turns control messages into bytes and back, by Kryo 5: records of primitives, enums, texts and such records. Only the classes
 * that both sides registered, in the same order, can be written or read; no class is named in the bytes, none is looked up.
 * Kryo 5 has a package name of its own, so it stands beside the Kryo 4 that Spark brings.
 *
 * <p>What arrives is not trusted: it may be what a rank of another version sends. Nothing longer than the message itself is
 * allocated because of what it says.
 *
 * <p>For one thread at a time.
 */
public final class ControlCodec {
    private static final int FIRST_BYTES = 256;

    private final Kryo kryo = new Kryo();
    private final int maxBytes;

    /**
     * A codec of messages of at most {@code maxBytes}.
     *
     * @param classes of the messages and of all that is in them but primitives and texts; the same on all ranks
     */
    public ControlCodec(int maxBytes, Class<?>... classes) {
        this.maxBytes = maxBytes;
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.register(String.class, new BoundedText());
        for (Class<?> type : classes) {
            kryo.register(type);
        }
    }

    /** @throws IllegalArgumentException if {@code message} is too long, or of a class that is not registered */
    public byte[] encode(Object message) {
        try (Output out = new Output(Math.min(FIRST_BYTES, maxBytes), maxBytes)) {
            kryo.writeObject(out, message);
            return out.toBytes();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "a " + message.getClass().getSimpleName() + " cannot be sent: " + e.getMessage()
                            + "; it must be registered and have at most " + maxBytes + " bytes",
                    e);
        }
    }

    /**
     * Reads the rest of {@code bytes}, which {@link #encode} made of a {@code type}.
     *
     * @throws IllegalArgumentException if they are anything else
     */
    public <T> T decode(ByteBuffer bytes, Class<T> type) {
        byte[] message = new byte[bytes.remaining()];
        bytes.get(message);
        try (Input in = new Input(message)) {
            T decoded = kryo.readObject(in, type);
            if (!in.end()) {
                throw new IllegalArgumentException("it goes on after its end");
            }
            return decoded;
        } catch (RuntimeException e) {
            // Kryo throws whatever comes of the bytes it trips over.
            throw new IllegalArgumentException("malformed " + type.getSimpleName(), e);
        }
    }
}
