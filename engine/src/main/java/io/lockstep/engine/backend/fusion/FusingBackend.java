package io.lockstep.engine.backend.fusion;

import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.LarsSettings;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import io.lockstep.engine.backend.SgdSettings;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/**
 * Runs kernels that follow one another as one, so that what lies between them is never written to memory: batch
 * normalisation and relu with their gradients, sum and relu, and in inference convolution, normalisation, sum and relu.
 *
 * <p>The idea is that of a compiler's peephole: a kernel that may become a part of a larger one is held back until the
 * next kernel arrives. If the two belong together they become one, which may be held back again; otherwise the first
 * runs before the second. So at most one kernel waits at any time, the order of effects stays, and nothing above the
 * backend knows of it: {@code bn.forward(x).relu()} is all that a user writes. A storage that a waiting kernel reads or
 * writes lets it run before anyone looks ({@link io.lockstep.engine.backend.Storage#beforeAccess}).
 *
 * <p>A result that was skipped, such as that of a normalisation before a relu, is computed when it is looked at after
 * all ({@link SkippedResults}).
 */
public final class FusingBackend extends NeverHeldBack {
    private final FusedKernels inner;
    private @Nullable Held held;
    private final SkippedResults skipped = new SkippedResults(this::runHeld);

    /** @param inner closed with this backend */
    public FusingBackend(FusedKernels inner) {
        super(inner);
        this.inner = inner;
    }

    /** The backend that runs the kernels. */
    public FusedKernels kernels() {
        return inner;
    }

    @Override
    public void settle() {
        runHeld();
        skipped.forget();
    }

    private void runHeld() {
        Held waiting = held;
        if (waiting != null) {
            held = null;
            waiting.run(inner);
            letGo(waiting);
        }
    }

    private void hold(Held kernel) {
        runHeld();
        kernel.arrays(array -> array.storage().settle());
        kernel.arrays(array -> array.storage().beforeAccess(this::runHeld));
        held = kernel;
    }

    @Override
    void prepare(@Nullable NdArray... arrays) {
        runHeld();
        for (NdArray array : arrays) {
            if (array != null) {
                array.storage().settle();
            }
        }
    }

    @Override
    void prepareOverwriting(NdArray y, NdArray... operands) {
        prepare(operands);
        y.storage().settle();
        skipped.beforeOverwriting(y);
        y.storage().companion(null);
    }

    /** Ends the watch over the arrays of a kernel that has run. */
    private static void letGo(Held kernel) {
        kernel.arrays(array -> array.storage().forgetBeforeAccess());
    }

    /** Whether a kernel that writes {@code y} may be held back. */
    private static boolean mayWait(NdArray y) {
        boolean hasFused = y.dtype() == DType.FLOAT32 || y.dtype().isHalf();
        return hasFused && y.numel() > 0 && y.storage().isDeferred();
    }

    @Override
    public void unary(UnaryOp op, NdArray x, NdArray y) {
        Held waiting = held;
        if (op.function() == UnaryOp.Function.RELU
                && waiting != null
                && waiting.y() == x
                && mayWait(y)
                && relu(waiting, y)) {
            return;
        }
        prepareOverwriting(y, x);
        inner.unary(op, x, y);
    }

    private boolean relu(Held waiting, NdArray z) {
        if (waiting instanceof Held.BatchNorm norm) {
            held = null;
            NdArray workspace = NdArray.over(z.storage().sibling(z.numel()), DType.UINT8, z.shape());
            norm.runWithRelu(inner, z, workspace);
            z.storage().companion(new FusedRelu(norm.mean(), workspace));
            letGo(norm);
            skipped.add(norm, () -> norm.runAgain(inner));
            return true;
        }
        if (waiting instanceof Held.Addition sum) {
            held = null;
            inner.addRelu(sum.a(), sum.b(), z);
            letGo(sum);
            skipped.add(sum, () -> sum.run(inner));
            return true;
        }
        if (waiting instanceof Held.Convolution convolution
                && !convolution.after().relu()) {
            replace(convolution, convolution.thenRelu(z));
            runHeld();
            return true;
        }
        return false;
    }

