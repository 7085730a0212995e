package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.KernelListener;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Storage;
import java.lang.ref.Reference;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.query;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

/**
 * A primitive of oneDNN with its arguments, made once per shape and run again and again. Set every argument, then
 * {@link #run()}. An array in another format or element type than the kernel wants is reordered through scratch memory.
 */
final class Kernel implements AutoCloseable {
    private final NativeEngine engine;
    private final String name;
    private final primitive object;
    private final dnnl_primitive handle;
    private final dnnl_stream stream;
    private final Argument[] arguments;
    private final dnnl_exec_arg_t nativeArguments;
    private final long scratchpadBytes;
    private final String operation;
    private final String detail;
    private final long bytes;

    /** @param ids the arguments of the primitive, {@code DNNL_ARG_...}, without the scratchpad */
    Kernel(NativeEngine engine, String name, primitive_desc_base description, int... ids) {
        this.engine = engine;
        this.name = name;
        this.stream = engine.stream().get();
        this.object = new primitive(description.get());
        this.handle = object.get();
        this.arguments = new Argument[ids.length + 1];
        for (int i = 0; i < ids.length; i++) {
            arguments[i] = new Argument(engine, ids[i], describe(engine, description, ids[i]));
        }
        arguments[ids.length] = new Argument(engine, DNNL_ARG_SCRATCHPAD, description.scratchpad_desc());
        this.scratchpadBytes = arguments[ids.length].bytes();
        this.nativeArguments = nativeArguments(arguments);
        this.operation = operation(description);
        this.detail = name + " by " + description.impl_info_str().getString();
        long sum = 0;
        for (int i = 0; i < ids.length; i++) {
            sum += arguments[i].bytes();
        }
        this.bytes = sum;
    }

    /** What oneDNN calls it, such as {@code convolution backward weights}. */
    private static String operation(primitive_desc_base description) {
        String kind = description.get_kind().intern().name();
        prop_kind propagation = description.get_prop_kind().intern();
        String text = propagation == prop_kind.undef ? kind : kind + " " + propagation.name();
        return text.replace('_', ' ');
    }

    /** oneDNN does not describe the factor of an operand, which is a single number. */
    private static memory.desc describe(NativeEngine engine, primitive_desc_base description, int id) {
        return (id & DNNL_ARG_ATTR_SCALES) != 0
                ? engine.formats().contiguous(Shape.of(1), DType.FLOAT32).descriptor()
                : description.query_md(query.exec_arg_md, id);
    }

    private static dnnl_exec_arg_t nativeArguments(Argument[] arguments) {
        dnnl_exec_arg_t array = new dnnl_exec_arg_t(arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            array.position(i).arg(arguments[i].id()).memory(arguments[i].handle());
        }
        return array.position(0);
    }

    /** Reads {@code array} of the argument's shape in any format. */
    void input(int id, NdArray array) {
        input(id, array, engine.formats().of(array));
    }

    /** Reads the elements of {@code array} that {@code format} names, which has the argument's shape. */
    void input(int id, NdArray array, Format format) {
        int slot = slot(id);
        Argument argument = arguments[slot];
        long address = Address.of(array);
        if (format != argument.format()) {
            long copy = engine.scratch().argument(slot, argument.bytes());
            engine.reorders().reorder(format, address, argument.format(), copy);
            address = copy;
        }
        argument.pointTo(address);
        argument.hold(array);
    }

    /** Writes {@code array} of the argument's shape and element type; fresh storage takes the kernel's own format. */
    void output(int id, NdArray array) {
        int slot = slot(id);
        Argument argument = arguments[slot];
        Storage storage = array.storage();
        if (storage.isDeferred()) {
            boolean plain = engine.formats().isContiguous(argument.format());
            storage.allocate(argument.bytes(), plain ? null : argument.format());
        }
        if (engine.formats().of(array) == argument.format()) {
            argument.pointTo(Address.of(array));
        } else {
            argument.pointTo(engine.scratch().argument(slot, argument.bytes()));
            argument.deliverTo(array);
        }
        argument.hold(array);
    }

    /** Reads or writes the memory of a whole array in place, whatever its shape says. */
    void inPlace(int id, NdArray array) {
        Argument argument = arguments[slot(id)];
        argument.pointTo(Address.of(array));
        argument.hold(array);
    }

    void address(int id, long address) {
        arguments[slot(id)].pointTo(address);
    }

    /** Bytes that oneDNN reads or writes for an argument. */
    long bytes(int id) {
        return arguments[slot(id)].bytes();
    }

    void run() {
        try {
            engine.checkOpen();
            arguments[arguments.length - 1].pointTo(engine.scratch().scratchpad(scratchpadBytes));
            KernelListener listener = engine.listener();
            long start = listener == null ? 0 : System.nanoTime();
            NativeStatus.check(dnnl_primitive_execute(handle, stream, arguments.length, nativeArguments), name);
            if (listener != null) {
                listener.ran(operation, detail, start, System.nanoTime(), bytes);
            }
            for (Argument argument : arguments) {
                deliver(argument);
            }
        } finally {
            for (Argument argument : arguments) {
                Reference.reachabilityFence(argument.release());
            }
        }
    }

    private void deliver(Argument argument) {
        NdArray target = argument.target();
        if (target != null) {
            Format format = engine.formats().of(target);
            engine.reorders().reorder(argument.format(), argument.address(), format, Address.of(target));
        }
    }

    private int slot(int id) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].id() == id) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + " has no argument " + id);
    }

    @Override
    public void close() {
        for (Argument argument : arguments) {
            argument.close();
        }
        nativeArguments.close();
        object.close();
    }
}
