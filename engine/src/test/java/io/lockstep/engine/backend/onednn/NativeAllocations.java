package io.lockstep.engine.backend.onednn;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * How many native allocations of this JVM are alive: those of JavaCPP, and the direct buffers. Both counts are of the whole
 * process, and the garbage collector lowers them whenever it finds what an earlier test dropped.
 */
record NativeAllocations(long pointers, long buffers) {
    private static final int ATTEMPTS = 10;

    static NativeAllocations now() {
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
        return new NativeAllocations(Pointer.totalCount(), buffers);
    }

    /**
     * Those that {@code work} made, garbage or not. What others left behind is collected first; where a count fell all the
     * same, the collector took something meanwhile, which may hide an allocation, and the work is done again.
     */
    static NativeAllocations of(Runnable work) throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            NativeAllocations before = withoutGarbage();
            work.run();
            NativeAllocations after = now();
            if (after.pointers >= before.pointers && after.buffers >= before.buffers) {
                return new NativeAllocations(after.pointers - before.pointers, after.buffers - before.buffers);
            }
        }
        throw new AssertionError("The garbage collector took native memory in each of " + ATTEMPTS + " attempts");
    }

    /** References are cleared by threads of their own, some time after the collection that found them. */
    private static NativeAllocations withoutGarbage() throws InterruptedException {
        NativeAllocations last = now();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            System.gc();
            Thread.sleep(50);
            NativeAllocations next = now();
            if (attempt > 0 && next.equals(last)) {
                return next;
            }
            last = next;
        }
        return last;
    }
}
