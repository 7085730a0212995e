package io.lockstep.cuda.check;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Whether tensor cores take and give the elements of their tiles where the kernels have them: {@code ldmatrix} and
 * {@code mma.sync} spread a tile over the registers of 32 threads. Whole numbers that are exact in every type, and differ
 * within a tile, are multiplied by the product's kernels: each tile size, and both factors in both orders. All sums are exact,
 * so one element in a wrong place shows.
 */
final class FragmentLayout {
    /** A little more than the largest tile, and than two steps of the sums. */
    private static final int ROWS = 264;

    private static final int COLUMNS = 136;
    private static final int INNER = 136;

    private static final int QUICK = 40;

    private final CudaBackend backend;
    private final Arena arena;
    private final int rows;
    private final int columns;
    private final int inner;

    private FragmentLayout(CudaBackend backend, Arena arena, boolean quick) {
        this.backend = backend;
        this.arena = arena;
        rows = quick ? QUICK : ROWS;
        columns = quick ? QUICK + 16 : COLUMNS;
        inner = quick ? QUICK + 8 : INNER;
    }

    /**
     * Multiplies.
     *
     * @param dtype of the factors; float32 stands for TensorFloat-32
     * @param quick smaller matrices, and the tile size alone that would be chosen for them
     * @return what was done
     * @throws AssertionError if a result is not the exact one; the message says where
     */
    static String check(int device, DType dtype, boolean quick) {
        try (CudaBackend backend = new CudaBackend(Gpu.open(device));
                Arena arena = new Arena(backend.memory("layouts of tiles"))) {
            backend.allowTensorFloat32(true);
            return new FragmentLayout(backend, arena, quick).check(dtype, quick);
        }
    }

    private String check(DType dtype, boolean quick) {
        int products = 0;
        for (boolean turnedA : new boolean[] {false, true}) {
            for (boolean turnedB : new boolean[] {false, true}) {
                NdArray a = matrix(dtype, rows, inner, FragmentLayout::left, turnedA);
                NdArray b = matrix(dtype, inner, columns, FragmentLayout::right, turnedB);
                int plans = 1;
                for (int plan = 0; plan < plans; plan++) {
                    backend.planChoice().use(plan);
                    NdArray y = NdArray.deferred(arena, DType.FLOAT32, Shape.of(rows, columns));
                    backend.matmul(a, b, null, y);
                    plans = quick ? 1 : backend.planChoice().count();
                    compare(dtype, turnedA, turnedB, y);
                    products++;
                }
            }
        }
        return products + " exact products";
    }

    /** An element of a factor, by its row and column. */
    private interface Numbers {
        int at(int row, int column);
    }

    private static int left(int row, int column) {
        return (row * 37 + column * 101) % 251 - 125;
    }

    private static int right(int row, int column) {
        return (row * 83 + column * 19) % 241 - 120;
    }

    /** @param turned whether the elements of a column lie side by side */
    private NdArray matrix(DType dtype, int height, int width, Numbers numbers, boolean turned) {
        NdArray exact =
                NdArray.deferred(arena, DType.FLOAT32, turned ? Shape.of(width, height) : Shape.of(height, width));
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(height * width * Float.BYTES).order(ByteOrder.nativeOrder());
        FloatBuffer values = bytes.asFloatBuffer();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                values.put(turned ? column * height + row : row * width + column, numbers.at(row, column));
            }
        }
        exact.contiguousBlock().write(bytes);
        NdArray rounded = NdArray.deferred(arena, dtype, exact.shape());
        backend.copy(exact, rounded);
        return turned ? rounded.view(Shape.of(height, width), new long[] {1, height}, 0) : rounded;
    }

    private void compare(DType dtype, boolean turnedA, boolean turnedB, NdArray y) {
        FloatBuffer got =
                y.contiguousBlock().read().order(ByteOrder.nativeOrder()).asFloatBuffer();
        int wrong = 0;
        String first = "";
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                long sum = 0;
                for (int k = 0; k < inner; k++) {
                    sum += (long) left(row, k) * right(k, column);
                }
                float value = got.get(row * columns + column);
                if (value != sum) {
                    first = wrong == 0
                            ? "row " + row + ", column " + column + " is " + value + " and not " + sum
                            : first;
                    wrong++;
                }
            }
        }
        if (wrong > 0) {
            throw new AssertionError(wrong + " of " + rows * columns + " elements are wrong with tiles of "
                    + backend.planChoice().last() + " on " + dtype + (turnedA ? ", left factor by columns" : "")
                    + (turnedB ? ", right factor by columns" : "") + ": first, " + first);
        }
    }
}
