package io.lockstep.cuda.bench;

import io.lockstep.cuda.command.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The talk with PyTorch's script, in whose place shell scripts answer. */
final class PeerTest {
    private static final Duration SHORT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void takesMeasurementsFromAmongOtherLines() throws Exception {
        Peer peer = peer("""
                [ "$1" = -c ] && { echo 2.13.0; exit; }
                echo "PyTorch 2.13.0"
                echo "$*" >&2
                while read -r line; do
                    echo "{\\"part\\": \\"convolution\\", \\"name\\": \\"${line%%|*}\\", \\"precision\\": \\"bf16\\",\
                 \\"mode\\": \\"forward\\", \\"batch\\": 2, \\"micros\\": 1.5e1, \\"count\\": 2}"
                done
                """);
        List<Measurement> measurements = new ArrayList<>();
        List<String> words = new ArrayList<>();

        assertThat(peer.probe()).isEqualTo(new Peer.Probe(true, "PyTorch 2.13.0"));
        peer.measure(SHORT, measurements::add, words::add);

        assertThat(words).first().isEqualTo("PyTorch 2.13.0");
        assertThat(words).anyMatch(line -> line.contains("--precision bf16 --batch 2 --batches 2 --models convnet"));
        assertThat(measurements).hasSize(3);
        assertThat(measurements.get(0).key()).isEqualTo("convolution|3x16-8 7x7/2|bf16|forward|2");
        assertThat(measurements.get(0).value("micros")).isEqualTo(15);
    }

    @Test
    void saysWhyPyTorchIsNotMeasured() throws Exception {
        assertThat(peer("echo \"ModuleNotFoundError: No module named 'torch'\"; exit 1")
                        .probe())
                .isEqualTo(new Peer.Probe(false, "PyTorch is not installed here"));
        assertThat(peer("echo 'AssertionError: PyTorch sees no GPU'; exit 1").probe())
                .isEqualTo(new Peer.Probe(false, "PyTorch does not work here (AssertionError: PyTorch sees no GPU)"));
        Path script = Files.createFile(folder.resolve("peer.py"));
        assertThat(new Peer(plan(), script, "/nowhere/python3").probe().works()).isFalse();
        assertThat(new Peer(plan(), folder.resolve("other.py"), "sh").probe().words())
                .contains("other.py is not there");
    }

    /** Plays python3. */
    private Peer peer(String answer) throws Exception {
        Path python = Files.writeString(
                Files.createTempFile(
                        folder,
                        "python",
                        "",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
                "#!/bin/sh\n" + answer);
        return new Peer(plan(), Files.createTempFile(folder, "peer", ".py"), python.toString());
    }

    private static Plan plan() throws Exception {
        return Plan.of(new Options(List.of("--smoke"), Set.of("--smoke"), Set.of()));
    }
}
