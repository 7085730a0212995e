package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.vector.Choices;
import io.lockstep.engine.vector.DoubleProduct;
import io.lockstep.engine.vector.ElementaryFunctions;
import io.lockstep.engine.vector.VectorUnit;
import java.util.Arrays;

/** Loops over tiles that are vector instructions where the JVM has them, and otherwise go element by element. */
final class Loops {
    private static final boolean VECTORS = VectorUnit.unavailable() == null;
    private static final boolean COMPARES = VECTORS && Choices.compares();

    /** Rows of y in {@link #product}. */
    static final int PRODUCT_ROWS = 4;

    private static final int DEFAULT_COLUMNS = 16;

    private Loops() {}

    static void widen(float[] x, double[] y, int count) {
        if (VECTORS) {
            Choices.widen(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = x[i];
        }
    }

    static void narrow(double[] x, float[] y, int count) {
        if (VECTORS) {
            Choices.narrow(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = (float) x[i];
        }
    }

    /** y = a where x is above the bound, else b. */
    static void above(double[] x, double bound, double[] a, double[] b, double[] y, int count) {
        if (VECTORS) {
            Choices.above(x, bound, a, b, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = x[i] > bound ? a[i] : b[i];
        }
    }

    static void equal(double[] a, double[] b, byte[] y, int count) {
        if (COMPARES) {
            Choices.equal(a, b, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] == b[i] ? 1 : 0);
        }
    }

    static void notEqual(double[] a, double[] b, byte[] y, int count) {
        if (COMPARES) {
            Choices.notEqual(a, b, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] != b[i] ? 1 : 0);
        }
    }

    static void less(double[] a, double[] b, byte[] y, int count) {
        if (COMPARES) {
            Choices.less(a, b, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] < b[i] ? 1 : 0);
        }
    }

    static void lessEqual(double[] a, double[] b, byte[] y, int count) {
        if (COMPARES) {
            Choices.lessEqual(a, b, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (a[i] <= b[i] ? 1 : 0);
        }
    }

    static void exp(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.exp(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.exp(x[i]);
        }
    }

    static void expm1(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.expm1(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.expm1(x[i]);
        }
    }

    static void log(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.log(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.log(x[i]);
        }
    }

    static void log10(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.log10(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.log10(x[i]);
        }
    }

    static void log1p(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.log1p(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.log1p(x[i]);
        }
    }

    static void sin(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.sin(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.sin(x[i]);
        }
    }

    static void cos(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.cos(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.cos(x[i]);
        }
    }

    static void tan(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.tan(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.tan(x[i]);
        }
    }

    static void asin(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.asin(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.asin(x[i]);
        }
    }

    static void acos(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.acos(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.acos(x[i]);
        }
    }

    static void atan(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.atan(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.atan(x[i]);
        }
    }

    static void sinh(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.sinh(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.sinh(x[i]);
        }
    }

    static void cosh(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.cosh(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.cosh(x[i]);
        }
    }

    static void tanh(double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.tanh(x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.tanh(x[i]);
        }
    }

    static void pow(double[] a, double[] b, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.pow(a, b, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.pow(a[i], b[i]);
        }
    }

    static void atan2(double[] a, double[] b, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.atan2(a, b, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.atan2(a[i], b[i]);
        }
    }

    /** y = coefficients[0] + coefficients[1] x + ... */
    static void polynomial(double[] coefficients, double[] x, double[] y, int count) {
        if (VECTORS) {
            ElementaryFunctions.polynomial(coefficients, x, y, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            double sum = coefficients[coefficients.length - 1];
            for (int k = coefficients.length - 2; k >= 0; k--) {
                sum = sum * x[i] + coefficients[k];
            }
            y[i] = sum;
        }
    }

    /** Columns of y in {@link #product}. */
    static int productColumns() {
        return VECTORS ? DoubleProduct.columns() : DEFAULT_COLUMNS;
    }

    /** y [4, columns] = a [inner, 4], from {@code start} on and column by column, times b [inner, columns]. */
    static void product(int inner, double[] a, int start, double[] b, double[] y) {
        if (VECTORS) {
            DoubleProduct.multiply(inner, a, start, b, y);
            return;
        }
        Arrays.fill(y, 0, PRODUCT_ROWS * DEFAULT_COLUMNS, 0);
        for (int k = 0; k < inner; k++) {
            for (int row = 0; row < PRODUCT_ROWS; row++) {
                double factor = a[start + k * PRODUCT_ROWS + row];
                for (int i = 0; i < DEFAULT_COLUMNS; i++) {
                    y[row * DEFAULT_COLUMNS + i] += factor * b[k * DEFAULT_COLUMNS + i];
                }
            }
        }
    }
}
