package io.lockstep.engine.oracle.optim;

/** LARS and LAMB in plain arrays, written from the papers' algorithms. */
final class PlainTrainer implements Trainer {
    private final double[][] w;
    private final double[][] m;
    private final double[][] v;
    private final double weightDecay;
    private final boolean lamb;
    private double[] lrs = {0, 0};
    private double momentum = 0.9;

    PlainTrainer(double[][] initial, boolean lamb, double weightDecay) {
        w = initial;
        m = new double[][] {new double[w[0].length], new double[w[1].length]};
        v = new double[][] {new double[w[0].length], new double[w[1].length]};
        this.lamb = lamb;
        this.weightDecay = weightDecay;
    }

    @Override
    public void set(double[] lrs, double momentum) {
        this.lrs = lrs.clone();
        if (!Double.isNaN(momentum)) {
            this.momentum = momentum;
        }
    }

    @Override
    public void step(int step) {
        for (int p = 0; p < w.length; p++) {
            double[] g = new double[w[p].length];
            for (int i = 0; i < g.length; i++) {
                g[i] = Problem.gradient(step, p, i, w[p][i]);
            }
            if (lamb) {
                lamb(p, g, step + 1);
            } else {
                lars(p, g);
            }
        }
    }

    /** You et al. 2017, algorithm 1, with a trust coefficient of 0.02. */
    private void lars(int p, double[] g) {
        double local = 0.02 * length(w[p]) / (length(g) + weightDecay * length(w[p]));
        for (int i = 0; i < g.length; i++) {
            m[p][i] = momentum * m[p][i] + lrs[p] * local * (g[i] + weightDecay * w[p][i]);
            w[p][i] -= m[p][i];
        }
    }

    /** You et al. 2020, algorithm 2, with beta2 = 0.999 and epsilon = 1e-6. */
    private void lamb(int p, double[] g, int t) {
        double[] r = new double[g.length];
        for (int i = 0; i < g.length; i++) {
            m[p][i] = momentum * m[p][i] + (1 - momentum) * g[i];
            v[p][i] = 0.999 * v[p][i] + 0.001 * g[i] * g[i];
            double mHat = m[p][i] / (1 - Math.pow(momentum, t));
            double vHat = v[p][i] / (1 - Math.pow(0.999, t));
            r[i] = mHat / (Math.sqrt(vHat) + 1e-6) + weightDecay * w[p][i];
        }
        double ratio = length(w[p]) / length(r);
        for (int i = 0; i < g.length; i++) {
            w[p][i] -= lrs[p] * ratio * r[i];
        }
    }

    private static double length(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Override
    public double[][] parameters() {
        return w;
    }

    @Override
    public void close() {}
}
