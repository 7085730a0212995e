package io.lockstep.benchmarks.comms.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** All ranks on this machine, over the loopback interface of a network namespace that has nothing else. */
public final class OwnNetwork implements Place {
    private final Namespaces namespaces = new Namespaces();
    private final String name;
    private final String congestionControl;

    /** Needs root. */
    public OwnNetwork(String congestionControl) {
        this.congestionControl = congestionControl;
        try {
            name = namespaces.create("loopback");
            namespaces.useCongestionControl(name, congestionControl);
        } catch (RuntimeException e) {
            namespaces.close();
            throw e;
        }
    }

    @Override
    public String description() {
        return "processes on this machine, over the loopback interface of a network namespace of their own";
    }

    @Override
    public String congestionControl() {
        return congestionControl;
    }

    @Override
    public List<String> command(int rank, List<String> command) {
        List<String> inside = new ArrayList<>(Namespaces.enter(name));
        inside.addAll(command);
        return inside;
    }

    @Override
    public String address(int rank) {
        return ThisMachine.LOOPBACK_ADDRESS;
    }

    @Override
    public String networkInterface() {
        return ThisMachine.LOOPBACK;
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
    public void close() {
        namespaces.close();
    }
}
