package io.lockstep.engine.optim.scheduler;

/**
 * Options of {@link OneCycleLR}, with PyTorch's names and meaning. Arrays hold one number for each parameter group, or one
 * for all.
 *
 * @param totalSteps steps of the cycle
 * @param maxLr the highest learning rate
 * @param pctStart the part of the steps in which it rises, from 0 to 1
 * @param linear whether it changes along lines instead of half waves of the cosine
 * @param cycleMomentum whether momentum changes, too
 * @param baseMomentum the lowest momentum
 * @param maxMomentum the highest momentum
 * @param divFactor maxLr / the first learning rate
 * @param finalDivFactor the first learning rate / the last one
 * @param threePhase whether it falls as fast as it rose, and then from the first to the last learning rate
 */
public record OneCycleOptions(
        long totalSteps,
        double[] maxLr,
        double pctStart,
        boolean linear,
        boolean cycleMomentum,
        double[] baseMomentum,
        double[] maxMomentum,
        double divFactor,
        double finalDivFactor,
        boolean threePhase) {
    public OneCycleOptions {
        if (totalSteps < 1) {
            throw new IllegalArgumentException("totalSteps is 1 or more, but got " + totalSteps);
        }
        if (!(pctStart >= 0 && pctStart <= 1)) {
            throw new IllegalArgumentException("pctStart lies from 0 to 1, but got " + pctStart);
        }
    }

    /** PyTorch's defaults. */
    public static OneCycleOptions of(long totalSteps, double... maxLr) {
        return new OneCycleOptions(
                totalSteps, maxLr, 0.3, false, true, new double[] {0.85}, new double[] {0.95}, 25, 1e4, false);
    }

    public OneCycleOptions pctStart(double part) {
        return new OneCycleOptions(
                totalSteps,
                maxLr,
                part,
                linear,
                cycleMomentum,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                threePhase);
    }

    public OneCycleOptions linear(boolean along) {
        return new OneCycleOptions(
                totalSteps,
                maxLr,
                pctStart,
                along,
                cycleMomentum,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                threePhase);
    }

    public OneCycleOptions cycleMomentum(boolean cycles) {
        return new OneCycleOptions(
                totalSteps,
                maxLr,
                pctStart,
                linear,
                cycles,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                threePhase);
    }

    /** The lowest and the highest momentum. */
    public OneCycleOptions momentum(double lowest, double highest) {
        return new OneCycleOptions(
                totalSteps,
                maxLr,
                pctStart,
                linear,
                cycleMomentum,
                new double[] {lowest},
                new double[] {highest},
                divFactor,
                finalDivFactor,
                threePhase);
    }

    public OneCycleOptions divFactors(double first, double last) {
        return new OneCycleOptions(
                totalSteps, maxLr, pctStart, linear, cycleMomentum, baseMomentum, maxMomentum, first, last, threePhase);
    }

    public OneCycleOptions threePhase(boolean three) {
        return new OneCycleOptions(
                totalSteps,
                maxLr,
                pctStart,
                linear,
                cycleMomentum,
                baseMomentum,
                maxMomentum,
                divFactor,
                finalDivFactor,
                three);
    }

    /** Between {@code from} (share 0) and {@code to} (share 1). */
    double anneal(double from, double to, double share) {
        if (linear) {
            return (to - from) * share + from;
        }
        return to + (from - to) / 2 * (Math.cos(Math.PI * share) + 1);
    }
}
