package io.lockstep.benchmarks.comms.network;

import java.util.List;

/** Where ranks run, and under which addresses they reach each other. Closing it takes away what was set up for it. */
public interface Place extends AutoCloseable {
    /** For people: what a reader of the results must know of it. */
    String description();

    /** Of the TCP connections that are opened there, such as {@code reno}. */
    String congestionControl();

    /** The command that runs {@code command} where {@code rank} belongs. */
    List<String> command(int rank, List<String> command);

    /** The address of {@code rank}. */
    String address(int rank);

    /** The name that the network interface of every rank has. */
    String networkInterface();

    /** What mpirun needs, beside its usual options, to start so many ranks there. */
    List<String> mpirunOptions(int ranks);

    @Override
    void close();
}
