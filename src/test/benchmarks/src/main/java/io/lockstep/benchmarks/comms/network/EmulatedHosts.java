package io.lockstep.benchmarks.comms.network;

import io.lockstep.benchmarks.BenchmarkException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Hosts of one rank each, emulated on this machine: a network namespace for each, joined by a switch, which is a bridge in a
 * namespace too. Both ends of each host's cable pass no more than its rate (tc's token bucket), so that each direction does.
 * What does not exist here is distance: a packet arrives when it is through the bucket.
 */
public final class EmulatedHosts implements Place {
    private static final String INTERFACE = "eth0";
    private static final String BRIDGE = "bridge";
    /** How long a packet may wait for the bucket before it is dropped: the queue of a switch with little memory. */
    private static final String LONGEST_WAIT = "10ms";

    private final Namespaces namespaces = new Namespaces();
    private final List<String> hosts = new ArrayList<>();
    private final LinkRate rate;
    private final String congestionControl;
    private final Path mpiAgent;
    private final Goodput goodput;

    /**
     * Needs root.
     *
     * @param congestionControl of TCP on all hosts
     * @param mpiAgent the script by which mpirun reaches the other hosts
     * @throws BenchmarkException if they cannot be set up; nothing is left of them
     */
    public EmulatedHosts(int count, LinkRate rate, String congestionControl, Path mpiAgent) {
        this.rate = rate;
        this.congestionControl = congestionControl;
        this.mpiAgent = mpiAgent;
        try {
            String bridge = namespaces.create(BRIDGE);
            SystemCommand.run("ip -n " + bridge + " link add " + BRIDGE + " type bridge");
            SystemCommand.run("ip -n " + bridge + " link set " + BRIDGE + " up");
            for (int rank = 0; rank < count; rank++) {
                hosts.add(addHost(bridge, rank));
            }
            goodput = new Goodput(this);
        } catch (RuntimeException e) {
            namespaces.close();
            throw e;
        }
    }

    private String addHost(String bridge, int rank) {
        String host = namespaces.create(Integer.toString(rank));
        String port = "port" + rank;
        SystemCommand.run(
                "ip link add " + port + " netns " + bridge + " type veth peer name " + INTERFACE + " netns " + host);
        SystemCommand.run("ip -n " + bridge + " link set " + port + " master " + BRIDGE + " up");
        SystemCommand.run("ip -n " + host + " addr add " + address(rank) + "/24 dev " + INTERFACE);
        SystemCommand.run("ip -n " + host + " link set " + INTERFACE + " up");
        namespaces.useCongestionControl(host, congestionControl);
        limit(host, INTERFACE);
        limit(bridge, port);
        return host;
    }

    private void limit(String namespace, String device) {
        SystemCommand.run("tc -n " + namespace + " qdisc add dev " + device + " root tbf rate " + rate + " burst "
                + rate.burstBytes() + " latency " + LONGEST_WAIT);
    }

    @Override
    public String description() {
        return hosts.size() + " emulated hosts (network namespaces) with a rank each, joined by links of " + rate;
    }

    @Override
    public String congestionControl() {
        return congestionControl;
    }

    @Override
    public List<String> command(int rank, List<String> command) {
        List<String> inside = new ArrayList<>(Namespaces.enter(hosts.get(rank)));
        inside.addAll(List.of("unshare", "--uts", "sh", "-c", "hostname \"$0\" && exec \"$@\"", hosts.get(rank)));
        inside.addAll(command);
        return inside;
    }

    @Override
    public String address(int rank) {
        return "10.77.0." + (rank + 1);
    }

    @Override
    public String networkInterface() {
        return INTERFACE;
    }

    @Override
    public List<String> mpirunOptions(int ranks) {
        String addresses =
                IntStream.range(0, ranks).mapToObj(rank -> address(rank) + ":1").collect(Collectors.joining(","));
        return List.of(
                "--mca",
                "plm_rsh_agent",
                mpiAgent + " " + namespaces.prefix(),
                "--mca",
                "plm_rsh_no_tree_spawn",
                "1",
                "--mca",
                "oob_tcp_if_include",
                INTERFACE,
                "--host",
                addresses);
    }

    @Override
    public OptionalDouble goodput(Duration duration) throws InterruptedException {
        return OptionalDouble.of(goodput.measure(duration));
    }

    @Override
    public void close() {
        goodput.close();
        namespaces.close();
    }
}
