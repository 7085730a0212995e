package io.lockstep.engine.format;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the heap bytes that a thread has allocated, to show that a lying file costs none. */
public final class AllocatedMemory {
    private AllocatedMemory() {}

    /** Bytes so far. */
    public static long ofThisThread() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
