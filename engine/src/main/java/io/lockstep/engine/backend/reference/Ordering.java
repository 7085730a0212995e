package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.DType;

/** The order of elements: NaN is larger than all numbers and equal to itself, and zeros are equal. */
final class Ordering {
    private Ordering() {}

    static int compare(Elements elements, DType dtype, long a, long b) {
        return dtype.isFloating()
                ? compare(elements.get(a), elements.get(b))
                : Long.compare(elements.getLong(a), elements.getLong(b));
    }

    static int compare(double a, double b) {
        return a == b ? 0 : Double.compare(a, b);
    }

    /** Whether a is the smaller one where the first NaN counts as the smallest. */
    static boolean isLess(Elements elements, DType dtype, long a, long b) {
        if (!dtype.isFloating()) {
            return elements.getLong(a) < elements.getLong(b);
        }
        double first = elements.get(a);
        double second = elements.get(b);
        return first < second || (Double.isNaN(first) && !Double.isNaN(second));
    }
}
