package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.format.Npz;
import io.lockstep.engine.oracle.OracleCases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class TensorTextTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void printsWhatThePyTorchDocumentationShows() {
        assertPrinted(new float[][] {{1, 2}, {3, 4}}, "tensor([[1., 2.],\n        [3., 4.]])");
        assertPrinted(new float[][] {{1, -1}, {1, -1}}, "tensor([[ 1., -1.],\n        [ 1., -1.]])");
        assertPrinted(new long[][] {{1, 2, 3}, {4, 5, 6}}, "tensor([[1, 2, 3],\n        [4, 5, 6]])");
        assertPrinted(new int[][] {{0, 0}}, "tensor([[0, 0]], dtype=torch.int32)");
        assertPrinted(
                new double[] {0.11111, 0.222222, 0.3333333}, "tensor([0.1111, 0.2222, 0.3333], dtype=torch.float64)");
        assertPrinted(3.14159f, "tensor(3.1416)");
        assertPrinted(7L, "tensor(7)");
        assertPrinted(new boolean[] {true, false}, "tensor([ True, False])");
        assertPrinted(new float[] {Float.NaN, 1, Float.POSITIVE_INFINITY}, "tensor([nan, 1., inf])");
        assertPrinted(new float[] {1e-5f, 1}, "tensor([1.0000e-05, 1.0000e+00])");
        assertPrinted(new float[0], "tensor([])");
        assertPrinted(new long[0], "tensor([], dtype=torch.int64)");
        assertPrinted(new float[0][3], "tensor([], size=(0, 0))");
        assertThat(text(device.zeros(0, 3))).isEqualTo("tensor([], size=(0, 3))");
        Tensor range = device.empty(DType.INT64, Shape.of(1001));
        for (int i = 0; i < 1001; i++) {
            range.contiguousBuffer().putLong(i * Long.BYTES, i);
        }
        assertThat(text(range)).isEqualTo("tensor([   0,    1,    2,  ...,  998,  999, 1000])");
    }

    @Test
    void tellsHowGradientsFlowAndWhere() {
        Tensor x = Interchange.fromArray(device, new float[] {1, 2}).requiresGrad_();
        assertThat(text(x)).isEqualTo("tensor([1., 2.], requires_grad=True)");
        assertThat(text(x.add(x))).isEqualTo("tensor([2., 4.], grad_fn=<AddBackward0>)");
        assertThat(TensorText.of(x, "cuda:0")).isEqualTo("tensor([1., 2.], device='cuda:0', requires_grad=True)");
        assertThat(text(Interchange.fromArray(device, new float[][] {{1, 2}, {3, 4}})
                        .t()))
                .isEqualTo("tensor([[1., 3.],\n        [2., 4.]])");
        assertThat(text(Interchange.fromArray(device, new float[] {1.5f, -0f}, DType.BFLOAT16)))
                .isEqualTo("tensor([1.5000, -0.0000], dtype=torch.bfloat16)");
    }

    /** Some 500 arrays with what PyTorch's algorithm, run over NumPy with Python's own formatting, makes of them. */
    @Test
    void agreesWithPythonOnAllKindsOfNumbers(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("printed.npz");
        Files.write(file, resource("printed.npz"));
        Map<String, HostArray> arrays = Npz.read(file);
        String[] texts = new String(resource("printed.txt"), StandardCharsets.UTF_8).split("\n----\n", -1);
        assertThat(texts).hasSize(arrays.size()).hasSizeGreaterThan(500);
        OracleCases.counted("E7.3", texts.length);
        for (int i = 0; i < texts.length; i++) {
            HostArray array = Objects.requireNonNull(arrays.get(Integer.toString(i)));
            int end = texts[i].indexOf('\n');
            @Nullable String history = end == 0 ? null : texts[i].substring(0, end);
            Tensor tensor = Interchange.fromHost(device, array);
            assertThat(TensorText.of(tensor.shape(), Elements.of(tensor.array()), null, history))
                    .as("array %d, %s", i, array)
                    .isEqualTo(texts[i].substring(end + 1));
        }
    }

    private void assertPrinted(Object array, String expected) {
        assertThat(text(Interchange.fromArray(device, array))).isEqualTo(expected);
    }

    private static String text(Tensor tensor) {
        return TensorText.of(tensor, null);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TensorTextTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
