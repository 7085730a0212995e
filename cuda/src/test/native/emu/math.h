// Mathematical functions of CUDA; most are those of C, the others follow.
#pragma once
#include <math.h>
#include <stdlib.h>

namespace emu {

// x with erf(x) = y, by Halley's method from an estimate of Winitzki ("A handy approximation for the error function and
// its inverse", 2008). In the tails the error is taken of erfc, where erf would have lost its digits.
inline double erfinv(double y) {
    double magnitude = fabs(y);
    if (!(magnitude < 1)) {
        return magnitude == 1 ? copysign(HUGE_VAL, y) : NAN;
    }
    double x = magnitude * 0.88622692545275801;
    if (magnitude > 1e-3) {
        double a = 0.147, w = log1p(-magnitude * magnitude), t = 2 / (M_PI * a) + w / 2;
        x = sqrt(sqrt(t * t - w / a) - t);
    }
    for (int step = 0; step < 3; step++) {
        double error = magnitude < 0.5 ? erf(x) - magnitude : (1 - magnitude) - erfc(x);
        double newton = error / (M_2_SQRTPI * exp(-x * x));
        x -= newton / (1 + x * newton);
    }
    return copysign(x, y);
}

}  // namespace emu

inline double erfinv(double y) { return emu::erfinv(y); }
inline float erfinvf(float y) { return static_cast<float>(emu::erfinv(y)); }
inline float erfinv(float y) { return erfinvf(y); }
inline double rsqrt(double x) { return 1 / sqrt(x); }
inline float rsqrtf(float x) { return static_cast<float>(1 / sqrt(static_cast<double>(x))); }
inline float rsqrt(float x) { return rsqrtf(x); }
inline double normcdf(double x) { return 0.5 * erfc(-x * M_SQRT1_2); }
inline float normcdff(float x) { return static_cast<float>(normcdf(static_cast<double>(x))); }

// As fmin and fmax: of a number and NaN, the number.
inline float min(float a, float b) { return fminf(a, b); }
inline float max(float a, float b) { return fmaxf(a, b); }
inline double min(double a, double b) { return fmin(a, b); }
inline double max(double a, double b) { return fmax(a, b); }

#define EMU_MIN_MAX(T)                                    \
    inline T min(T a, T b) { return b < a ? b : a; }      \
    inline T max(T a, T b) { return a < b ? b : a; }
EMU_MIN_MAX(int)
EMU_MIN_MAX(unsigned)
EMU_MIN_MAX(long)
EMU_MIN_MAX(unsigned long)
EMU_MIN_MAX(long long)
EMU_MIN_MAX(unsigned long long)
#undef EMU_MIN_MAX
