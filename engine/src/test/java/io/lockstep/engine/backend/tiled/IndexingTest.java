package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IndexingTest {
    private static final List<Shape> SHAPES = List.of(
            Shape.SCALAR,
            Shape.of(1),
            Shape.of(1500),
            Shape.of(37, 59),
            Shape.of(6, 1100),
            Shape.of(3, 41, 18),
            Shape.of(3, 4, 5, 7));

    private final Sample sample = new Sample();
    private int cases;

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void gathersAndScattersAsTheReferenceDoes() {
        for (DType dtype : DType.values()) {
            for (Shape shape : SHAPES) {
                for (NdArray x : sample.views(dtype, shape)) {
                    for (int dim = 0; dim < Math.max(1, shape.dim()); dim++) {
                        for (int repeated = 0; repeated <= shape.dim(); repeated++) {
                            compare(x, dim, index(shape, dim, repeated));
                        }
                    }
                }
                sample.reset();
            }
        }
        assertThat(cases).isGreaterThan(3000);
    }

    /** Half as many again along the dimension, one less in the others, and repeated along the last few. */
    private NdArray index(Shape shape, int dim, int repeated) {
        int dims = shape.dim();
        long[] sizes = shape.toArray();
        for (int d = 0; d < dims; d++) {
            sizes[d] = d == dim ? sizes[d] + (sizes[d] + 1) / 2 : Math.max(1, sizes[d] - (repeated % 2));
        }
        long[] distinct = sizes.clone();
        for (int d = dims - repeated; d < dims; d++) {
            distinct[d] = d == dim ? sizes[d] : 1;
        }
        NdArray index = sample.fresh(DType.INT64, Shape.of(distinct));
        var elements = index.contiguousBlock().buffer().asLongBuffer();
        for (int i = 0; i < elements.capacity(); i++) {
            elements.put(i, dims == 0 ? 0 : sample.random.nextInt((int) shape.size(dim)));
        }
        long[] strides = index.strides();
        for (int d = 0; d < dims; d++) {
            strides[d] = distinct[d] == 1 ? 0 : strides[d];
        }
        return index.view(Shape.of(sizes), strides, 0);
    }

    private void compare(NdArray x, int dim, NdArray index) {
        String what = " of " + x + " in " + dim + " by " + index;
        NdArray expected = sample.fresh(x.dtype(), index.shape());
        sample.reference.gather(x, dim, index, expected);
        NdArray y = sample.spaced(x.dtype(), index.shape());
        sample.tiled.gather(x, dim, index, y);
        sample.assertAgree(y, expected, 0, 0, "gather" + what);
        NdArray source = sample.contiguous(x.dtype(), index.shape());
        for (@Nullable Reduction op : Arrays.asList(null, Reduction.SUM, Reduction.MAX)) {
            NdArray wanted = sample.spaced(x.dtype(), x.shape());
            sample.reference.copy(x, wanted);
            sample.reference.scatter(op, dim, index, source, wanted);
            NdArray found = sample.spaced(x.dtype(), x.shape());
            sample.reference.copy(x, found);
            sample.tiled.scatter(op, dim, index, source, found);
            sample.assertAgree(found, wanted, 0, 0, "scatter " + op + what);
            cases++;
        }
    }
}
