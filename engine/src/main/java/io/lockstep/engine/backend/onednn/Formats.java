package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.LongPointer;

/** The formats that a backend has met; there is one per distinct shape, element type and order of elements. */
final class Formats {
    private static final Shape ONE = Shape.of(1);

    private final NativeEngine engine;
    private final Map<Strided, Format> strided = new HashMap<>();
    private final Map<DType, Map<Shape, Format>> contiguous = new EnumMap<>(DType.class);
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
        return array.isContiguous()
                ? contiguous(array.shape(), array.dtype())
                : strided(array.shape(), array.dtype(), array.strides());
    }

    /**
     * The format in which kernels without a preference read an array: its own if oneDNN chose it, otherwise row-major
     * order, since kernels are slow on other strides.
     */
    Format preferred(NdArray array) {
        return array.storage().layout() instanceof Format format && format.belongsTo(engine)
                ? format
                : contiguous(array.shape(), array.dtype());
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
        return strided(Shape.of(sizes), array.dtype(), strides);
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
    Format contiguous(Shape shape, DType dtype) {
        Map<Shape, Format> ofType = contiguous.computeIfAbsent(dtype, key -> new HashMap<>());
        Format format = ofType.get(shape);
        if (format == null) {
            format = strided(shape, dtype, shape.contiguousStrides());
            ofType.put(shape, format);
        }
        return format;
    }

    boolean isContiguous(Format format) {
        return format == contiguous(format.shape(), format.dtype());
    }

    /** The format that oneDNN described for an array of {@code dtype}. */
    Format of(memory.desc descriptor, DType dtype) {
        int dim = descriptor.get_ndims();
        Shape shape = Shape.of(longs(descriptor.get_dims(), dim));
        if (descriptor.get_inner_nblks() == 0) {
            return strided(shape, dtype, longs(descriptor.get_strides(), dim));
        }
        for (Format known : blocked) {
            if (known.descriptor().equals(descriptor)) {
                return known;
            }
        }
        Format format = new Format(engine, shape, dtype, descriptor);
        blocked.add(format);
        return format;
    }

    /** Elements at any strides. */
    Format strided(Shape shape, DType dtype, long[] strides) {
        if (shape.dim() == 0) {
            return strided(ONE, dtype, new long[] {1}); // oneDNN has no scalars
        }
        long[] canonical = canonical(shape, strides);
        return strided.computeIfAbsent(
                new Strided(shape, dtype, canonical),
                key -> new Format(
                        engine, shape, dtype, new memory.desc(shape.toArray(), DataTypes.of(dtype), canonical)));
    }

    /**
     * Whether oneDNN has a format for these elements: it has none where dimensions interleave, as those of the diagonals
     * of a batch of matrices do. A look at the strides only, which lets no kernel run that was held back.
     */
    static boolean describes(NdArray array) {
        if (array.isContiguous()) {
            return true;
        }
        long[] strides = array.strides();
        long extent = 1;
        for (int seen = 0; seen < strides.length; seen++) {
            int next = smallest(strides);
            long size = array.shape().size(next);
            if (size > 1 && strides[next] > 0) {
                if (strides[next] < extent) {
                    return false;
                }
                extent = strides[next] * size;
            }
            strides[next] = Long.MAX_VALUE;
        }
        return true;
    }

    private static int smallest(long[] strides) {
        int smallest = 0;
        for (int d = 1; d < strides.length; d++) {
            smallest = strides[d] < strides[smallest] ? d : smallest;
        }
        return smallest;
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
        private final DType dtype;
        private final long[] strides;

        Strided(Shape shape, DType dtype, long[] strides) {
            this.shape = shape;
            this.dtype = dtype;
            this.strides = strides;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Strided key
                    && key.shape.equals(shape)
                    && key.dtype == dtype
                    && Arrays.equals(key.strides, strides);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * shape.hashCode() + dtype.hashCode()) + Arrays.hashCode(strides);
        }
    }
}
