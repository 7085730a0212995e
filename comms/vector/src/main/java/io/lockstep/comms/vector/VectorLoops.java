package io.lockstep.comms.vector;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link FloatSums}. Methods that newer JDKs lack are called by constant handles, which the JIT compiler inlines as
 * well as direct calls: so any JDK compiles this class, and one that lacks them fails to load it.
 */
final class VectorLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final MethodHandle LOAD;
    private static final MethodHandle STORE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            LOAD = lookup.findStatic(
                    FloatVector.class,
                    "fromByteBuffer",
                    MethodType.methodType(
                            FloatVector.class, VectorSpecies.class, ByteBuffer.class, int.class, ByteOrder.class));
            STORE = lookup.findVirtual(
                    FloatVector.class,
                    "intoByteBuffer",
                    MethodType.methodType(void.class, ByteBuffer.class, int.class, ByteOrder.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private VectorLoops() {}

    static int lanes() {
        return SPECIES.length();
    }

    static void add(ByteBuffer target, ByteBuffer source, int divisor) {
        int bytes = target.limit();
        int vector = SPECIES.vectorByteSize();
        int whole = bytes - bytes % vector;
        if (divisor == 1) {
            for (int i = 0; i < whole; i += vector) {
                store(load(target, i).add(load(source, i)), target, i);
            }
        } else {
            for (int i = 0; i < whole; i += vector) {
                store(load(target, i).add(load(source, i)).div(divisor), target, i);
            }
        }
        for (int i = whole; i < bytes; i += Float.BYTES) {
            target.putFloat(i, (target.getFloat(i) + source.getFloat(i)) / divisor);
        }
    }

    @SuppressWarnings("rawtypes") // as the method's erasure has it
    private static FloatVector load(ByteBuffer buffer, int index) {
        try {
            return (FloatVector) LOAD.invokeExact((VectorSpecies) SPECIES, buffer, index, ORDER);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static void store(FloatVector values, ByteBuffer buffer, int index) {
        try {
            STORE.invokeExact(values, buffer, index, ORDER);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** The methods declare no checked exceptions. */
    private static RuntimeException unchecked(Throwable problem) {
        if (problem instanceof Error error) {
            throw error;
        }
        return problem instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(problem);
    }
}
