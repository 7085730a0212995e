package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Collects the gradient of a leaf, and tells when a layer is about to read the leaf itself. The gradient may be bound to a place of its own, such as a part of a flat buffer:
 * it then always lies there, the first contribution overwrites and the later ones add up.
 */
public final class Leaf implements Edge {
    private final Device device;
    private final Shape shape;
    private final DType dtype;
    private @Nullable GradientHooks hooks;
    private @Nullable Tensor unhooked;
    private @Nullable Tensor place;
    private @Nullable Tensor grad;
    private @Nullable Runnable hook;
    private @Nullable Runnable beforeRead;
    private int pendingUses;

    Leaf(Device device, Shape shape, DType dtype) {
        this.device = device;
        this.shape = shape;
        this.dtype = dtype;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public void addHook(GradientHook hook) {
        if (hooks == null) {
            hooks = new GradientHooks();
        }
        hooks.add(hook);
    }

    /** Whether hooks see the gradient of a pass before it is added to what was collected. */
    public boolean hasHooks() {
        return hooks != null;
    }

    /** What the hooks make of the complete gradient of a pass. */
    public Tensor hooked(Tensor gradient) {
        return hooks == null ? gradient : hooks.apply(gradient);
    }

    /** The gradient of the running pass that the hooks have not seen yet, null for none. */
    public @Nullable Tensor unhooked() {
        return unhooked;
    }

    public void unhooked(@Nullable Tensor gradient) {
        unhooked = gradient;
    }

    /** The gradient, null while there is none. */
    public @Nullable Tensor grad() {
        return grad;
    }

    public void grad(Tensor grad) {
        this.grad = grad;
    }

    public void clear() {
        grad = null;
    }

    /** Where the gradient is to lie, null for anywhere. */
    public @Nullable Tensor place() {
        return place;
    }

    /** Binds the gradient to a place of the leaf's shape, and forgets what was collected elsewhere. */
    public void bind(Tensor place) {
        this.place = place;
        grad = null;
    }

    /** Runs {@code hook} in each backward pass as soon as the gradient is complete in it. */
    public void whenAccumulated(Runnable hook) {
        this.hook = hook;
    }

    /** Runs {@code hook} each time before a module reads the leaf: an update of its values may wait until then. */
    public void beforeRead(Runnable hook) {
        beforeRead = hook;
    }

    /** The leaf's values are about to be read. */
    public void reading() {
        if (beforeRead != null) {
            beforeRead.run();
        }
    }

    /** Counts one more use of the leaf in the graph of the running backward pass. */
    public void expectUse() {
        pendingUses++;
    }

    /** Whether the use that is being done is the last one. */
    public boolean isLastUse() {
        return pendingUses == 1;
    }

    /** Counts one use as done; the last one completes the gradient. */
    public void useDone() {
        pendingUses--;
        if (pendingUses == 0 && hook != null) {
            hook.run();
        }
    }

    /** Forgets the uses that a failed backward pass left over. */
    public void resetUses() {
        pendingUses = 0;
    }
}
