// ldmatrix: lane i names row i % 8 of matrix i / 8; with g = lane / 4 and q = lane % 4 a lane receives of each matrix the
// elements 2 q and 2 q + 1 of row g, or transposed the elements of rows 2 q and 2 q + 1 in column g.
#pragma once
#include "tensor_core.h"

namespace emu {

template <int MATRICES, bool TRANSPOSED>
inline void ldmatrix(unsigned* r, const void* row) {
    Fiber& me = self();
    require_whole_warp(me, "ldmatrix");
    bool named = me.lane < 8 * MATRICES;
    if (named && reinterpret_cast<uintptr_t>(row) % 16 != 0) {
        fail("ldmatrix of %p, which is no multiple of 16 bytes", row);
    }
    if (named && !me.block->shared(row, 16)) {
        fail("ldmatrix of %p, which is not in shared memory", row);
    }
    exchange_whole(
        me, LDMATRIX, row,
        [=](auto&& of, unsigned lane) {
            unsigned g = lane / 4, q = lane % 4;
            for (unsigned m = 0; m < MATRICES; m++) {
                auto element = [&](unsigned i, unsigned j) -> unsigned {
                    return static_cast<const unsigned short*>(of(8 * m + i))[j];
                };
                r[m] = TRANSPOSED ? element(2 * q, g) | element(2 * q + 1, g) << 16
                                  : element(g, 2 * q) | element(g, 2 * q + 1) << 16;
            }
            return 0;
        },
        Nothing());
}

}  // namespace emu

inline void ldmatrix_x4(unsigned r[4], const void* row) { emu::ldmatrix<4, false>(r, row); }
inline void ldmatrix_x4_trans(unsigned r[4], const void* row) { emu::ldmatrix<4, true>(r, row); }
inline void ldmatrix_x2(unsigned r[2], const void* row) { emu::ldmatrix<2, false>(r, row); }
inline void ldmatrix_x2_trans(unsigned r[2], const void* row) { emu::ldmatrix<2, true>(r, row); }
