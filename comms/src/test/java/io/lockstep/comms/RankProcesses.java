package io.lockstep.comms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The ranks of a mesh as processes of this machine, each a {@link RankProcess}. */
final class RankProcesses implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();

    /** How the processes are started. */
    record Setting(
            long operationMillis,
            long heartbeatMillis,
            long silenceMillis,
            boolean sharedMemory,
            List<String> prefixes) {
        /** Each process is started by {@code prefixes[rank]}, words with spaces between, if there is one. */
        static final Setting DEFAULT = new Setting(20_000, 200, 10_000, false, List.of());

        Setting withOperationMillis(long millis) {
            return new Setting(millis, heartbeatMillis, silenceMillis, sharedMemory, prefixes);
        }

        Setting withSilenceMillis(long millis) {
            return new Setting(operationMillis, heartbeatMillis, millis, sharedMemory, prefixes);
        }

        Setting withSharedMemory() {
            return new Setting(operationMillis, heartbeatMillis, silenceMillis, true, prefixes);
        }

        Setting withPrefixes(List<String> changed) {
            return new Setting(operationMillis, heartbeatMillis, silenceMillis, sharedMemory, changed);
        }
    }

    /** Ranks that have met; rank r listens at {@code hosts[r]}. */
    static RankProcesses join(Setting setting, List<String> hosts) {
        RankProcesses ranks = start(setting, hosts, "0123456789abcdef");
        ranks.meet();
        for (int rank = 0; rank < hosts.size(); rank++) {
            ranks.expect(rank, "joined");
        }
        return ranks;
    }

    /** Ranks of this host. */
    static RankProcesses join(Setting setting, int worldSize) {
        return join(setting, Collections.nCopies(worldSize, "127.0.0.1"));
    }

    private static RankProcesses start(Setting setting, List<String> hosts, String secret) {
        RankProcesses ranks = new RankProcesses();
        for (int rank = 0; rank < hosts.size(); rank++) {
            ranks.start(setting, rank, hosts, secret);
        }
        return ranks;
    }

    private void start(Setting setting, int rank, List<String> hosts, String secret) {
        List<String> command = new ArrayList<>();
        if (!setting.prefixes().isEmpty()) {
            command.addAll(List.of(setting.prefixes().get(rank).split(" ", -1)));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RankProcess.class.getName()));
        command.addAll(List.of(Integer.toString(rank), Integer.toString(hosts.size()), hosts.get(rank), secret));
        command.add(Long.toString(setting.operationMillis()));
        command.add(Long.toString(setting.heartbeatMillis()));
        command.add(Long.toString(setting.silenceMillis()));
        command.add(Boolean.toString(setting.sharedMemory()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            processes.add(process);
            answers.add(process.inputReader(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells all ranks the addresses of all. */
    private void meet() {
        List<String> addresses = new ArrayList<>();
        for (int rank = 0; rank < processes.size(); rank++) {
            addresses.add(expect(rank, "address"));
        }
        tellAll(String.join(" ", addresses));
    }

    void tell(int rank, String line) {
        try {
            processes
                    .get(rank)
                    .outputWriter(StandardCharsets.UTF_8)
                    .append(line)
                    .append('\n')
                    .flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tellAll(String line) {
        for (int rank = 0; rank < processes.size(); rank++) {
            tell(rank, line);
        }
    }

    /** The rest of the next line of {@code rank}, which must start with {@code word}. */
    String expect(int rank, String word) {
        try {
            String line = answers.get(rank).readLine();
            if (line == null || !line.startsWith(word)) {
                throw new AssertionError("rank " + rank + " said " + line + " instead of " + word);
            }
            return line.substring(word.length()).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal, KILL or STOP. */
    void signal(int rank, String name) {
        run("kill", "-" + name, Long.toString(processes.get(rank).pid()));
    }

    static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
