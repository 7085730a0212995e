package io.lockstep.cuda.driver;

import io.lockstep.cuda.driver.DeviceMemory.Piece;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one GPU. To ask the driver takes long, and to give back to it waits for all kernels; so what was freed is kept,
 * and serves who asks for about as much next. Who asks tells what for: if there is not enough, the error says who holds most.
 *
 * <p>With {@code -Dlockstep.cuda.exactMemory=true} nothing is rounded or kept, so that a driver which watches the borders of what it
 * gave sees every access beyond them: for tests, and for compute-sanitizer.
 *
 * <p>Belongs to the thread of its GPU; memory that the garbage collector finds comes back through a queue.
 */
final class MemoryPool {
    private static final String EXACT = "lockstep.cuda.exactMemory";
    private static final long SMALL_UNIT = 512;
    private static final long LARGE_UNIT = 2 << 20;
    private static final long LARGE = 1 << 20;
    private static final int LARGEST_OWNERS = 3;
    private static final int COLLECTIONS = 5;
    private static final long COLLECTION_MILLIS = 20;
    private static final double MIB = 1 << 20;

    private final boolean exact = Boolean.getBoolean(EXACT);
    private final Gpu gpu;
    private final NavigableMap<Long, ArrayDeque<Piece>> free = new TreeMap<>();
    private final Set<Piece> pieces = new HashSet<>();
    private final Queue<Returned> returned = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> owners = new HashMap<>();
    private long taken;
    private long used;
    private long peak;
    private boolean closed;

    MemoryPool(Gpu gpu) {
        this.gpu = gpu;
    }

    /** @throws GpuOutOfMemoryException if there is not so much left */
    DeviceMemory allocate(String owner, long bytes) {
        long size = rounded(bytes);
        takeReturned();
        Piece piece = reuse(size);
        if (piece == null) {
            piece = ask(size);
        }
        if (piece == null) {
            giveBackToDriver();
            piece = ask(size);
        }
        if (piece == null) {
            piece = askForGarbage(size);
        }
        if (piece == null) {
            throw new GpuOutOfMemoryException(outOfMemory(owner, bytes));
        }
        used += piece.size();
        peak = Math.max(peak, used);
        owners.merge(owner, piece.size(), Long::sum);
        Returned back = new Returned(piece, owner);
        return new DeviceMemory(gpu, piece, bytes, () -> returned.add(back));
    }

    private long rounded(long bytes) {
        if (exact) {
            return Math.max(1, bytes);
        }
        long unit = bytes < LARGE ? SMALL_UNIT : LARGE_UNIT;
        return Math.max(1, (bytes + unit - 1) / unit) * unit;
    }

    /** A free piece that is large enough, unless a quarter of it or more would lie idle. */
    private @Nullable Piece reuse(long size) {
        Map.Entry<Long, ArrayDeque<Piece>> fit = free.ceilingEntry(size);
        if (fit == null || fit.getKey() > size + size / 3) {
            return null;
        }
        Piece piece = fit.getValue().removeFirst();
        if (fit.getValue().isEmpty()) {
            free.remove(fit.getKey());
        }
        return piece;
    }

    private @Nullable Piece ask(long size) {
        CUdeviceptr pointer = new CUdeviceptr();
        int code = JCudaDriver.cuMemAlloc(pointer, size);
        if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            return null;
        }
        Status.check(code, "cuMemAlloc", () -> size + " bytes on " + gpu);
        taken += size;
        Piece piece = Piece.of(pointer, size);
        pieces.add(piece);
        return piece;
    }

    private void takeReturned() {
        for (Returned back = returned.poll(); back != null; back = returned.poll()) {
            Piece piece = back.piece();
            used -= piece.size();
            owners.merge(back.owner(), -piece.size(), Long::sum);
            free.computeIfAbsent(piece.size(), size -> new ArrayDeque<>()).addLast(piece);
        }
        if (exact && !closed) {
            giveBackToDriver();
        }
    }

    /** Lets the garbage collector find tensors that nobody can reach: the JVM does not know how much memory they hold. */
    private @Nullable Piece askForGarbage(long size) {
        System.gc();
        Piece piece = null;
        for (int i = 0; i < COLLECTIONS && piece == null; i++) {
            try {
                Thread.sleep(COLLECTION_MILLIS); // another thread tells what was found
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
            takeReturned();
            giveBackToDriver();
            piece = ask(size);
        }
        return piece;
    }

    private void giveBackToDriver() {
        if (free.isEmpty()) {
            return;
        }
        gpu.synchronize();
        free.values().forEach(same -> same.forEach(this::giveBack));
        free.clear();
    }

    private void giveBack(Piece piece) {
        taken -= piece.size();
        pieces.remove(piece);
        Status.check(JCudaDriver.cuMemFree(piece.pointer()), "cuMemFree", () -> piece.size() + " bytes on " + gpu);
    }

    private String outOfMemory(String owner, long bytes) {
        long[] available = new long[1];
        long[] all = new long[1];
        Status.check(JCudaDriver.cuMemGetInfo(available, all), "cuMemGetInfo", gpu::toString);
        String largest = owners.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Comparator.comparingLong((Map.Entry<String, Long> entry) -> entry.getValue())
                        .reversed())
                .limit(LARGEST_OWNERS)
                .map(entry -> entry.getKey() + " " + mebibytes(entry.getValue()))
                .collect(Collectors.joining(", "));
        return gpu + " is out of memory: " + mebibytes(bytes) + " were asked for " + owner + ", "
                + mebibytes(available[0])
                + " of " + mebibytes(all[0]) + " are free, this process holds " + mebibytes(taken) + " and used "
                + mebibytes(peak) + " at most; the largest owners are " + (largest.isEmpty() ? "none" : largest)
                + "; use a smaller batch, bfloat16, or see with nvidia-smi who else uses this GPU";
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }

    /** Bytes in use now. */
    long usedBytes() {
        takeReturned();
        return used;
    }

    /** Most bytes that were ever in use. */
    long peakBytes() {
        return peak;
    }

    /** Gives all back to the driver, what is in use too: the GPU's context may have other owners. */
    void close() {
        gpu.synchronize();
        List.copyOf(pieces).forEach(this::giveBack);
        free.clear();
        closed = true;
    }

    private record Returned(Piece piece, String owner) {}
}
