package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.vector.MatrixBatch;
import io.lockstep.engine.vector.Tiles;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

/** The 36 products of matrices between the transforms of a convolution, run by one thread alone. */
final class TileProduct implements AutoCloseable {
    private final String name;
    private final matmul object;
    private final Argument a;
    private final Argument b;
    private final Argument c;
    private final Argument scratchpad;
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(4);

    /**
     * What a product is made for: c [rows, columns] = a [rows, inner] b [inner, columns].
     *
     * @param ofTransposed whether a lies in memory as [inner, rows]
     * @param columnsOfB of the matrices that the columns of b are a part of
     * @param sum whether the product is added to c
     */
    record Shape(int rows, int inner, int columns, boolean ofTransposed, int columnsOfB, boolean sum) {}

    TileProduct(NativeEngine engine, Shape shape) {
        this.name = "the products of " + shape;
        matmul.primitive_desc description = describe(engine, shape);
        Implementations.preferBatchReduce(description, matmul.primitive_desc::new);
        object = new matmul(description);
        a = new Argument(engine, DNNL_ARG_SRC, description.src_desc());
        b = new Argument(engine, DNNL_ARG_WEIGHTS, description.weights_desc());
        c = new Argument(engine, DNNL_ARG_DST, description.dst_desc());
        scratchpad = new Argument(engine, DNNL_ARG_SCRATCHPAD, description.scratchpad_desc());
        int position = 0;
        for (Argument argument : new Argument[] {a, b, c, scratchpad}) {
            arguments.position(position++).arg(argument.id()).memory(argument.handle());
        }
        arguments.position(0);
    }

    private static matmul.primitive_desc describe(NativeEngine engine, Shape shape) {
        primitive_attr attributes = engine.attributes();
        if (shape.sum()) {
            post_ops after = new post_ops();
            after.append_sum();
            attributes.set_post_ops(after);
        }
        long matrixA = MatrixBatch.stride(shape.rows(), shape.inner());
        return new matmul.primitive_desc(
                engine.handle(),
                shape.ofTransposed()
                        ? matrices(shape.rows(), shape.inner(), matrixA, 1, shape.rows())
                        : matrices(shape.rows(), shape.inner(), matrixA, shape.inner(), 1),
                matrices(
                        shape.inner(),
                        shape.columns(),
                        MatrixBatch.stride(shape.inner(), shape.columnsOfB()),
                        shape.columnsOfB(),
                        1),
                matrices(
                        shape.rows(),
                        shape.columns(),
                        MatrixBatch.stride(shape.rows(), shape.columns()),
                        shape.columns(),
                        1),
                attributes,
                false);
    }

    private static memory.desc matrices(int rows, int columns, long matrix, long row, long column) {
        return new memory.desc(
                new long[] {Tiles.PRODUCTS, rows, columns}, memory.data_type.f32, new long[] {matrix, row, column});
    }

    /** Addresses of the first elements; {@code working} is memory of the calling thread. */
    void run(stream queue, long ofA, long ofB, long ofC, GrowingMemory working) {
        a.pointTo(ofA);
        b.pointTo(ofB);
        c.pointTo(ofC);
        scratchpad.pointTo(working.address(scratchpad.bytes()));
        NativeStatus.check(dnnl_primitive_execute(object.get(), queue.get(), 4, arguments), name);
    }

    @Override
    public void close() {
        a.close();
        b.close();
        c.close();
        scratchpad.close();
        arguments.close();
        object.close();
    }
}
