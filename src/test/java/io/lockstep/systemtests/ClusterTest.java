package io.lockstep.systemtests;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** The cluster that the scripts start is a whole one. */
@ExtendWith(ClusterExtension.class)
final class ClusterTest {
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final String FOLDER = Checkout.OUTPUT.resolve("cluster").toString();

    @Test
    void allItsProcessesRun(Cluster cluster) throws Exception {
        Outcome outcome = Command.run(SHORT, Checkout.script("cluster"), "status", "--dir", FOLDER);

        assertThat(outcome.status()).isZero();
        assertThat(outcome.output())
                .contains("master ", "worker-1 ", "worker-2 ", "namenode ", "datanode-1 ", "datanode-2 ")
                .contains("SPARK_MASTER=" + cluster.master(), "HDFS=" + cluster.hdfs(""));
    }

    @Test
    void startingItAgainLeavesItAsItIs(Cluster cluster) throws Exception {
        String before = Command.run(SHORT, Checkout.script("cluster"), "status", "--dir", FOLDER)
                .output();

        Outcome outcome = Command.run(SHORT, Checkout.script("cluster"), "start", "--dir", FOLDER);

        assertThat(outcome.status()).isZero();
        assertThat(outcome.output()).contains("runs already").endsWith(before);
        assertThat(before).contains(cluster.master());
    }

    @Test
    void aFileGoesIntoHdfsAndComesBack(Cluster cluster) throws Exception {
        byte[] content = "in step".getBytes(StandardCharsets.UTF_8);
        Path file = new Path(cluster.hdfs("/cluster-test/file"));
        try (FileSystem fileSystem = cluster.fileSystem()) {
            try (var out = fileSystem.create(file)) {
                out.write(content);
            }

            assertThat(fileSystem.getFileStatus(file).getReplication()).isEqualTo((short) 2);
            try (var in = fileSystem.open(file)) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void theShellSeesItsFiles(Cluster cluster) throws Exception {
        try (FileSystem fileSystem = cluster.fileSystem()) {
            fileSystem.mkdirs(new Path("/shell-test"));
        }

        Outcome outcome = Command.run(SHORT, Checkout.script("hdfs"), "--dir", FOLDER, "-ls", "/");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.output()).contains("/shell-test");
    }
}
