package io.lockstep.engine.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of each element, by the JVM's vector instructions (Intel's SVML on x86), within 1 unit in the last
 * place. Arrays end with whole vectors: their length is a multiple of 16, and of the last vector all elements are read
 * and written. y may be x.
 *
 * <p>Each has a loop of its own, since the compiler finds the instructions only where it knows the function.
 */
public final class ElementaryFunctions {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_MAX;
    private static final int LANES = SPECIES.length();

    private ElementaryFunctions() {}

    /** y = e^x. */
    public static void exp(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.EXP).intoArray(y, i);
        }
    }

    /** y = e^x - 1. */
    public static void expm1(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.EXPM1).intoArray(y, i);
        }
    }

    /** y = ln x. */
    public static void log(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.LOG).intoArray(y, i);
        }
    }

    /** y = log10 x. */
    public static void log10(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.LOG10).intoArray(y, i);
        }
    }

    /** y = ln(1 + x). */
    public static void log1p(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.LOG1P).intoArray(y, i);
        }
    }

    /** y = sin x. */
    public static void sin(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.SIN).intoArray(y, i);
        }
    }

    /** y = cos x. */
    public static void cos(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.COS).intoArray(y, i);
        }
    }

    /** y = tan x. */
    public static void tan(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.TAN).intoArray(y, i);
        }
    }

    /** y = asin x. */
    public static void asin(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.ASIN).intoArray(y, i);
        }
    }

    /** y = acos x. */
    public static void acos(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.ACOS).intoArray(y, i);
        }
    }

    /** y = atan x. */
    public static void atan(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.ATAN).intoArray(y, i);
        }
    }

    /** y = sinh x. */
    public static void sinh(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.SINH).intoArray(y, i);
        }
    }

    /** y = cosh x. */
    public static void cosh(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.COSH).intoArray(y, i);
        }
    }

    /** y = tanh x. */
    public static void tanh(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(x, i).lanewise(VectorOperators.TANH).intoArray(y, i);
        }
    }

    /** y = a^b. */
    public static void pow(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(a, i).lanewise(VectorOperators.POW, load(b, i)).intoArray(y, i);
        }
    }

    /** y = angle of the point (b, a). */
    public static void atan2(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            load(a, i).lanewise(VectorOperators.ATAN2, load(b, i)).intoArray(y, i);
        }
    }

    /** y = coefficients[0] + coefficients[1] x + ..., by Horner's scheme in two vectors at a time, which wait less. */
    public static void polynomial(double[] coefficients, double[] x, double[] y, int count) {
        for (int i = 0; i < count; i += 2 * LANES) {
            DoubleVector x0 = load(x, i);
            DoubleVector x1 = load(x, i + LANES);
            DoubleVector y0 = DoubleVector.broadcast(SPECIES, coefficients[coefficients.length - 1]);
            DoubleVector y1 = y0;
            for (int k = coefficients.length - 2; k >= 0; k--) {
                DoubleVector coefficient = DoubleVector.broadcast(SPECIES, coefficients[k]);
                y0 = y0.fma(x0, coefficient);
                y1 = y1.fma(x1, coefficient);
            }
            y0.intoArray(y, i);
            y1.intoArray(y, i + LANES);
        }
    }

    private static DoubleVector load(double[] values, int index) {
        return DoubleVector.fromArray(SPECIES, values, index);
    }
}
