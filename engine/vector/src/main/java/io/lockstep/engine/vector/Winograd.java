package io.lockstep.engine.vector;

import jdk.incubator.vector.FloatVector;

import static io.lockstep.engine.vector.Vectors.load;

/**
 * The transforms F(4, 3) of Winograd's minimal filtering in one dimension, at the points 0, 1, -1, 2, -2 and infinity
 * (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016, section 4.3). With weights g of 3, input d
 * of 6 and results y of 4 elements y = A' [(G g) * (B' d)], elementwise in the middle: 6 multiplications instead of 12,
 * and in two dimensions 36 instead of 144.
 *
 * <p>Each method transforms some lines of vectors, each lane for itself: element e of line l lies at {@code from + l line +
 * e step} in its array. Once over the columns and once over the rows makes two dimensions. No vector is handed from one
 * larger method to another, since the compiler keeps vectors in registers only where it inlines.
 */
final class Winograd {
    private static final FloatVector TWO = constant(2);
    private static final FloatVector FOUR = constant(4);
    private static final FloatVector EIGHT = constant(8);
    private static final FloatVector MINUS_FOUR = constant(-4);
    private static final FloatVector MINUS_FIVE = constant(-5);
    private static final FloatVector MINUS_SIXTH = constant(-1 / 6.0);
    private static final FloatVector SIXTH = constant(1 / 6.0);
    private static final FloatVector QUARTER = constant(1 / 4.0);
    private static final FloatVector TWELFTH = constant(1 / 12.0);
    private static final FloatVector TWENTY_FOURTH = constant(1 / 24.0);

    private Winograd() {}

    private static FloatVector constant(double value) {
        return FloatVector.broadcast(Vectors.SPECIES, (float) value);
    }

    /** B' d: of six elements of the input, six. */
    static void input(
            int lines,
            float[] source,
            int from,
            int line,
            int step,
            float[] target,
            int to,
            int targetLine,
            int targetStep) {
        for (int l = 0; l < lines; l++) {
            int at = from + l * line;
            int of = to + l * targetLine;
            FloatVector d0 = load(source, at);
            FloatVector d1 = load(source, at + step);
            FloatVector d2 = load(source, at + 2 * step);
            FloatVector d3 = load(source, at + 3 * step);
            FloatVector d4 = load(source, at + 4 * step);
            FloatVector d5 = load(source, at + 5 * step);
            FloatVector even = d2.fma(MINUS_FOUR, d4);
            FloatVector odd = d1.fma(MINUS_FOUR, d3);
            FloatVector curve = d4.sub(d2);
            FloatVector slope = d3.sub(d1);
            d2.fma(MINUS_FIVE, d0.fma(FOUR, d4)).intoArray(target, of);
            even.add(odd).intoArray(target, of + targetStep);
            even.sub(odd).intoArray(target, of + 2 * targetStep);
            slope.fma(TWO, curve).intoArray(target, of + 3 * targetStep);
            curve.sub(slope.mul(TWO)).intoArray(target, of + 4 * targetStep);
            d3.fma(MINUS_FIVE, d1.fma(FOUR, d5)).intoArray(target, of + 5 * targetStep);
        }
    }

    /** A' m: of six products, four results. */
    static void output(
            int lines,
            float[] source,
            int from,
            int line,
            int step,
            float[] target,
            int to,
            int targetLine,
            int targetStep) {
        for (int l = 0; l < lines; l++) {
            int at = from + l * line;
            int of = to + l * targetLine;
            FloatVector m0 = load(source, at);
            FloatVector m1 = load(source, at + step);
            FloatVector m2 = load(source, at + 2 * step);
            FloatVector m3 = load(source, at + 3 * step);
            FloatVector m4 = load(source, at + 4 * step);
            FloatVector m5 = load(source, at + 5 * step);
            FloatVector sum = m1.add(m2);
            FloatVector difference = m1.sub(m2);
            FloatVector farSum = m3.add(m4);
            FloatVector farDifference = m3.sub(m4);
            m0.add(sum).add(farSum).intoArray(target, of);
            farDifference.fma(TWO, difference).intoArray(target, of + targetStep);
            farSum.fma(FOUR, sum).intoArray(target, of + 2 * targetStep);
            farDifference.fma(EIGHT, difference).add(m5).intoArray(target, of + 3 * targetStep);
        }
    }

