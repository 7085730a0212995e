package io.lockstep.engine.oracle.optim;

/** A learning rate as a function of the epoch, from PyTorch's documentation. */
interface Formula {
    double at(double base, int t);

    static Formula step(int size, double gamma) {
        return (base, t) -> base * Math.pow(gamma, Math.floorDiv(t, size));
    }

    static Formula multiStep(double gamma, int... milestones) {
        return (base, t) -> {
            int passed = 0;
            for (int milestone : milestones) {
                passed += milestone <= t ? 1 : 0;
            }
            return base * Math.pow(gamma, passed);
        };
    }

    static Formula constant(double factor, int total) {
        return (base, t) -> t < total ? base * factor : base;
    }

    static Formula linear(double start, double end, int total) {
        return (base, t) -> base * (start + (end - start) * Math.min(t, total) / total);
    }

    static Formula exponential(double gamma) {
        return (base, t) -> base * Math.pow(gamma, t);
    }

    static Formula polynomial(int total, double power) {
        return (base, t) -> base * Math.pow(1 - (double) Math.min(t, total) / total, power);
    }

    static Formula cosine(int max, double min) {
        return (base, t) -> min + (base - min) / 2 * (1 + Math.cos(Math.PI * t / max));
    }

    static Formula restarts(int first, int times, double min) {
        return (base, t) -> {
            int start = 0;
            int length = first;
            while (t >= start + length) {
                start += length;
                length *= times;
            }
            return min + (base - min) / 2 * (1 + Math.cos(Math.PI * (t - start) / length));
        };
    }

    static Formula lambda(java.util.function.LongToDoubleFunction factor) {
        return (base, t) -> base * factor.applyAsDouble(t);
    }

    static Formula product(java.util.function.LongToDoubleFunction factor) {
        return (base, t) -> {
            double lr = base;
            for (int i = 1; i <= t; i++) {
                lr *= factor.applyAsDouble(i);
            }
            return lr;
        };
    }

    /** Both factors together. */
    default Formula and(Formula other) {
        return (base, t) -> at(base, t) * other.at(1, t);
    }

    /** The other one from an epoch on. */
    default Formula until(int milestone, Formula other) {
        return (base, t) -> t < milestone ? at(base, t) : other.at(base, t - milestone);
    }

    /** Rises to {@code peak} in epoch pct total - 1, and so on. */
    static Formula oneCycle(int total, double pct, boolean linear, boolean three, double low, double end) {
        return (peak, t) -> {
            double top = pct * total - 1;
            double bottom = three ? 2 * top : total - 1.0;
            double last = total - 1.0;
            if (t <= top) {
                return between(peak * low, peak, t / top, linear);
            }
            if (three && t > bottom) {
                return between(peak * low, peak * end, (t - bottom) / (last - bottom), linear);
            }
            return between(peak, three ? peak * low : peak * end, (t - top) / (bottom - top), linear);
        };
    }

    /** What momentum does beside: from high to low, up again, and stays. */
    static double cycledMomentum(int t, int total, double pct, boolean linear, boolean three) {
        double top = pct * total - 1;
        double bottom = three ? 2 * top : total - 1.0;
        if (t <= top) {
            return between(0.95, 0.85, t / top, linear);
        }
        return t > bottom ? 0.95 : between(0.85, 0.95, (t - top) / (bottom - top), linear);
    }

    private static double between(double from, double to, double share, boolean linear) {
        return linear ? from + (to - from) * share : (from + to) / 2 + (from - to) / 2 * Math.cos(Math.PI * share);
    }
}
