package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.protocol.Peak;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.io.PrintStream;

/**
 * Measures what the machine can do with the threads that this process has: the best of three seconds' products of two float32
 * matrices [2048, 2048], and of as many additions a += b of 64 Mi float32 elements, far more than any cache holds, which
 * read a and b and write a: 12 bytes for each element. A result is
 * asked for each time, since a backend may wait with a kernel until then.
 */
public final class PeakMain {
    private static final int SIZE = 2048;
    private static final long ELEMENTS = 64L << 20;
    private static final int LEAST_REPETITIONS = 5;
    private static final long NANOS = 3_000_000_000L;

    private PeakMain() {}

    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what libraries print is no answer
        try (Device device = new Device(Backends.open("cpu", null))) {
            double flops = 2.0 * SIZE * SIZE * SIZE / matmulSeconds(device);
            double bytes = 3.0 * Float.BYTES * ELEMENTS / additionSeconds(device);
            answers.println(Answers.peak(new Peak(flops, bytes)));
        }
    }

    private static double matmulSeconds(Device device) {
        Tensor a = device.full(DType.FLOAT32, Shape.of(SIZE, SIZE), 0.5);
        Tensor b = device.full(DType.FLOAT32, Shape.of(SIZE, SIZE), 0.25);
        return best(() -> {
            try (Device.Scope step = device.step()) {
                a.matmul(b).contiguousBuffer();
            }
        });
    }

    private static double additionSeconds(Device device) {
        NdArray a = device.full(DType.FLOAT32, Shape.of(ELEMENTS), 0.5).array();
        NdArray b = device.full(DType.FLOAT32, Shape.of(ELEMENTS), 0.25).array();
        return best(() -> {
            device.backend().binary(BinaryOp.ADD, a, b, a);
            a.contiguousBlock();
        });
    }

    private static double best(Runnable action) {
        long end = System.nanoTime() + NANOS;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < LEAST_REPETITIONS || System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            action.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best / 1e9;
    }
}
