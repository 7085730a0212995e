package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Storage;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions that the tensors of an operation's record had when it was recorded. An operation is a record of what it
 * saved, so the record's components tell which tensors must not change before the backward pass has read them.
 */
final class SavedVersions {
    static final SavedVersions NONE = new SavedVersions(new Storage[0]);

    /** How to read the tensors and arrays of a class of operations. */
    private static final ClassValue<MethodHandle[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected MethodHandle[] computeValue(Class<?> type) {
            List<MethodHandle> handles = new ArrayList<>();
            if (type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    if (component.getType() == Tensor.class || component.getType() == NdArray.class) {
                        handles.add(accessor(component.getAccessor()));
                    }
                }
            }
            return handles.toArray(new MethodHandle[0]);
        }
    };

    private final Storage[] storages;
    private final long[] versions;

    private SavedVersions(Storage[] storages) {
        this.storages = storages;
        this.versions = new long[storages.length];
        for (int i = 0; i < storages.length; i++) {
            versions[i] = storages[i].version();
        }
    }

    static SavedVersions of(Operation operation) {
        MethodHandle[] components = COMPONENTS.get(operation.getClass());
        if (components.length == 0) {
            return NONE;
        }
        Storage[] storages = new Storage[components.length];
        int count = 0;
        for (MethodHandle component : components) {
            Object saved = read(component, operation);
            if (saved != null) {
                NdArray array = saved instanceof Tensor tensor ? tensor.array() : (NdArray) saved;
                storages[count++] = array.storage();
            }
        }
        return new SavedVersions(count == storages.length ? storages : java.util.Arrays.copyOf(storages, count));
    }

    void requireUnchanged(String operation) {
        for (int i = 0; i < storages.length; i++) {
            if (storages[i].version() != versions[i]) {
                throw new IllegalStateException("a tensor that " + operation
                        + " saved for its gradient was changed by an"
                        + " in-place operation: it is at version " + storages[i].version() + ", but "
                        + versions[i] + " is needed; use the operation that is not in place, or change a clone()");
            }
        }
    }

    private static MethodHandle accessor(Method method) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the record of an operation cannot be read: " + method, e);
        }
    }

    private static Object read(MethodHandle component, Operation operation) {
        try {
            return component.invoke(operation);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the record of an operation cannot be read: " + component, e);
        }
    }
}
