package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.Arena;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Both backends side by side, with seeded arrays of all types, shapes and strides for them. */
final class Sample implements AutoCloseable {
    /** Odd, empty, of one element, and longer than a tile. */
    static final List<Shape> SHAPES = List.of(
            Shape.SCALAR,
            Shape.of(1),
            Shape.of(0),
            Shape.of(3, 0, 2),
            Shape.of(5, 1, 3),
            Shape.of(1031),
            Shape.of(37, 59),
            Shape.of(3, 203, 5));

    private static final double[] SPECIAL = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        2,
        -2,
        2.5,
        -3.5,
        8,
        1e-3,
        20,
        -20,
        1e-40,
        -1e-40,
        1e-310,
        3.4e38,
        -3.4e38,
        1e308,
        1e9,
        -1e9,
        88.7,
        -103,
        709.5,
        -744,
        27
    };

    final Backend reference = new ReferenceBackend();
    final Backend tiled = new TiledBackend(new ReferenceBackend(), new Workers(new TwoThreads(), 1));
    final Random random = new Random(7);
    /** Whether floating numbers are mixed with special ones. */
    boolean special = true;

    private final Arena arena = new Arena();

    NdArray fresh(DType dtype, Shape shape) {
        return NdArray.deferred(arena, dtype, shape);
    }

    /** Standard normal numbers, some of them special; integers of a hundred values, and any bytes. */
    NdArray contiguous(DType dtype, Shape shape) {
        NdArray doubles = fresh(DType.FLOAT64, shape);
        var elements = doubles.contiguousBlock().buffer().asDoubleBuffer();
        for (int i = 0; i < elements.capacity(); i++) {
            boolean isSpecial = special && dtype.isFloating() && random.nextInt(8) == 0;
            double number = dtype.isFloating() ? random.nextGaussian() * 3 : random.nextInt(101) - 50;
            if (dtype == DType.BOOL) {
                number = random.nextInt(2);
            }
            elements.put(i, isSpecial ? SPECIAL[random.nextInt(SPECIAL.length)] : number);
        }
        NdArray array = fresh(dtype, shape);
        reference.copy(doubles, array);
        return array;
    }

    /** Arrays of one shape: contiguous, transposed, with gaps, and repeated along their first or all dimensions. */
    List<NdArray> views(DType dtype, Shape shape) {
        List<NdArray> views = new ArrayList<>();
        views.add(contiguous(dtype, shape));
        int dims = shape.dim();
        if (dims == 0) {
            return views;
        }
        long[] sizes = shape.toArray();
        long[] reversed = new long[dims];
        for (int d = 0; d < dims; d++) {
            reversed[d] = sizes[dims - 1 - d];
        }
        NdArray other = contiguous(dtype, Shape.of(reversed));
        long[] strides = new long[dims];
        for (int d = 0; d < dims; d++) {
            strides[d] = other.stride(dims - 1 - d);
        }
        views.add(other.view(shape, strides, 0));

        long[] wider = sizes.clone();
        wider[dims - 1] = 2 * wider[dims - 1] + 1;
        NdArray gaps = contiguous(dtype, Shape.of(wider));
        long[] double1 = gaps.strides();
        double1[dims - 1] *= 2;
        views.add(gaps.view(shape, double1, 1));

        long[] first = sizes.clone();
        first[0] = Math.min(1, first[0]);
        NdArray row = contiguous(dtype, Shape.of(first));
        long[] repeated = row.strides();
        repeated[0] = 0;
        views.add(row.view(shape, repeated, 0));
        views.add(contiguous(dtype, Shape.of(1)).view(shape, new long[dims], 0));
        return views;
    }

    /** A destination with gaps between its elements. */
    NdArray spaced(DType dtype, Shape shape) {
        int dims = shape.dim();
        if (dims == 0) {
            return fresh(dtype, shape);
        }
        long[] wider = shape.toArray();
        wider[dims - 1] = 3 * wider[dims - 1] + 1;
        NdArray array = fresh(dtype, Shape.of(wider));
        reference.fill(array, 1);
        long[] strides = array.strides();
        strides[dims - 1] *= 3;
        return array.view(shape, strides, 1);
    }

    double[] doubles(NdArray array) {
        NdArray copy = fresh(DType.FLOAT64, array.shape());
        reference.copy(array, copy);
        double[] values = new double[(int) array.numel()];
        copy.contiguousBlock().buffer().asDoubleBuffer().get(values);
        return values;
    }

    /** Equal to some units in the last place of the element type, or an absolute difference; NaN to NaN, and zeros to those of their sign. */
    void assertAgree(NdArray found, NdArray expected, double units, double absolute, String what) {
        if (!expected.dtype().isFloating()) {
            assertThat(longs(found)).as(what).isEqualTo(longs(expected));
            return;
        }
        double[] actual = doubles(found);
        double[] wanted = doubles(expected);
        for (int i = 0; i < wanted.length; i++) {
            double allowed = absolute + units * unit(expected.dtype(), wanted[i]);
            boolean agrees = Double.compare(actual[i], wanted[i]) == 0 || Math.abs(actual[i] - wanted[i]) <= allowed;
            boolean signs =
                    wanted[i] != 0 || Double.doubleToRawLongBits(actual[i]) == Double.doubleToRawLongBits(wanted[i]);
            if (!agrees || !(signs || (units > 0 && actual[i] != 0))) {
                assertThat(actual[i]).as(what + " at element " + i).isEqualTo(wanted[i]);
            }
        }
    }

    private static double unit(DType dtype, double value) {
        return switch (dtype) {
            case FLOAT64 -> Math.ulp(value);
            case FLOAT32 -> Math.ulp((float) value);
            case BFLOAT16 -> Math.ulp((float) value) * 0x1p16;
            default -> Math.max(Math.ulp((float) value) * 0x1p13, 0x1p-24);
        };
    }

    private long[] longs(NdArray array) {
        NdArray copy = fresh(DType.INT64, array.shape());
        reference.copy(array, copy);
        long[] values = new long[(int) array.numel()];
        copy.contiguousBlock().buffer().asLongBuffer().get(values);
        return values;
    }

    /** Takes back the memory of all arrays. */
    void reset() {
        arena.reset();
    }

    @Override
    public void close() {
        tiled.close();
        reference.close();
        arena.close();
    }
}
