package io.lockstep.engine.backend.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The kernels of one operation by what they were made for. Making one takes about a millisecond, so a training step
 * that repeats finds all of its kernels here. Where sizes keep changing the least recently used kernel goes; its native
 * memory is then freed with its Java object by the garbage collector.
 *
 * @param <K> what a kernel was made for, such as shapes; its text names the kernel in errors
 */
final class KernelCache<K extends Record> implements AutoCloseable {
    private static final int CAPACITY = 1024;

    private final Map<K, Kernel> kernels = new LinkedHashMap<>(16, 0.75f, true);
    private final Function<K, Kernel> maker;

    KernelCache(Function<K, Kernel> maker) {
        this.maker = maker;
    }

    Kernel get(K key) {
        Kernel kernel = kernels.get(key);
        return kernel != null ? kernel : make(key);
    }

    int size() {
        return kernels.size();
    }

    private Kernel make(K key) {
        if (kernels.size() == CAPACITY) {
            kernels.remove(kernels.keySet().iterator().next());
        }
        try {
            Kernel kernel = maker.apply(key);
            kernels.put(key, kernel);
            return kernel;
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "oneDNN cannot make a kernel for " + key + " (" + e.getMessage()
                            + "); ONEDNN_VERBOSE=all in the environment tells why",
                    e);
        }
    }

    @Override
    public void close() {
        kernels.values().forEach(Kernel::close);
        kernels.clear();
    }
}
