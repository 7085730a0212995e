package io.lockstep.benchmarks.comms.network;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** All ranks on this machine, with its network as it is. */
public final class ThisMachine implements Place {
    static final String LOOPBACK = "lo";
    static final String LOOPBACK_ADDRESS = "127.0.0.1";

    private final String congestionControl = CongestionControl.current();

    @Override
    public String description() {
        return "processes on this machine, over its loopback interface";
    }

    @Override
    public String congestionControl() {
        return congestionControl;
    }

    @Override
    public List<String> command(int rank, List<String> command) {
        return command;
    }

    @Override
    public String address(int rank) {
        return LOOPBACK_ADDRESS;
    }

    @Override
    public String networkInterface() {
        return LOOPBACK;
    }

    @Override
    public List<String> mpirunOptions(int ranks) {
        return List.of();
    }

    @Override
    public OptionalDouble goodput(Duration duration) {
        return OptionalDouble.empty();
    }

    @Override
    public void close() {}
}
