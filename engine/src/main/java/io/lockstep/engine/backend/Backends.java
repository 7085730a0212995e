package io.lockstep.engine.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the backends on the class path. */
public final class Backends {
    private Backends() {}

    /**
     * Makes a backend for the first device of a type and the calling thread, which closes it.
     *
     * @param deviceType {@code cpu} or {@code cuda}
     * @param name the backend, such as {@code reference}; null for the one of highest priority that can be used here
     * @throws IllegalArgumentException if no backend of that name drives such a device
     * @throws IllegalStateException if none of them can be used here; the message says why
     */
    public static Backend open(String deviceType, @Nullable String name) {
        return open(deviceType, 0, name);
    }

    /** As {@link #open(String, String)}, for a device of the type with its number from 0. */
    public static Backend open(String deviceType, int index, @Nullable String name) {
        // The loader of this class, since the thread's own may not see the engine: on executors Spark sets it.
        return open(
                ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()), deviceType, index, name);
    }

    static Backend open(Iterable<BackendProvider> all, String deviceType, @Nullable String name) {
        return open(all, deviceType, 0, name);
    }

    static Backend open(Iterable<BackendProvider> all, String deviceType, int index, @Nullable String name) {
        List<BackendProvider> providers = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (BackendProvider provider : all) {
            known.add(provider.name() + " (" + provider.deviceType() + ")");
            if (provider.deviceType().equals(deviceType)
                    && (name == null || provider.name().equals(name))) {
                providers.add(provider);
            }
        }
        String wanted = name == null ? "device " + deviceType : "backend " + name + " for device " + deviceType;
        if (providers.isEmpty()) {
            throw new IllegalArgumentException("there is no " + wanted + "; on the class path are "
                    + String.join(", ", known) + "; choose one of them, or add the jar that holds yours");
        }
        providers.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
        return firstAvailable(providers, index, wanted);
    }

    private static Backend firstAvailable(List<BackendProvider> providers, int index, String wanted) {
        List<String> reasons = new ArrayList<>();
        for (BackendProvider provider : providers) {
            String reason = provider.unavailable();
            if (reason == null) {
                return provider.create(index);
            }
            reasons.add(provider.name() + ": " + reason);
        }
        throw new IllegalStateException(wanted + " cannot be used here: " + String.join("; ", reasons));
    }
}
