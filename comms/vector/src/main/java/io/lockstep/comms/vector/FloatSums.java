package io.lockstep.comms.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sums of floats in direct buffers, without copies to arrays and back. Float sums of 256 KB on a 2-core x86-64 EPYC (AVX-512),
 * JDK 17, GB/s: 20 to 28, by copies of blocks 5 to 7; of 64 MB with 256 KB 13 to 14 and 5 to 12.
 *
 * <p>Until the JIT compiler has compiled them they take hundreds of times as long: who has a choice asks {@link #areFast}.
 */
public final class FloatSums {
    private static final String MODULE = "jdk.incubator.vector";

    private static final int WARM_UP_BYTES = 1 << 14;
    private static final int WARM_UP_ROUNDS = 100;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** 2 GB/s, the least speed that is called fast: by copies of blocks it would be more. */
    private static final long FAST_NANOS = (long) WARM_UP_BYTES * WARM_UP_ROUNDS / 2;

    private static final @Nullable String FAILURE = probe();
    private static final AtomicBoolean warmedUp = new AtomicBoolean();
    private static volatile boolean fast;

    private FloatSums() {}

    /** Why the sums cannot run here and what to do, in one line; null if they can. */
    public static @Nullable String unavailable() {
        return FAILURE;
    }

    /**
     * Whether the sums run here and have been seen to be fast. The first call starts to find out, in the background, which takes
     * some tenths of a second of a core.
     */
    public static boolean areFast() {
        if (!fast && FAILURE == null && warmedUp.compareAndSet(false, true)) {
            Thread thread = new Thread(FloatSums::warmUp, "lockstep-vector-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
        return fast;
    }

    private static void warmUp() {
        ByteBuffer target = ByteBuffer.allocateDirect(WARM_UP_BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer source = ByteBuffer.allocateDirect(WARM_UP_BYTES).order(ByteOrder.nativeOrder());
        long begun = System.nanoTime();
        long before;
        do {
            before = System.nanoTime();
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                add(target, source, 1);
            }
            fast = System.nanoTime() - before < FAST_NANOS;
        } while (!fast && before - begun < WARM_UP_NANOS);
    }

    /**
     * {@code target[i] = (target[i] + source[i]) / divisor}, rounded as single float operations round.
     *
     * @param target direct, in native byte order: whole floats from its first byte to its limit
     * @param source as long, likewise
     * @param divisor 1 for the sum itself
     */
    public static void add(ByteBuffer target, ByteBuffer source, int divisor) {
        if (target.limit() != source.limit()) {
            throw new IllegalArgumentException(
                    "sums of buffers of one length, but got " + target.limit() + " and " + source.limit() + " bytes");
        }
        VectorLoops.add(target, source, divisor);
    }

    private static @Nullable String probe() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "the JVM was started without the Vector API; start it with --add-modules " + MODULE;
        }
        try {
            return VectorLoops.lanes() > 1 ? null : "this processor has no vectors of floats";
        } catch (LinkageError e) {
            return "the Vector API of this JDK loads vectors from buffers in another way than that of Java 17";
        }
    }
}
