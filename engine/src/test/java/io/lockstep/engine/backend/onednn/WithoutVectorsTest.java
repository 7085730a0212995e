package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.vector.VectorUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A JVM that was started without the Vector API computes the same, by the direct kernels. */
class WithoutVectorsTest {
    @Test
    void computesByTheDirectKernels(@TempDir Path directory) throws IOException, InterruptedException {
        String output =
                String.join("\n", FreshJvm.run(directory, System.getProperty("java.class.path"), Convolving.class));
        assertThat(output)
                .contains("start it with --add-modules jdk.incubator.vector")
                .contains("by [convolution forward training]");
    }

    /** Runs in a process of its own: a convolution that would go by tiles, beside the reference. */
    static final class Convolving {
        private Convolving() {}

        public static void main(String[] args) {
            System.out.println(VectorUnit.unavailable());
            TreeSet<String> operations = new TreeSet<>();
            try (Comparison comparison = new Comparison()) {
                NdArray x = comparison.random(4, 64, 16, 16);
                NdArray weight = comparison.random(64, 64, 3, 3);
                NdArray y = comparison.fresh(4, 64, 16, 16);
                NdArray expected = comparison.fresh(4, 64, 16, 16);
                comparison.oneDnn.listen((operation, detail, start, end, bytes) -> {
                    if (!operation.equals("reorder")) {
                        operations.add(operation);
                    }
                });
                comparison.oneDnn.convolution(x, weight, null, Window.square(3, 1, 1), y);
                comparison.reference.convolution(x, weight, null, Window.square(3, 1, 1), expected);
                comparison.assertClose(y, expected);
            }
            System.out.println("by " + operations);
        }
    }
}
