package io.lockstep.systemtests;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cluster of {@code deploy/cluster}: a Spark master, two workers, a namenode, two datanodes, each a process. All
 * tests share one; get it by {@code @ExtendWith(ClusterExtension.class)} and a parameter.
 */
final class Cluster implements AutoCloseable {
    private static final Path FOLDER = Checkout.OUTPUT.resolve("cluster");
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofMinutes(2);

    private final String master;
    private final String hdfs;

    private Cluster(Properties addresses) {
        master = addresses.getProperty("SPARK_MASTER");
        hdfs = addresses.getProperty("HDFS");
    }

    /** Starts it anew and with an empty HDFS, after the end of one that tests cut short may have left. */
    static Cluster start() throws IOException, InterruptedException {
        run(STOP, "stop");
        FileUtil.fullyDelete(FOLDER.toFile());
        run(START, "start");
        Properties addresses = new Properties();
        try (var reader = Files.newBufferedReader(FOLDER.resolve("cluster.env"))) {
            addresses.load(reader);
        }
        return new Cluster(addresses);
    }

    /** Address of the Spark master, as {@code spark-submit --master} takes it. */
    String master() {
        return master;
    }

    /** {@code path}, absolute, as a URL in the HDFS of this cluster. */
    String hdfs(String path) {
        return hdfs + path;
    }

    /** HDFS, for what a test has to put or look at; the caller closes it. */
    FileSystem fileSystem() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set("dfs.replication", "2");
        return FileSystem.newInstance(URI.create(hdfs), configuration);
    }

    /** Runs {@code deploy/lockstep arguments...} on this cluster to its end. */
    Outcome lockstep(Duration longest, String... arguments) throws IOException, InterruptedException {
        try (Command command = startLockstep(arguments)) {
            return command.await(longest);
        }
    }

    /** Starts {@code deploy/lockstep arguments...} on this cluster; the caller closes the command. */
    Command startLockstep(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(Checkout.script("lockstep")));
        words.addAll(List.of(arguments));
        return Command.start(Map.of("LOCKSTEP_MASTER", master), words.toArray(String[]::new));
    }

    /** The executors of the newest application, once it has {@code count} of them. */
    List<ExecutorProcess> awaitExecutors(int count, Duration longest) throws InterruptedException {
        Path work = FOLDER.resolve("executors");
        return Patience.await(count + " executors", longest, () -> {
            List<ExecutorProcess> executors = ExecutorProcess.ofNewestApplication(work);
            return executors.size() == count ? Optional.of(executors) : Optional.empty();
        });
    }

    @Override
    public void close() throws IOException {
        try {
            run(STOP, "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the cluster stopped");
        }
    }

    private static void run(Duration longest, String command) throws IOException, InterruptedException {
        Outcome outcome = Command.run(longest, Checkout.script("cluster"), command, "--dir", FOLDER.toString());
        assertThat(outcome.status()).as(outcome.output()).isZero();
    }
}