    private void replace(Held.Convolution shorter, Held.Convolution longer) {
        held = null;
        hold(longer); // watches all that the shorter one reads, which may be released only after it
        skipped.add(shorter, () -> shorter.run(inner));
    }

    @Override
    public void binary(BinaryOp op, NdArray a, NdArray b, NdArray y) {
        if (op == BinaryOp.ADD && a != b && a.shape().equals(b.shape()) && mayWait(y)) {
            add(a, b, y);
        } else if (op == BinaryOp.RELU_BACKWARD && b.storage().companion() instanceof FusedRelu relu && mayWait(y)) {
            hold(new Held.ReluBackward(a, b, relu, y));
        } else {
            prepareOverwriting(y, a, b);
            inner.binary(op, a, b, y);
        }
    }

    private void add(NdArray a, NdArray b, NdArray y) {
        if (held instanceof Held.Convolution convolution && convolution.takesAddend() && convolution.y() == a) {
            replace(convolution, convolution.thenAdd(b, y));
        } else if (held instanceof Held.Convolution convolution && convolution.takesAddend() && convolution.y() == b) {
            replace(convolution, convolution.thenAdd(a, y));
        } else {
            hold(new Held.Addition(a, b, y));
        }
    }

    @Override
    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (mayWait(y)) {
            hold(new Held.Convolution(x, weight, bias, window, y));
        } else {
            prepare(x, weight, bias, y);
            inner.convolution(x, weight, bias, window, y);
        }
    }

    @Override
    public void batchNormTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance) {
        if (mayWait(y)) {
            skipped.beforeOverwriting(running.mean());
            skipped.beforeOverwriting(running.variance());
            hold(new Held.BatchNorm(x, scale, shift, epsilon, running, y, mean, variance));
        } else {
            prepare(x, scale, shift, running.mean(), running.variance(), y, mean, variance);
            inner.batchNormTraining(x, scale, shift, epsilon, running, y, mean, variance);
        }
    }

    @Override
    public void batchNormInference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        if (held instanceof Held.Convolution convolution
                && convolution.y() == x
                && convolution.takesNormalization()
                && mayWait(y)) {
            replace(convolution, convolution.then(new Normalization(scale, shift, mean, variance, epsilon), y));
        } else {
            prepare(x, scale, shift, mean, variance, y);
            inner.batchNormInference(x, scale, shift, mean, variance, epsilon, y);
        }
    }

    @Override
    public void batchNormBackward(
            NdArray x,
            NdArray dy,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        if (held instanceof Held.ReluBackward relu
                && relu.y() == dy
                && relu.fused().mean() == mean) {
            held = null;
            NdArray workspace = relu.fused().workspace();
            inner.batchNormReluBackward(x, relu.dz(), workspace, scale, mean, variance, epsilon, dx, dscale, dshift);
            letGo(relu);
            skipped.add(relu, () -> relu.run(inner));
        } else {
            prepare(x, dy, scale, mean, variance, dx, dscale, dshift);
            inner.batchNormBackward(x, dy, scale, mean, variance, epsilon, dx, dscale, dshift);
        }
    }

    @Override
    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        prepare(parameters, gradients, momentumBuffer);
        skipped.parametersUpdated(parameters);
        inner.sgd(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void adam(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings) {
        prepare(parameters, gradients, average, averageSquare, maxAverageSquare);
        skipped.parametersUpdated(parameters);
        inner.adam(parameters, gradients, average, averageSquare, maxAverageSquare, settings);
    }

    @Override
    public void lars(NdArray parameters, NdArray gradients, NdArray momentumBuffer, LarsSettings settings) {
        prepare(parameters, gradients, momentumBuffer);
        skipped.parametersUpdated(parameters);
        inner.lars(parameters, gradients, momentumBuffer, settings);
    }

    @Override
    public void close() {
        held = null;
        inner.close();
    }
}
