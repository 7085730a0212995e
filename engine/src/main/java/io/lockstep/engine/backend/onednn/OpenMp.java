package io.lockstep.engine.backend.onednn;

import com.sun.jna.Function;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * How many threads oneDNN's OpenMP gives to what a Java thread calls. The number belongs to the calling thread: one that
 * sets it to 1 runs every kernel by itself. oneDNN has no call for it, so the runtime that it is linked to is asked.
 */
final class OpenMp {
    private static final String RUNTIME = "libgomp.so.1";

    private static final @Nullable Function GET_MAX_THREADS = function("omp_get_max_threads");
    private static final @Nullable Function SET_NUM_THREADS = function("omp_set_num_threads");

    private OpenMp() {}

    /** Whether {@link #threads} and {@link #use} reach the runtime; oneDNN's library is loaded. */
    static boolean isKnown() {
        return GET_MAX_THREADS != null && SET_NUM_THREADS != null;
    }

    /** Threads that the next kernel of the calling thread gets. */
    static int threads() {
        return known(GET_MAX_THREADS).invokeInt(new Object[0]);
    }

    /** Gives the kernels of the calling thread this many threads from now on. */
    static void use(int threads) {
        known(SET_NUM_THREADS).invokeVoid(new Object[] {threads});
    }

    private static Function known(@Nullable Function function) {
        if (function == null) {
            throw new IllegalStateException("oneDNN's OpenMP runtime is not known; ask isKnown() before");
        }
        return function;
    }

    private static @Nullable Function function(String name) {
        try {
            for (Map.Entry<String, String> library : Loader.getLoadedLibraries().entrySet()) {
                if (library.getValue().endsWith(RUNTIME)) {
                    return com.sun.jna.NativeLibrary.getInstance(library.getValue())
                            .getFunction(name);
                }
            }
            return null;
        } catch (LinkageError e) {
            return null;
        }
    }
}
