package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class InterchangeTest {
    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void arraysOfEveryTypeComeBack() {
        List<Object> arrays = List.of(
                new float[][] {{1.5f, -0f}, {Float.NaN, Float.NEGATIVE_INFINITY}},
                new double[] {1e300, 0.1},
                new long[][][] {{{Long.MIN_VALUE}, {Long.MAX_VALUE}}},
                new int[][] {{1, 2, 3}},
                new short[] {-3},
                new byte[] {-128, 127},
                new boolean[][] {{true}, {false}},
                new float[2][0],
                new int[0],
                3.5f,
                2.5,
                4L,
                true);
        for (Object array : arrays) {
            Tensor tensor = Interchange.fromArray(device, array);
            assertThat(Interchange.toArray(tensor)).isEqualTo(array);
        }
        assertThat(Interchange.fromArray(device, new float[3][2][4]).shape()).isEqualTo(Shape.of(3, 2, 4));
        assertThat(Interchange.toArray(Interchange.fromArray(device, new int[][] {{1, 2}, {3, 4}})
                        .t()))
                .isEqualTo(new int[][] {{1, 3}, {2, 4}});
    }

    @Test
    void convertsAsPyTorchDoes() {
        assertThat(converted(new double[] {1.9, -1.9}, DType.INT64)).isEqualTo(new long[] {1, -1});
        assertThat(converted(new int[] {255, -1}, DType.UINT8)).isEqualTo(new int[] {255, 255});
        assertThat(converted(new float[] {0, 0.5f, Float.NaN}, DType.BOOL))
                .isEqualTo(new boolean[] {false, true, true});
        assertThat(converted(new boolean[] {true}, DType.FLOAT64)).isEqualTo(new double[] {1});
        assertThat(converted(new long[] {Long.MAX_VALUE, (1L << 53) + 1}, DType.INT64))
                .isEqualTo(new long[] {Long.MAX_VALUE, (1L << 53) + 1});
        assertThat(converted(new float[] {1 / 3f, 65536}, DType.FLOAT16))
                .isEqualTo(new float[] {0.33325195f, Float.POSITIVE_INFINITY});
        assertThat(converted(new float[] {1 / 3f}, DType.BFLOAT16)).isEqualTo(new float[] {0.33398438f});
        assertDoesNotFit(new int[] {256}, DType.UINT8);
        assertDoesNotFit(new int[] {-256}, DType.UINT8);
        assertDoesNotFit(new long[] {1L << 31}, DType.INT32);
        assertDoesNotFit(new double[] {0x1p63}, DType.INT64);
        assertDoesNotFit(new double[] {Double.NaN}, DType.INT64);
        assertDoesNotFit(new float[] {Float.POSITIVE_INFINITY}, DType.INT8);
    }

    @Test
    void refusesWhatIsNoTensor() {
        assertRefused(new float[][] {{1, 2}, {3}}, "[1] holds 1 where the first of its kind holds 2; pad");
        assertRefused(new int[][][] {{{1}, {2}}, {{3}, {4, 5}}}, "[1][1] holds 2 where the first of its kind holds 1");
        assertRefused(new float[][] {{1}, null}, "[1] is null");
        assertRefused(new float[][] {null, {1}}, "[0] is null");
        assertRefused(new Float[] {1f, null}, "[1] is null");
        assertRefused("text", "but got String; copy the elements");
        assertRefused(new char[] {'a'}, "but got char[]; copy the elements");
        assertRefused(new Object[] {new float[] {1}}, "but got Object[]");
    }

    @Test
    void buffersOfEveryTypeComeBack() {
        float[] values = {1, 2, 3, 4};
        FloatBuffer floats = FloatBuffer.wrap(values).position(1);
        Tensor tensor = Interchange.fromBuffer(device, floats, 3, 1);
        assertThat(floats.position()).isEqualTo(1);
        assertThat(Interchange.toArray(tensor)).isEqualTo(new float[][] {{2}, {3}, {4}});
        assertThat(Interchange.toBuffer(tensor).asFloatBuffer()).isEqualTo(FloatBuffer.wrap(values, 1, 3));
        DoubleBuffer doubles = DoubleBuffer.wrap(new double[] {1, 2});
        assertThat(Interchange.toBuffer(Interchange.fromBuffer(device, doubles)).asDoubleBuffer())
                .isEqualTo(doubles);
        LongBuffer longs = LongBuffer.wrap(new long[] {1, 2});
        assertThat(Interchange.toBuffer(Interchange.fromBuffer(device, longs)).asLongBuffer())
                .isEqualTo(longs);
        IntBuffer ints = IntBuffer.wrap(new int[] {1, 2});
        assertThat(Interchange.toBuffer(Interchange.fromBuffer(device, ints)).asIntBuffer())
                .isEqualTo(ints);
        ShortBuffer shorts = ShortBuffer.wrap(new short[] {1, 2});
        assertThat(Interchange.toBuffer(Interchange.fromBuffer(device, shorts)).asShortBuffer())
                .isEqualTo(shorts);
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2});
        assertThat(Interchange.toBuffer(Interchange.fromBuffer(device, bytes))).isEqualTo(bytes);
        assertThatThrownBy(() -> Interchange.fromBuffer(device, floats, 2))
                .hasMessage("shape [2] holds 2 elements, but the buffer has 3");
        assertThatThrownBy(() -> Interchange.fromBuffer(device, CharBuffer.wrap("a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Interchange.toBuffer(device.empty(0, 3)).remaining()).isZero();
    }

    @Test
    void aTensorThatRequiresGradIsDetachedFirst(@TempDir Path folder) throws IOException {
        Tensor x = device.ones(2).requiresGrad_();
        String cure = "call detach() first";
        assertThatThrownBy(() -> Interchange.toArray(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(cure);
        assertThatThrownBy(() -> Interchange.toBuffer(x.mul(2))).hasMessageContaining(cure);
        assertThatThrownBy(() -> Tensors.save(folder.resolve("a.npy"), x)).hasMessageContaining(cure);
        assertThatThrownBy(() -> Tensors.save(folder.resolve("a.npz"), Map.of("x", x)))
                .hasMessageContaining("\"x\"");
        assertThat(Interchange.toArray(x.detach())).isEqualTo(new float[] {1, 1});
        Path file = folder.resolve("a.safetensors");
        Tensors.save(file, Map.of("x", x));
        assertThat(Objects.requireNonNull(Tensors.loadMap(file, device).get("x"))
                        .requiresGrad())
                .isFalse();
    }

    @Test
    void savesAndLoadsByTheNameOfTheFile(@TempDir Path folder) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            tensors.put(
                    dtype.toString(),
                    Interchange.fromArray(device, new int[][] {{0, 1, 2}, {3, 4, 5}}, dtype)
                            .t());
        }
        tensors.put("empty", device.empty(0, 3));
        assertComeBack(folder.resolve("all.safetensors"), tensors);
        assertThatThrownBy(() -> Tensors.save(folder.resolve("all.npz"), tensors))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NumPy has no bfloat16");
        tensors.remove("bfloat16");
        assertComeBack(folder.resolve("all.NPZ"), tensors);
        for (Tensor tensor : tensors.values()) {
            Path file = folder.resolve("one.npy");
            Tensors.save(file, tensor);
            assertSame(Tensors.load(file, device), tensor);
        }
        Tensor one = device.ones(1);
        assertThatThrownBy(() -> Tensors.save(folder.resolve("a.npz"), one)).hasMessageContaining("save a map");
        assertThatThrownBy(() -> Tensors.save(folder.resolve("a.npy"), tensors)).hasMessageContaining("rename it");
        assertThatThrownBy(() -> Tensors.load(folder.resolve("a.npz"), device)).hasMessageContaining("loadMap()");
        assertThatThrownBy(() -> Tensors.loadMap(folder.resolve("a.pt"), device))
                .hasMessageContaining("is neither");
    }

    private void assertComeBack(Path file, Map<String, Tensor> tensors) throws IOException {
        Tensors.save(file, tensors);
        Map<String, Tensor> loaded = Tensors.loadMap(file, device);
        assertThat(loaded.keySet()).containsExactlyElementsOf(tensors.keySet());
        tensors.forEach((name, tensor) -> assertSame(Objects.requireNonNull(loaded.get(name)), tensor));
    }

    private static void assertSame(Tensor found, Tensor expected) {
        assertThat(found.dtype()).isEqualTo(expected.dtype());
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(Interchange.toArray(found)).isEqualTo(Interchange.toArray(expected));
    }

    private Object converted(Object array, DType dtype) {
        return Interchange.toArray(Interchange.fromArray(device, array, dtype));
    }

    private void assertDoesNotFit(Object array, DType dtype) {
        assertThatThrownBy(() -> converted(array, dtype))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit " + dtype);
    }

    private void assertRefused(Object array, String fault) {
        assertThatThrownBy(() -> Interchange.fromArray(device, array))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }
}
