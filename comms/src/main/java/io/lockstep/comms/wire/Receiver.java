package io.lockstep.comms.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What takes the bytes of a {@link Wire}: it says where the next ones go and is told when they are there. */
public interface Receiver {
    /** The connection stands. */
    void opened();

    /**
     * Where the next bytes go: from position to limit of a direct buffer. If it is empty nothing more is read until
     * {@link Wire#resume} is called.
     */
    ByteBuffer next();

    /** The first {@code bytes} of what {@link #next} returned have arrived. */
    void received(int bytes);

    /** The connection is gone; {@code cause} is null if the other side closed it in order. */
    void closed(@Nullable Throwable cause);
}
