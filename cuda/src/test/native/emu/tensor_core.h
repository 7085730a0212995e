// mma: c[16][8] += a[16][K] b[K][8], summed in float in the order of K. Lanes hold the fragments of the PTX ISA, "Matrix
// fragments for mma.m16n8k16 / m16n8k8", with g = lane / 4 and q = lane % 4:
//
//   16-bit, K = 16   a[i], its half h: row g + 8 (i % 2), k = 2 q + 8 (i / 2) + h     b[i], half h: k = 2 q + 8 i + h, column g
//   tf32,   K = 8    a[i]: row g + 8 (i % 2), k = q + 4 (i / 2)                       b[i]: k = q + 4 i, column g
//   both             c[i]: row g + 8 (i / 2), column 2 q + i % 2
#pragma once
#include "halves.h"
#include "warp.h"

namespace emu {

struct Fragments {
    unsigned a[4], b[2];
    float c[4];
};

// Two 16-bit elements in each register, or one of 32 bits.
template <float (*decode)(f16)>
struct SixteenBits {
    static constexpr int K = 16;
    static void place(const Fragments& f, unsigned g, unsigned q, float a[16][K], float b[K][8]) {
        for (unsigned half = 0; half < 2; half++) {
            for (unsigned i = 0; i < 4; i++) {
                a[g + 8 * (i % 2)][2 * q + 8 * (i / 2) + half] = decode(static_cast<f16>(f.a[i] >> 16 * half));
            }
            for (unsigned i = 0; i < 2; i++) {
                b[2 * q + 8 * i + half][g] = decode(static_cast<f16>(f.b[i] >> 16 * half));
            }
        }
    }
};

struct Tf32 {
    static constexpr int K = 8;
    // The tensor core does not see the low 13 bits.
    static float decode(unsigned bits) { return __uint_as_float(bits & ~0x1fffu); }
    static void place(const Fragments& f, unsigned g, unsigned q, float a[16][K], float b[K][8]) {
        for (unsigned i = 0; i < 4; i++) {
            a[g + 8 * (i % 2)][q + 4 * (i / 2)] = decode(f.a[i]);
        }
        for (unsigned i = 0; i < 2; i++) {
            b[q + 4 * i][g] = decode(f.b[i]);
        }
    }
};

// The last lane to arrive multiplies for all.
template <class Element>
inline void multiply(Warp& warp, const Values<Fragments>& of, unsigned set) {
    constexpr int K = Element::K;
    float a[16][K], b[K][8];
    auto& c = warp.product[set];
    for (unsigned lane = 0; lane < WARP; lane++) {
        unsigned g = lane / 4, q = lane % 4;
        Fragments f = of(lane);
        Element::place(f, g, q, a, b);
        for (unsigned i = 0; i < 4; i++) {
            c[g + 8 * (i / 2)][2 * q + i % 2] = f.c[i];
        }
    }
    for (int row = 0; row < 16; row++) {
        for (int k = 0; k < K; k++) {
            for (int column = 0; column < 8; column++) {
                c[row][column] += a[row][k] * b[k][column];
            }
        }
    }
}

inline void require_whole_warp(const Fiber& me, const char* operation) {
    if (me.warp->live != ~0u) {
        fail("%s needs all 32 lanes, but only those of the mask %08x run", operation, me.warp->live);
    }
}

template <class Element>
inline void mma(Operation operation, float c[4], const unsigned a[4], const unsigned b[2]) {
    Fiber& me = self();
    require_whole_warp(me, "mma");
    Fragments mine{{a[0], a[1], a[2], a[3]}, {b[0], b[1]}, {c[0], c[1], c[2], c[3]}};
    unsigned set = me.warp->phase & 1;
    exchange_whole(me, operation, mine, [](auto&&, unsigned) { return 0; }, multiply<Element>);
    for (unsigned i = 0; i < 4; i++) {
        c[i] = me.warp->product[set][me.lane / 4 + 8 * (i / 2)][2 * (me.lane % 4) + i % 2];
    }
}

}  // namespace emu

inline void mma_bf16(float c[4], const unsigned a[4], const unsigned b[2]) {
    emu::mma<emu::SixteenBits<bf2f>>(emu::MMA_BF16, c, a, b);
}

inline void mma_f16(float c[4], const unsigned a[4], const unsigned b[2]) {
    emu::mma<emu::SixteenBits<half2f>>(emu::MMA_F16, c, a, b);
}

inline void mma_tf32(float c[4], const unsigned a[4], const unsigned b[2]) {
    emu::mma<emu::Tf32>(emu::MMA_TF32, c, a, b);
}

inline unsigned to_tf32(float x) {
    unsigned u = __float_as_uint(x);
    if ((u & 0x7fffffff) >= 0x7f800000) {
        return (u & 0x7fffffff) > 0x7f800000 ? 0x7fffffff : u;
    }
    return (u + 0x1000) & ~0x1fffu;
}
