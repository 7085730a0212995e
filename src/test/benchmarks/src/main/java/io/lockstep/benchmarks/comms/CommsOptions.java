package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.command.OptionException;
import io.lockstep.benchmarks.comms.contestant.MeshSettings;
import io.lockstep.benchmarks.comms.entrant.Entrant;
import io.lockstep.benchmarks.comms.entrant.LockstepEntrant;
import io.lockstep.benchmarks.comms.entrant.Peers;
import io.lockstep.benchmarks.comms.network.CongestionControl;
import io.lockstep.benchmarks.comms.network.LinkRate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of {@code bench comms}. */
final class CommsOptions {
    private static final String RANKS = "--ranks";
    private static final String SIZES = "--sizes";
    private static final String PEERS = "--peers";
    private static final String VARIANTS = "--variants";
    private static final String ROUNDS = "--rounds";
    private static final String TURN = "--turn";
    private static final String QUICK = "--quick";
    private static final String CONGESTION = "--congestion";
    private static final String HOSTS = "--hosts";
    private static final String LINK = "--link";
    private static final String MASTER = "--master";
    private static final String JSON = "--json";
    private static final String SVG = "--svg";
    private static final String MARKDOWN = "--markdown";

    private static final LinkRate DEFAULT_LINK = new LinkRate(1000);
    private static final String ALL = "all";
    private static final String SYSTEM = "system";
    private static final int MOST_RANKS = 64;
    private static final int MOST_ROUNDS = 1000;
    private static final int MOST_TURN = 60_000;

    private final boolean root;
    private final List<String> congestionControls;
    private final List<String> faults = new ArrayList<>();

    /**
     * @param root whether this process may set up networks
     * @param congestionControls that the kernel has
     */
    CommsOptions(boolean root, List<String> congestionControls) {
        this.root = root;
        this.congestionControls = congestionControls;
    }

