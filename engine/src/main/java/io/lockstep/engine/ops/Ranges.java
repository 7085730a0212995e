package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;

/** Tensors of evenly spaced numbers. */
public final class Ranges {
    private Ranges() {}

    /**
     * start + i step for ceil((end - start) / step) numbers i from 0 on.
     *
     * @throws IllegalArgumentException if the step is 0 or leads away from the end
     */
    public static Tensor arange(Device device, DType dtype, double start, double end, double step) {
        if (step == 0 || !Double.isFinite(start) || !Double.isFinite(end) || (end - start) * Math.signum(step) < 0) {
            throw new IllegalArgumentException("arange from " + start + " cannot reach " + end + " in steps of " + step
                    + "; give a step other than 0 towards the end");
        }
        long count = (long) Math.ceil((end - start) / step);
        double[] numbers = new double[Math.toIntExact(count)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = start + i * step;
        }
        return device.tensor(numbers, count).to(dtype);
    }

    /** @throws IllegalArgumentException if {@code steps} is negative */
    public static Tensor linspace(Device device, DType dtype, double start, double end, long steps) {
        return device.tensor(evenly("linspace", start, end, steps), steps).to(dtype);
    }

    /** Powers of {@code base} with exponents from {@code start} to {@code end}. */
    public static Tensor logspace(Device device, DType dtype, double start, double end, long steps, double base) {
        double[] numbers = evenly("logspace", start, end, steps);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.pow(base, numbers[i]);
        }
        return device.tensor(numbers, steps).to(dtype);
    }

    /** From both ends towards the middle, so that both are exact. */
    private static double[] evenly(String name, double start, double end, long steps) {
        if (steps < 0) {
            throw new IllegalArgumentException(name + " makes 0 or more numbers, but " + steps + " were asked for");
        }
        double[] numbers = new double[Math.toIntExact(steps)];
        double step = (end - start) / Math.max(1, steps - 1);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i < numbers.length / 2 || steps == 1 ? start + i * step : end - (steps - 1 - i) * step;
        }
        return numbers;
    }

    /** Ones on the diagonal. */
    public static Tensor eye(Device device, DType dtype, long rows, long columns) {
        Tensor matrix = device.zeros(dtype, rows, columns);
        long diagonal = Math.min(rows, columns);
        if (diagonal > 0) {
            device.backend().fill(matrix.array().view(Shape.of(diagonal), new long[] {columns + 1}, 0), 1);
        }
        return matrix;
    }
}
