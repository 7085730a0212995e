package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.OwnedAllocator;

/** The memory of the tensors that are made while it is open; scopes end in the reverse order of their beginning. */
public final class MemoryScope implements Device.Scope {
    private final Backend backend;
    private final OwnedAllocator memory;
    private final OwnedAllocator outer;
    private final Runnable end;

    MemoryScope(Backend backend, OwnedAllocator outer, Runnable end) {
        this.backend = backend;
        memory = new OwnedAllocator(backend.memory("tensors of a memory scope"));
        this.outer = outer;
        this.end = end;
    }

    OwnedAllocator memory() {
        return memory;
    }

    /**
     * Lets the tensor live on after the scope, as long as one made just outside of it.
     *
     * @return the tensor
     */
    public Tensor keep(Tensor tensor) {
        tensor.storage().hand(memory, outer);
        return tensor;
    }

    @Override
    public void close() {
        try {
            backend.settle();
        } finally {
            end.run();
            memory.close();
        }
    }
}
