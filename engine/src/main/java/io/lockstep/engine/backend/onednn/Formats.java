package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.LongPointer;

/** The formats that a backend has met; there is one per distinct shape and order of elements. */
final class Formats {
    private static final Shape ONE = Shape.of(1);

    private final NativeEngine engine;
    private final Map<Strided, Format> strided = new HashMap<>();
    private final Map<Shape, Format> contiguous = new HashMap<>();
    private final List<Format> blocked = new ArrayList<>();

    Formats(NativeEngine engine) {
        this.engine = engine;
    }

    /** The format in which the elements of an array are now. */
    Format of(NdArray array) {
        if (array.storage().layout() instanceof Format format && format.belongsTo(engine)) {
            return format;
        }
        array.storage().plain();
        return array.isContiguous() ? contiguous(array.shape()) : strided(array.shape(), array.strides());
    }

    /**
     * The format in which kernels without a preference read an array: its own if oneDNN chose it, otherwise row-major
     * order, since kernels are slow on other strides.
     */
    Format preferred(NdArray array) {
        return array.storage().layout() instanceof Format format && format.belongsTo(engine)
                ? format
                : contiguous(array.shape());
    }

    /**
     * The format of the elements that an array really has: a dimension with stride 0 repeats one element, and has size 1
     * here.
     */
    Format distinct(NdArray array) {
        array.storage().plain();
        long[] sizes = array.shape().toArray();
        long[] strides = array.strides();
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = strides[d] == 0 ? Math.min(1, sizes[d]) : sizes[d];
        }
        return strided(Shape.of(sizes), strides);
    }

    /** Whether a dimension repeats its elements. */
    static boolean repeats(NdArray array) {
        for (int d = 0; d < array.shape().dim(); d++) {
            if (array.stride(d) == 0 && array.shape().size(d) > 1) {
                return true;
            }
        }
        return false;
    }

    /** Row-major order without gaps. */
    Format contiguous(Shape shape) {
        Format format = contiguous.get(shape);
        if (format == null) {
            format = strided(shape, shape.contiguousStrides());
            contiguous.put(shape, format);
        }
        return format;
    }

    boolean isContiguous(Format format) {
        return format == contiguous(format.shape());
    }

    /** The format that oneDNN described for a float32 array. */
    Format of(memory.desc descriptor) {
        int dim = descriptor.get_ndims();
        Shape shape = Shape.of(longs(descriptor.get_dims(), dim));
        if (descriptor.get_inner_nblks() == 0) {
            return strided(shape, longs(descriptor.get_strides(), dim));
        }
        for (Format known : blocked) {
            if (known.descriptor().equals(descriptor)) {
                return known;
            }
        }
        Format format = new Format(engine, shape, descriptor);
        blocked.add(format);
        return format;
    }

    private Format strided(Shape shape, long[] strides) {
        if (shape.dim() == 0) {
            return strided(ONE, new long[] {1}); // oneDNN has no scalars
        }
        long[] canonical = canonical(shape, strides);
        return strided.computeIfAbsent(
                new Strided(shape, canonical),
                key -> new Format(engine, shape, new memory.desc(shape.toArray(), memory.data_type.f32, canonical)));
    }

    /** A dimension of one element may have any stride, which would make equal orders look different. */
    private static long[] canonical(Shape shape, long[] strides) {
        long[] canonical = strides.clone();
        long[] contiguous = shape.contiguousStrides();
        for (int d = 0; d < canonical.length; d++) {
            if (shape.size(d) == 1) {
                canonical[d] = contiguous[d];
            }
        }
        return canonical;
    }

    private static long[] longs(LongPointer pointer, int count) {
        long[] values = new long[count];
        pointer.get(values);
        return values;
    }

    /** Key of a plain format. */
    private static final class Strided {
        private final Shape shape;
        private final long[] strides;

        Strided(Shape shape, long[] strides) {
            this.shape = shape;
            this.strides = strides;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Strided key && key.shape.equals(shape) && Arrays.equals(key.strides, strides);
        }

        @Override
        public int hashCode() {
            return 31 * shape.hashCode() + Arrays.hashCode(strides);
        }
    }
}
