package io.lockstep.engine.backend;

import org.jspecify.annotations.Nullable;

/** Makes a backend where its hardware and libraries are there; found through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** Name of the backend, such as {@code onednn}. */
    String name();

    /** Type of device that the backend drives: {@code cpu} or {@code cuda}. */
    String deviceType();

    /** Providers for one type of device are tried from the highest priority on. */
    int priority();

    /** Null if the backend can be used here, otherwise why not and what to do, in one line. */
    @Nullable
    String unavailable();

    /**
     * A new backend for the calling thread; {@link #unavailable()} returned null.
     *
     * @param index which device of the type, from 0
     * @throws IllegalStateException if there are not so many, or it cannot be used; the message says why
     */
    Backend create(int index);
}
