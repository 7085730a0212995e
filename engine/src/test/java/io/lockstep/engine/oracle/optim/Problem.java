package io.lockstep.engine.oracle.optim;

/** Two parameter tensors on a bowl that is pushed to and fro: gradient = curvature * (w - target) + 0.3 sin(phase). */
final class Problem {
    static final long[][] SHAPES = {{3, 4}, {5}};

    private Problem() {}

    static double[][] initial() {
        double[][] values = {new double[12], new double[5]};
        for (int p = 0; p < values.length; p++) {
            for (int i = 0; i < values[p].length; i++) {
                values[p][i] = Math.sin(1.7 * i + p + 0.5) * 2;
            }
        }
        return values;
    }

    static double gradient(int step, int parameter, int i, double w) {
        double curvature = 0.5 + (i * 7 + parameter * 3) % 5 * 0.35;
        double target = Math.cos(0.9 * i + 2.0 * parameter) + 1.5;
        return curvature * (w - target) + 0.3 * Math.sin(0.37 * step + 1.1 * i + parameter);
    }
}
