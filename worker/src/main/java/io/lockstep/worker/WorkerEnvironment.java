package io.lockstep.worker;

import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** What a worker has around it: its peers before the mesh stands, the driver that watches, the file systems. */
public interface WorkerEnvironment {
    /**
     * Gives {@code own} to all workers of the attempt and returns what each of them gave, in rank order. Takes about a
     * second: once for the rendezvous, never per step.
     *
     * @throws RestartableException if not all workers arrive in time
     */
    List<String> exchange(String own);

    /** Sends {@code event} to the driver at once, without waiting for it. May be called from any thread. */
    void report(WorkerEvent event);

    /** Whether the attempt was given up, so that the worker should end; cheap enough to be asked every step. */
    boolean cancelled();

    /** Name or address under which the other workers reach this one. */
    String host();

    /** The GPUs that this worker was given, by their numbers on the host; empty if it was given none. */
    default List<Integer> gpus() {
        return List.of();
    }

    /** Settings of the file systems, as the driver has them. */
    Configuration hadoopConfiguration();
}
