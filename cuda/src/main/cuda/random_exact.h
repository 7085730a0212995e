// Logarithm, sine and cosine that give the bits of Java's StrictMath, which is defined as fdlibm 5.3 (Sun Microsystems): the same
// reductions and polynomials, operation by operation. Products and sums are rounded one by one and never fused.
#pragma once
#include "kernel.h"

// A double whose arithmetic the compiler leaves as it is written.
struct Exact {
    double value;
    __device__ inline Exact(double v) : value(v) {}
};
__device__ inline Exact operator+(Exact a, Exact b) { return __dadd_rn(a.value, b.value); }
__device__ inline Exact operator-(Exact a, Exact b) { return __dsub_rn(a.value, b.value); }
__device__ inline Exact operator*(Exact a, Exact b) { return __dmul_rn(a.value, b.value); }
__device__ inline Exact operator/(Exact a, Exact b) { return __ddiv_rn(a.value, b.value); }

// Sign, exponent and the upper 20 bits of the fraction.
__device__ inline int highWord(Exact x) { return __double2hiint(x.value); }
__device__ inline Exact withHighWord(Exact x, int high) { return __hiloint2double(high, __double2loint(x.value)); }

// Of a normal positive number: x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), ln(1 + f) by a polynomial in f / (2 + f).
__device__ inline double exactLog(double number) {
    const Exact ln2High = 6.93147180369123816490e-01, ln2Low = 1.90821492927058770002e-10;
    int high = highWord(number), k = (high >> 20) - 1023;
    high &= 0x000fffff;
    int carry = (high + 0x95f64) & 0x100000;
    k += carry >> 20;
    Exact f = withHighWord(number, high | (carry ^ 0x3ff00000)) - 1.0, dk = (double)k;
    if ((0x000fffff & (2 + high)) < 3) { // |f| below 2^-20
        if (f.value == 0) return k == 0 ? 0.0 : (dk * ln2High + dk * ln2Low).value;
        Exact r = f * f * (Exact(0.5) - Exact(0.33333333333333333) * f);
        return k == 0 ? (f - r).value : (dk * ln2High - ((r - dk * ln2Low) - f)).value;
    }
    Exact s = f / (Exact(2.0) + f), z = s * s, w = z * z;
    Exact even = w * (Exact(3.999999999940941908e-01) + w * (Exact(2.222219843214978396e-01) + w * Exact(1.531383769920937332e-01)));
    Exact odd = z * (Exact(6.666666666666735130e-01)
                     + w * (Exact(2.857142874366239149e-01)
                            + w * (Exact(1.818357216161805012e-01) + w * Exact(1.479819860511658591e-01))));
    Exact r = odd + even;
    if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
        Exact half = Exact(0.5) * f * f;
        if (k == 0) return (f - (half - s * (half + r))).value;
        return (dk * ln2High - ((half - (s * (half + r) + dk * ln2Low)) - f)).value;
    }
    if (k == 0) return (f - s * (f - r)).value;
    return (dk * ln2High - ((s * (f - r) - dk * ln2Low) - f)).value;
}

// An angle as a multiple of pi / 2 and a rest up to pi / 4 in two parts.
struct Quadrant {
    int number;
    Exact rest, tail;
};

// x in [0, 2 pi]. pi / 2 is subtracted in parts of 33 bits, as many of them as cancellation asks for.
__device__ inline Quadrant quadrantOf(double x) {
    const Exact part1 = 1.57079632673412561417e+00, tail1 = 6.07710050650619224932e-11;
    const Exact part2 = 6.07710050630396597660e-11, tail2 = 2.02226624879595063154e-21;
    const Exact part3 = 2.02226624871116645580e-21, tail3 = 8.47842766036889956997e-32;
    int high = highWord(x);
    if (high <= 0x3fe921fb) return {0, x, 0.0};
    if (high < 0x4002d97c) { // below 3 pi / 4
        Exact z = Exact(x) - part1;
        Exact tail = tail1;
        if (high == 0x3ff921fb) {
            z = z - part2;
            tail = tail2;
        }
        Exact rest = z - tail;
        return {1, rest, (z - rest) - tail};
    }
    int n = (int)(Exact(x) * Exact(6.36619772367581382433e-01) + Exact(0.5)).value;
    Exact fn = (double)n, r = Exact(x) - fn * part1, w = fn * tail1, rest = r - w;
    // The high words of the multiples of pi / 2: next to one of them, bits may cancel.
    int multiple = n == 1 ? 0x3ff921fb : n == 2 ? 0x400921fb : n == 3 ? 0x4012d97c : 0x401921fb;
    if (high == multiple) {
        int exponent = high >> 20;
        if (exponent - ((highWord(rest) >> 20) & 0x7ff) > 16) {
            Exact t = r;
            w = fn * part2;
            r = t - w;
            w = fn * tail2 - ((t - r) - w);
            rest = r - w;
            if (exponent - ((highWord(rest) >> 20) & 0x7ff) > 49) {
                t = r;
                w = fn * part3;
                r = t - w;
                w = fn * tail3 - ((t - r) - w);
                rest = r - w;
            }
        }
    }
    return {n, rest, (r - rest) - w};
}

// Of |x + y| up to pi / 4, with a tail y that is 0 if there was nothing to subtract.
__device__ inline Exact sineNearZero(Exact x, Exact y, bool hasTail) {
    if ((highWord(x) & 0x7fffffff) < 0x3e400000) return x;
    Exact z = x * x, v = z * x;
    Exact r = Exact(8.33333333332248946124e-03)
              + z * (Exact(-1.98412698298579493134e-04)
                     + z * (Exact(2.75573137070700676789e-06)
                            + z * (Exact(-2.50507602534068634195e-08) + z * Exact(1.58969099521155010221e-10))));
    const Exact s1 = -1.66666666666666324348e-01;
    return hasTail ? x - ((z * (Exact(0.5) * y - v * r) - y) - v * s1) : x + v * (s1 + z * r);
}

__device__ inline Exact cosineNearZero(Exact x, Exact y) {
    int high = highWord(x) & 0x7fffffff;
    if (high < 0x3e400000) return 1.0;
    Exact z = x * x;
    Exact r = z * (Exact(4.16666666666666019037e-02)
                   + z * (Exact(-1.38888888888741095749e-03)
                          + z * (Exact(2.48015872894767294178e-05)
                                 + z * (Exact(-2.75573143513906633035e-07)
                                        + z * (Exact(2.08757232129817482790e-09) + z * Exact(-1.13596475577881948265e-11))))));
    if (high < 0x3fd33333) return Exact(1.0) - (Exact(0.5) * z - (z * r - x * y));
    Exact part = high > 0x3fe90000 ? Exact(0.28125) : Exact(__hiloint2double(high - 0x00200000, 0)); // about x / 4
    return (Exact(1.0) - part) - ((Exact(0.5) * z - part) - (z * r - x * y));
}

// Both of an angle in [0, 2 pi].
__device__ inline double exactSine(const Quadrant& q) {
    Exact value = q.number & 1 ? cosineNearZero(q.rest, q.tail) : sineNearZero(q.rest, q.tail, q.number != 0);
    return q.number & 2 ? -value.value : value.value;
}
__device__ inline double exactCosine(const Quadrant& q) {
    Exact value = q.number & 1 ? sineNearZero(q.rest, q.tail, true) : cosineNearZero(q.rest, q.tail);
    return (q.number + 1) & 2 ? -value.value : value.value;
}
