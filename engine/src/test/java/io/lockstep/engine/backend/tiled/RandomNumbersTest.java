package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Bit for bit those of the reference backend, whatever thread makes them. */
final class RandomNumbersTest {
    private static final RandomKey KEY = new RandomKey(11, 3, 5); // begins amid a block

    private final Device reference = new Device(new ReferenceBackend());
    private final Device tiled = new Device(new TiledBackend(new ReferenceBackend(), new Workers(new TwoThreads(), 1)));

    @AfterEach
    void close() {
        tiled.close();
        reference.close();
    }

    private void same(DType dtype, BiConsumer<Device, Tensor> fill) {
        for (long[] sizes : new long[][] {{}, {0}, {1}, {7, 3}, {3001}, {40, 50}}) {
            for (boolean transposed : new boolean[] {false, true}) {
                Tensor expected = made(reference, dtype, transposed, sizes);
                Tensor found = made(tiled, dtype, transposed, sizes);
                fill.accept(reference, expected);
                fill.accept(tiled, found);
                assertThat(found.toDoubleArray()).isEqualTo(expected.toDoubleArray());
            }
        }
    }

    private static Tensor made(Device device, DType dtype, boolean transposed, long... sizes) {
        Tensor x = device.arange(DType.FLOAT64, 0, (double) Math.max(1, count(sizes)), 1)
                .to(dtype);
        Tensor y = count(sizes) == 0 ? device.zeros(dtype, sizes) : x.view(sizes);
        return transposed && y.dim() == 2 ? y.t() : y;
    }

    private static long count(long... sizes) {
        long count = 1;
        for (long size : sizes) {
            count *= size;
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void floatingNumbers(DType dtype) {
        same(dtype, (device, y) -> device.backend().uniform(KEY, y.array()));
        same(dtype, (device, y) -> device.backend().normal(KEY, y.array()));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
    void dropout(DType dtype) {
        same(dtype, (device, y) -> device.backend().dropout(y.array(), 0.3, KEY, y.array()));
    }

    @Test
    void wholeNumbers() {
        same(DType.INT64, (device, y) -> device.backend().integers(KEY, -7, 1L << 40, y.array()));
        same(DType.INT32, (device, y) -> device.backend().integers(KEY, 0, 10, y.array()));
        same(DType.INT64, (device, y) -> device.backend().integers(KEY, Long.MIN_VALUE, Long.MAX_VALUE, y.array()));
    }
}
