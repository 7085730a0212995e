package io.lockstep.benchmarks.comms.network;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

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

    /**
     * The bytes of payload per second that a TCP connection between the hosts of ranks 0 and 1 carries, as iperf3 finds it
     * in about {@code duration}; empty where no link is between them.
     */
    OptionalDouble goodput(Duration duration) throws InterruptedException;

    @Override
    void close();
}
