package io.lockstep.benchmarks.comms.network;

import io.lockstep.benchmarks.BenchmarkException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Network namespaces that vanish when this is closed or the process ends, by ctrl-C too. Their names begin with {@code
 * lockstep-} and the process's number, so that runs at the same time do not meet.
 */
final class Namespaces implements AutoCloseable {
    private final String prefix = "lockstep-" + ProcessHandle.current().pid() + "-";
    private final Deque<String> names = new ArrayDeque<>();
    private final Thread hook = new Thread(this::delete, "delete network namespaces");

    Namespaces() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What all names begin with. */
    String prefix() {
        return prefix;
    }

    /** @return the name of a new namespace, with its loopback interface up */
    synchronized String create(String suffix) {
        String name = prefix + suffix;
        SystemCommand.run("ip netns add " + name);
        names.push(name);
        SystemCommand.run("ip -n " + name + " link set lo up");
        return name;
    }

    void useCongestionControl(String name, String congestionControl) {
        SystemCommand.run(
                "ip netns exec " + name + " sysctl -qw " + CongestionControl.SETTING + "=" + congestionControl);
    }

    static List<String> enter(String name) {
        return List.of("ip", "netns", "exec", name);
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook is running.
        }
    }

    private synchronized void delete() {
        while (!names.isEmpty()) {
            try {
                SystemCommand.run("ip netns del " + names.pop());
            } catch (BenchmarkException e) {
                System.err.println("bench: " + e.getMessage());
            }
        }
    }
}
