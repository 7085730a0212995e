package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import org.jspecify.annotations.Nullable;

/** The modes of a device that operations on its tensors run in: each lasts until its scope is closed. */
abstract sealed class Modes permits Device {
    private boolean recording = true;
    private boolean inferring;
    private boolean detectingAnomalies;
    private @Nullable DType autocastType;

    /** Until it is closed, operations are not recorded for back-propagation. */
    public final Device.Scope noGrad() {
        return recording(false);
    }

    /** Until it is closed, operations are recorded for back-propagation, even inside {@link #noGrad}. */
    public final Device.Scope enableGrad() {
        return recording(true);
    }

    private Device.Scope recording(boolean records) {
        boolean before = recording;
        recording = records;
        return () -> recording = before;
    }

    /**
     * Until it is closed, operations are not recorded, and the tensors they make never will take part in a recorded
     * computation: what takes a change of them for granted can rely on it.
     */
    public final Device.Scope inferenceMode() {
        boolean before = inferring;
        Device.Scope noGrad = noGrad();
        inferring = true;
        return () -> {
            inferring = before;
            noGrad.close();
        };
    }

    /** Whether inference mode is on. */
    public final boolean isInferring() {
        return inferring;
    }

    /**
     * Anomaly mode: until it is closed, each operation remembers where in the program it was called, and a backward pass
     * that meets a NaN fails, naming the operation that made it. It costs time and is meant for the search for a fault.
     */
    public final Device.Scope detectAnomaly() {
        boolean before = detectingAnomalies;
        detectingAnomalies = true;
        return () -> detectingAnomalies = before;
    }

    /** Whether anomaly mode is on. */
    public final boolean detectsAnomalies() {
        return detectingAnomalies;
    }

    /** Whether operations are recorded for back-propagation. */
    public final boolean isRecording() {
        return recording;
    }

    /**
     * Until it is closed, convolutions, linear layers and products of matrices compute in {@code dtype}, as under PyTorch's
     * autocast: they convert float32 inputs, and give results in it, while their parameters and the gradients of these stay
     * float32. Other operations run in the type of their input, save for the loss, which is float32. A backward pass
     * computes in the types that its forward pass chose, wherever it runs.
     *
     * @throws IllegalArgumentException if {@code dtype} is not bfloat16
     */
    public final Device.Scope autocast(DType dtype) {
        if (dtype != DType.BFLOAT16) {
            throw new IllegalArgumentException("autocast computes in bfloat16, but " + dtype
                    + " was asked for; use BFLOAT16, or make the parameters " + dtype);
        }
        return autocastTo(dtype);
    }

    /** Until it is closed, all operations compute in the types of their inputs, even inside {@link #autocast}. */
    public final Device.Scope noAutocast() {
        return autocastTo(null);
    }

    private Device.Scope autocastTo(@Nullable DType dtype) {
        DType before = autocastType;
        autocastType = dtype;
        return () -> autocastType = before;
    }

    /** What convolutions and products of matrices compute in, null for the type of their inputs. */
    public final @Nullable DType autocastType() {
        return autocastType;
    }
}
