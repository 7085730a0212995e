package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The one notation of all numbers of a printed tensor, chosen by those that are shown: whole numbers with a point where all
 * are whole ({@code 2.}), powers of ten where they differ by more than a factor of 1000 or are very large or small, else
 * four decimals. Numbers are aligned to the widest finite one that is not 0.
 */
final class NumberText {
    private static final int PRECISION = 4;
    private static final double LARGEST_RATIO = 1000;
    private static final double LARGEST = 1e8;
    private static final double SMALLEST = 1e-4;

    private final Elements elements;
    private final boolean scientific;
    private final boolean whole;
    private final int width;

    /** @param shown places of the elements that are printed */
    NumberText(Elements elements, long[] shown) {
        this.elements = elements;
        double min = Double.POSITIVE_INFINITY;
        double max = 0;
        boolean allWhole = true;
        boolean floating = elements.dtype().isFloating();
        for (long index : shown) {
            double value = floating ? elements.floating(index) : 0;
            if (value != 0 && Double.isFinite(value)) {
                min = Math.min(min, Math.abs(value));
                max = Math.max(max, Math.abs(value));
                allWhole &= value == Math.rint(value);
            }
        }
        whole = allWhole;
        scientific = max > 0 && (max / min > LARGEST_RATIO || max > LARGEST || (!allWhole && min < SMALLEST));
        width = width(shown);
    }

    /** Characters of each number, save for those that do not count for it and are longer. */
    int width() {
        return width;
    }

    String of(long index) {
        String text = unaligned(index);
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private int width(long[] shown) {
        int widest = 1;
        for (long index : shown) {
            boolean counts = true;
            if (elements.dtype().isFloating()) {
                double value = elements.floating(index);
                counts = value != 0 && Double.isFinite(value);
            }
            if (counts) {
                widest = Math.max(widest, unaligned(index).length());
            }
        }
        return widest;
    }

    private String unaligned(long index) {
        if (elements.dtype() == DType.BOOL) {
            return elements.integral(index) == 0 ? "False" : "True";
        }
        if (!elements.dtype().isFloating()) {
            return Long.toString(elements.integral(index));
        }
        double value = elements.floating(index);
        if (Double.isNaN(value)) {
            return "nan";
        }
        String sign = Math.copySign(1, value) < 0 ? "-" : "";
        if (Double.isInfinite(value)) {
            return sign + "inf";
        }
        BigDecimal magnitude = new BigDecimal(Math.abs(value));
        if (scientific) {
            return sign + scientific(magnitude);
        }
        return sign
                + (whole
                        ? magnitude.setScale(0, RoundingMode.HALF_EVEN).toPlainString() + "."
                        : magnitude.setScale(PRECISION, RoundingMode.HALF_EVEN).toPlainString());
    }

    /** One digit, the point, four digits, and the power of ten with its sign and at least two digits. */
    private static String scientific(BigDecimal magnitude) {
        if (magnitude.signum() == 0) {
            return "0." + "0".repeat(PRECISION) + "e+00";
        }
        BigDecimal rounded = magnitude.round(new MathContext(PRECISION + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        String digits = rounded.unscaledValue().toString();
        digits = digits.length() > PRECISION + 1
                ? digits.substring(0, PRECISION + 1)
                : digits + "0".repeat(PRECISION + 1 - digits.length());
        String power = Integer.toString(Math.abs(exponent));
        return digits.charAt(0) + "." + digits.substring(1) + (exponent < 0 ? "e-" : "e+")
                + (power.length() < 2 ? "0" : "") + power;
    }
}
