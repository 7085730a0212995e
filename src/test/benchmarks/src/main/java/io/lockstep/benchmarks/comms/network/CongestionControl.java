package io.lockstep.benchmarks.comms.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How Linux controls the rate of TCP connections. */
public final class CongestionControl {
    /** Paces what it sends, on loopback too, which halves the throughput there: a machine's figures then say little. */
    public static final String PACING = "bbr";

    /** The oldest, in every kernel; does not pace. */
    public static final String DEFAULT = "reno";

    static final String SETTING = "net.ipv4.tcp_congestion_control";

    private static final Path FOLDER = Path.of("/proc/sys/net/ipv4");

    private CongestionControl() {}

    /** That of this process's network. */
    public static String current() {
        return read("tcp_congestion_control");
    }

    /** Those that this kernel has loaded. */
    public static List<String> available() {
        return List.of(read("tcp_available_congestion_control").split(" +", -1));
    }

    private static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