    /** A y: of the gradients of four results, those of six products. */
    static void gradient(
            int lines,
            float[] source,
            int from,
            int line,
            int step,
            float[] target,
            int to,
            int targetLine,
            int targetStep) {
        for (int l = 0; l < lines; l++) {
            int at = from + l * line;
            int of = to + l * targetLine;
            FloatVector y0 = load(source, at);
            FloatVector y1 = load(source, at + step);
            FloatVector y2 = load(source, at + 2 * step);
            FloatVector y3 = load(source, at + 3 * step);
            FloatVector even = y0.add(y2);
            FloatVector odd = y1.add(y3);
            FloatVector farEven = y2.fma(FOUR, y0);
            FloatVector farOdd = y3.fma(FOUR, y1);
            y0.intoArray(target, of);
            even.add(odd).intoArray(target, of + targetStep);
            even.sub(odd).intoArray(target, of + 2 * targetStep);
            farOdd.fma(TWO, farEven).intoArray(target, of + 3 * targetStep);
            farEven.sub(farOdd.mul(TWO)).intoArray(target, of + 4 * targetStep);
            y3.intoArray(target, of + 5 * targetStep);
        }
    }

    /** G g: of three weights, six elements. */
    static void weight(
            int lines,
            float[] source,
            int from,
            int line,
            int step,
            float[] target,
            int to,
            int targetLine,
            int targetStep) {
        for (int l = 0; l < lines; l++) {
            int at = from + l * line;
            int of = to + l * targetLine;
            FloatVector g0 = load(source, at);
            FloatVector g1 = load(source, at + step);
            FloatVector g2 = load(source, at + 2 * step);
            FloatVector ends = g0.add(g2);
            FloatVector far = g0.fma(TWENTY_FOURTH, g2.mul(SIXTH));
            FloatVector middle = g1.mul(TWELFTH);
            g0.mul(QUARTER).intoArray(target, of);
            ends.add(g1).mul(MINUS_SIXTH).intoArray(target, of + targetStep);
            ends.sub(g1).mul(MINUS_SIXTH).intoArray(target, of + 2 * targetStep);
            far.add(middle).intoArray(target, of + 3 * targetStep);
            far.sub(middle).intoArray(target, of + 4 * targetStep);
            g2.intoArray(target, of + 5 * targetStep);
        }
    }

    /** G' u: of the gradients of six elements, those of three weights. */
    static void weightGradient(
            int lines,
            float[] source,
            int from,
            int line,
            int step,
            float[] target,
            int to,
            int targetLine,
            int targetStep) {
        for (int l = 0; l < lines; l++) {
            int at = from + l * line;
            int of = to + l * targetLine;
            FloatVector u0 = load(source, at);
            FloatVector u1 = load(source, at + step);
            FloatVector u2 = load(source, at + 2 * step);
            FloatVector u3 = load(source, at + 3 * step);
            FloatVector u4 = load(source, at + 4 * step);
            FloatVector u5 = load(source, at + 5 * step);
            FloatVector sum = u1.add(u2);
            FloatVector farSum = u3.add(u4);
            sum.fma(MINUS_SIXTH, farSum.fma(TWENTY_FOURTH, u0.mul(QUARTER))).intoArray(target, of);
            u2.sub(u1).fma(SIXTH, u3.sub(u4).mul(TWELFTH)).intoArray(target, of + targetStep);
            farSum.sub(sum).fma(SIXTH, u5).intoArray(target, of + 2 * targetStep);
        }
    }
}
