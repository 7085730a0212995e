package io.lockstep.cuda.driver;

import java.nio.ByteBuffer;
import java.util.Arrays;
import jcuda.Pointer;

/**
 * Launches in their order, with copies of their arguments in pinned memory, where the driver reads them. Reused step by step, so
 * that nothing is allocated once it has grown.
 */
final class LaunchList {
    /** Numbers that a launch has beside its arguments: the grid, threads of a block, dynamic shared memory. */
    private static final int NUMBERS = 5;
    /** Before the arguments of a launch: a pointer to them, as the driver wants it. */
    private static final int POINTER_BYTES = 16;

    private static final int ALIGNMENT = 16;
    private static final int FIRST_LAUNCHES = 64;
    private static final int FIRST_BYTES = 32 << 10;

    private final Gpu gpu;
    private Modules.Kernel[] kernels = new Modules.Kernel[FIRST_LAUNCHES];
    private int[] numbers = new int[FIRST_LAUNCHES * NUMBERS];
    private int[] starts = new int[FIRST_LAUNCHES + 1];
    private PinnedMemory memory;
    private int count;

    LaunchList(Gpu gpu) {
        this.gpu = gpu;
        memory = gpu.pinned(FIRST_BYTES);
    }

    int count() {
        return count;
    }

    void clear() {
        Arrays.fill(kernels, 0, count, null);
        count = 0;
    }

    /** Appends a launch; {@code arguments} are the bytes of its one argument. */
    void add(Modules.Kernel kernel, int x, int y, int z, int threads, int sharedBytes, ByteBuffer arguments) {
        if (count == kernels.length) {
            kernels = Arrays.copyOf(kernels, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count * NUMBERS);
            starts = Arrays.copyOf(starts, 2 * count + 1);
        }
        int start = starts[count];
        int bytes = arguments.remaining();
        int end = (start + POINTER_BYTES + bytes + ALIGNMENT - 1) & -ALIGNMENT;
        reserve(end);
        memory.buffer().putLong(start, memory.address(start + (long) POINTER_BYTES));
        memory.buffer().put(start + POINTER_BYTES, arguments, arguments.position(), bytes);
        for (int at = start + POINTER_BYTES + bytes; at < end; at++) {
            memory.buffer().put(at, (byte) 0); // so that equal arguments are equal bytes
        }
        kernels[count] = kernel;
        int number = count * NUMBERS;
        numbers[number] = x;
        numbers[number + 1] = y;
        numbers[number + 2] = z;
        numbers[number + 3] = threads;
        numbers[number + 4] = sharedBytes;
        count++;
        starts[count] = end;
    }

    private void reserve(int bytes) {
        if (bytes <= memory.bytes()) {
            return;
        }
        PinnedMemory larger = gpu.pinned(2 * bytes);
        larger.buffer().put(0, memory.buffer(), 0, starts[count]);
        for (int i = 0; i < count; i++) {
            larger.buffer().putLong(starts[i], larger.address(starts[i] + (long) POINTER_BYTES));
        }
        memory.close();
        memory = larger;
    }

    Modules.Kernel kernel(int launch) {
        return kernels[launch];
    }

    int gridX(int launch) {
        return numbers[launch * NUMBERS];
    }

    int gridY(int launch) {
        return numbers[launch * NUMBERS + 1];
    }

    int gridZ(int launch) {
        return numbers[launch * NUMBERS + 2];
    }

    int threads(int launch) {
        return numbers[launch * NUMBERS + 3];
    }

    int sharedBytes(int launch) {
        return numbers[launch * NUMBERS + 4];
    }

    /** Which kernel it is, in what grid, for messages. */
    String describe(int launch) {
        return "kernel " + kernels[launch].name + ", "
                + Launch.describeGrid(
                        gridX(launch), gridY(launch), gridZ(launch), threads(launch), sharedBytes(launch));
    }

    /** Where the driver finds the pointer to the arguments. */
    Pointer arguments(int launch) {
        return memory.pointer(starts[launch]);
    }

    /** Whether both launch the same kernels in the same grids, if perhaps on other arguments. */
    boolean isLike(LaunchList other) {
        return count == other.count
                && Arrays.equals(kernels, 0, count, other.kernels, 0, count)
                && Arrays.equals(numbers, 0, count * NUMBERS, other.numbers, 0, count * NUMBERS);
    }

    /** Whether a launch of two lists that are like each other has the same arguments in both. */
    boolean sameArguments(LaunchList other, int launch) {
        int start = starts[launch] + POINTER_BYTES;
        int otherStart = other.starts[launch] + POINTER_BYTES;
        ByteBuffer own = memory.buffer().slice(start, starts[launch + 1] - start);
        return own.equals(other.memory.buffer().slice(otherStart, other.starts[launch + 1] - otherStart));
    }

    void close() {
        memory.close();
    }
}