    static CommandLine commandLine() {
        CommandSpec command = CommandSpec.create().name("deploy/lockstep bench comms");
        command.usageMessage()
                .description("Measures the all-reduce of float32 buffers between processes on this machine, with"
                        + " --peers in turn with Gloo and Open MPI.")
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .width(110)
                .footer(
                        "",
                        "Sizes are in bytes; 1k is 1024, 1m 1024k. The last line of the output is the ratios: the"
                                + " time of the fastest one of a family of peers over Lockstep's, by size and ranks.");
        command.parser().collectErrors(true);
        command.addOption(value(RANKS, "<counts>", "Comma-separated. Default: 2,4,8, with --quick 2,4."));
        command.addOption(
                value(SIZES, "<sizes>", "Comma-separated. Default: 1k,64k,1m,25m,100m, with --quick 1k,1m,25m."));
        command.addOption(OptionSpec.builder(PEERS)
                .type(String.class)
                .arity("0..1")
                .fallbackValue(ALL)
                .paramLabel("<names>")
                .description("Measure others beside Lockstep: all, or some of these, comma-separated: gloo or mpi for"
                        + " all of a family; " + peerNames() + ".")
                .build());
        command.addOption(value(
                VARIANTS,
                "<list>",
                "Measure variants of Lockstep beside Lockstep as it is: name:setting=value, several settings with"
                        + " semicolons between, several variants with commas. Settings: "
                        + String.join(", ", MeshSettings.keys()) + ". Example: small:chunk=65536."));
        command.addOption(
                value(ROUNDS, "<count>", "In each, each contestant has a turn. Default: 10, with --quick 3."));
        command.addOption(value(TURN, "<ms>", "How long a turn is. Default: 500, with --quick 200."));
        command.addOption(flag(QUICK, "A first impression: fewer ranks, sizes and rounds, shorter turns."));
        command.addOption(value(
                CONGESTION,
                "<name>",
                "TCP's congestion control, set in a network namespace that is made for the run; needs root. system:"
                        + " this machine's network as it is. Default: " + CongestionControl.DEFAULT
                        + " for root, else system."));
        command.addOption(value(
                HOSTS,
                "<count>",
                "Emulate so many hosts, one rank on each: network namespaces, joined by links of a limited rate; needs"
                        + " root. --ranks then defaults to this number."));
        command.addOption(
                value(LINK, "<rate>", "Of the emulated links, such as 100mbit. Default: " + DEFAULT_LINK + "."));
        command.addOption(value(
                MASTER,
                "<url>",
                "Run as a job on this Spark cluster, such as spark://host:7077, a rank on each executor: Lockstep and its"
                        + " variants only. Needs deploy/build."));
        command.addOption(value(JSON, "<file>", "Write all results there, for programs."));
        command.addOption(value(SVG, "<file>", "Draw the bus bandwidth there."));
        command.addOption(value(MARKDOWN, "<file>", "Write the results there, as a page of docs/benchmarks."));
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build());
        return new CommandLine(command).setUnmatchedArgumentsAllowed(true);
    }

    /** @throws OptionException if something is wrong with them; tells all that is */
    CommsSettings settings(ParseResult parsed) {
        parsed.errors().forEach(error -> faults.add(String.valueOf(error.getMessage())));
        parsed.unmatched().forEach(argument -> faults.add("unknown option or argument " + argument));
        boolean quick = parsed.hasMatchedOption(QUICK);
        OptionalInt hosts = hosts(text(parsed, HOSTS));
        String defaultRanks = hosts.isPresent() ? Integer.toString(hosts.getAsInt()) : quick ? "2,4" : "2,4,8";
        CommsSettings settings = new CommsSettings(
                ranks(text(parsed, RANKS).orElse(defaultRanks), hosts.orElse(MOST_RANKS)),
                sizes(text(parsed, SIZES).orElse(quick ? "1k,1m,25m" : "1k,64k,1m,25m,100m")),
                entrants(text(parsed, VARIANTS), text(parsed, PEERS)),
                count(ROUNDS, text(parsed, ROUNDS).orElse(quick ? "3" : "10"), 1, MOST_ROUNDS),
                Duration.ofMillis(count(TURN, text(parsed, TURN).orElse(quick ? "200" : "500"), 1, MOST_TURN)),
                congestionControl(text(parsed, CONGESTION)),
                hosts,
                link(text(parsed, LINK), hosts.isPresent()),
                master(parsed),
                text(parsed, JSON).map(Path::of),
                text(parsed, SVG).map(Path::of),
                text(parsed, MARKDOWN).map(Path::of));
        if (!faults.isEmpty()) {
            throw new OptionException(faults);
        }
        return settings;
    }

    private Optional<String> master(ParseResult parsed) {
        Optional<String> master = text(parsed, MASTER);
        if (master.isPresent()) {
            for (String other : List.of(PEERS, HOSTS, CONGESTION)) {
                if (parsed.hasMatchedOption(other)) {
                    faults.add(other + " is for processes on this machine; leave it out, or leave out " + MASTER);
                }
            }
        }
        return master;
    }

    private OptionalInt hosts(Optional<String> text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!root) {
            faults.add(HOSTS + " needs root, since it sets up network namespaces; run as root, or leave it out");
        }
        return OptionalInt.of(count(HOSTS, text.get(), 2, MOST_RANKS));
    }

    private LinkRate link(Optional<String> text, boolean emulated) {
        if (text.isPresent() && !emulated) {
            faults.add(LINK + " is the rate of emulated links; say between how many hosts, as in " + HOSTS + " 4");
        }
        Optional<LinkRate> rate = text.flatMap(LinkRate::parse);
        if (text.isPresent() && rate.isEmpty()) {
            faults.add(
                    LINK + " expects a rate as in 1gbit or 100mbit, at most 100gbit, but got \"" + text.get() + "\"");
        }
        return rate.orElse(DEFAULT_LINK);
    }

    private List<Integer> ranks(String text, int most) {
        TreeSet<Integer> ranks = new TreeSet<>();
        for (String word : text.split(",", -1)) {
            ranks.add(count(RANKS, word, 2, most));
        }
        return List.copyOf(ranks);
    }

    private List<Long> sizes(String text) {
        TreeSet<Long> sizes = new TreeSet<>();
        for (String word : text.split(",", -1)) {
            ByteSize.parse(word)
                    .ifPresentOrElse(
                            sizes::add,
                            () -> faults.add(SIZES + " expects whole floats of 4 bytes, at most 1g, as in 1k,25m, but"
                                    + " got \"" + word + "\""));
        }
        return List.copyOf(sizes);
    }

    private List<Entrant> entrants(Optional<String> variants, Optional<String> peers) {
        List<Entrant> entrants = new ArrayList<>(List.of(LockstepEntrant.plain()));
        variants.ifPresent(text -> {
            for (String variant : text.split(",", -1)) {
                addVariant(entrants, variant);
            }
        });
        peers.ifPresent(text -> {
            for (String name : text.split(",", -1)) {
                addPeers(entrants, name);
            }
        });
        return List.copyOf(entrants);
    }

    private void addVariant(List<Entrant> entrants, String text) {
        String[] parts = text.split(":", 2);
        if (parts.length != 2 || !parts[0].matches("[a-z0-9-]+")) {
            faults.add(VARIANTS + " expects a name and settings, as in small:chunk=65536, but got \"" + text + "\"");
            return;
        }
        String name = LockstepEntrant.plain().name() + "-" + parts[0];
        if (entrants.stream().anyMatch(entrant -> entrant.name().equals(name))) {
            faults.add(VARIANTS + " has " + parts[0] + " twice; give each a name of its own");
            return;
        }
        try {
            entrants.add(new LockstepEntrant(name, MeshSettings.parse(parts[1])));
        } catch (IllegalArgumentException e) {
            faults.add(VARIANTS + ": " + parts[0] + ": " + e.getMessage());
        }
    }

    private void addPeers(List<Entrant> entrants, String name) {
        Optional<List<Entrant>> found = name.equals(ALL) ? Optional.of(Peers.all()) : Peers.of(name);
        if (found.isEmpty()) {
            faults.add(PEERS + " expects all or some of gloo, mpi, " + peerNames() + " with commas between, but got \""
                    + name + "\"");
            return;
        }
        found.get().stream().filter(peer -> !entrants.contains(peer)).forEach(entrants::add);
    }

    private Optional<String> congestionControl(Optional<String> text) {
        if (text.isEmpty()) {
            return root && congestionControls.contains(CongestionControl.DEFAULT)
                    ? Optional.of(CongestionControl.DEFAULT)
                    : Optional.empty();
        }
        if (text.get().equals(SYSTEM)) {
            return Optional.empty();
        }
        if (!root) {
            faults.add(CONGESTION + " " + text.get() + " needs root; leave it out, or run as root");
        } else if (!congestionControls.contains(text.get())) {
            faults.add(CONGESTION + " expects " + SYSTEM + " or one of this kernel's, "
                    + String.join(", ", congestionControls) + ", but got \"" + text.get() + "\"");
        }
        return text;
    }

    private int count(String option, String text, int least, int most) {
        if (text.matches("[0-9]{1,6}")) {
            int count = Integer.parseInt(text);
            if (count >= least && count <= most) {
                return count;
            }
        }
        faults.add(option + " expects whole numbers from " + least + " to " + most + ", but got \"" + text + "\"");
        return least;
    }

    private static String peerNames() {
        return Peers.all().stream().map(Entrant::name).collect(Collectors.joining(", "));
    }

    private static Optional<String> text(ParseResult parsed, String option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option, null));
    }

    private static OptionSpec value(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).description(description).build();
    }
}
