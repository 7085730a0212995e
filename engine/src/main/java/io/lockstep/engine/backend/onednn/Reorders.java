package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import org.bytedeco.dnnl.reorder;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

/** Copies between formats. */
final class Reorders implements AutoCloseable {
    private final NativeEngine engine;
    private final KernelCache<Key> kernels = new KernelCache<>(this::make);

    Reorders(NativeEngine engine) {
        this.engine = engine;
    }

    private record Key(Format from, Format to) {}

    /** y = x of the same shape, where strides of 0 repeat elements of x; a fresh y of x's type takes the format of x. */
    void copy(NdArray x, NdArray y) {
        Kernel kernel = kernels.get(new Key(engine.formats().of(x), target(x, y)));
        kernel.input(DNNL_ARG_FROM, x);
        kernel.output(DNNL_ARG_TO, y);
        kernel.run();
    }

    private Format target(NdArray x, NdArray y) {
        return x.dtype() == y.dtype() && y.storage().isDeferred()
                ? engine.formats().preferred(x)
                : engine.formats().of(y);
    }

    void reorder(Format from, long source, Format to, long destination) {
        Kernel kernel = kernels.get(new Key(from, to));
        kernel.address(DNNL_ARG_FROM, source);
        kernel.address(DNNL_ARG_TO, destination);
        kernel.run();
    }

    private Kernel make(Key key) {
        reorder.primitive_desc description = new reorder.primitive_desc(
                engine.handle(),
                key.from().descriptor(),
                engine.handle(),
                key.to().descriptor(),
                engine.attributes(),
                false);
        return new Kernel(engine, key.toString(), description, DNNL_ARG_FROM, DNNL_ARG_TO);
    }

    int size() {
        return kernels.size();
    }

    @Override
    public void close() {
        kernels.close();
    }
}
