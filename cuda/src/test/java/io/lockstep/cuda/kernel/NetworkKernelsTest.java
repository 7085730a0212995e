package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.emulator.EmulatedDriver;
import io.lockstep.cuda.parity.Parity;
import io.lockstep.cuda.parity.ParityCases;
import io.lockstep.cuda.parity.ParitySuite;
import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Normalisation, pooling, loss, optimizer and images on the emulated driver. */
final class NetworkKernelsTest {
    private static final Set<String> FAMILIES =
            Set.of("batch normalisation", "pooling", "cross entropy", "gradient descent", "images", "fused");
    private static final List<String> FILES =
            List.of("batchnorm", "batchnormrows", "epilogue", "pooling", "loss", "optimizer", "images");
    private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+(\\w+)");

    private final EmulatedDriver driver = EmulatedDriver.load();
    private final CudaBackend backend = open();

    private CudaBackend open() {
        driver.configure("");
        driver.reset();
        return new CudaBackend(Gpu.open(0));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"async=late", "order=reversed guard=before workers=1"})
    void theirResultsAreTheReferencesAndNoneIsLeftUntried(String mode) throws IOException {
        driver.configure(mode);
        driver.resetStatistics();
        try (Parity parity = new Parity(backend)) {
            for (ParityCases cases : ParitySuite.all()) {
                if (FAMILIES.contains(cases.name())) {
                    cases.run(parity);
                }
            }
            assertThat(parity.comparisons()).isPositive();
        }
        assertThat(driver.kernelsRun().keySet()).containsAll(kernels());
    }

    private static List<String> kernels() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String file : FILES) {
            try (InputStream ptx =
                    CudaBackend.class.getResourceAsStream("/io/lockstep/cuda/kernels/" + file + ".ptx")) {
                all.append(new String(ptx.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return ENTRY.matcher(all).results().map(entry -> entry.group(1)).toList();
    }

    @Test
    void aLabelThatIsNoClassGivesNaNAndIsToldByALaterCall() {
        try (Arena arena = new Arena(backend.memory("test"))) {
            NdArray logits = floats(arena, Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
            NdArray labels = longs(arena, 2, -100);
            NdArray losses = NdArray.deferred(arena, DType.FLOAT32, Shape.of(2));
            NdArray probabilities = NdArray.deferred(arena, DType.FLOAT32, Shape.of(2, 3));
            backend.crossEntropy(logits, labels, 0, losses, probabilities);
            assertThat(floats(losses)[0]).isFinite();
            assertThat(floats(losses)[1]).isNaN();
            assertThat(floats(probabilities)[2]).isPositive();
            assertThat(floats(probabilities)[3]).isNaN();
            assertThatThrownBy(() -> backend.crossEntropy(logits, labels, 0, losses, probabilities))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("labels of 3 classes are 0 to 2, but sample 1 of an earlier batch had -100;"
                            + " check the data or the number of classes");
            backend.crossEntropy(logits, longs(arena, 0, 1), 0, losses, probabilities);
            backend.synchronize();
            backend.crossEntropyBackward(probabilities, longs(arena, 0, 1), 0, losses, logits);
        }
    }

    @Test
    void aGradientWithoutItsForwardPassIsRefused() {
        try (Arena arena = new Arena(backend.memory("test"))) {
            NdArray unfilled = NdArray.deferred(arena, DType.UINT8, Shape.of(1, 1, 2, 2));
            NdArray x = floats(arena, Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
            assertThatThrownBy(() -> backend.maxPoolBackward(x, unfilled, Window.square(1, 1, 0), x))
                    .hasMessageContaining("was not filled by a max-pooling");
        }
    }

    private static NdArray floats(Arena arena, Shape shape, float... values) {
        NdArray array = NdArray.deferred(arena, DType.FLOAT32, shape);
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        array.contiguousBlock().write(bytes);
        return array;
    }

    private static NdArray longs(Arena arena, long... values) {
        NdArray array = NdArray.deferred(arena, DType.INT64, Shape.of(values.length));
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(values);
        array.contiguousBlock().write(bytes);
        return array;
    }

    private static float[] floats(NdArray array) {
        float[] values = new float[(int) array.numel()];
        array.contiguousBlock()
                .read()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
