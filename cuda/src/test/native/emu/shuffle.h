// Shuffles and votes.
#pragma once
#include "warp.h"

inline void __syncwarp(unsigned mask = ~0u) {
    emu::exchange(emu::SYNC, mask, 0, [](auto&&, unsigned) { return 0; });
}

inline unsigned __activemask() { return emu::self().warp->live; }

template <class T>
inline T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
    return emu::exchange(emu::SHUFFLE, mask, value, [=](auto&& of, unsigned lane) {
        return of((lane & ~(width - 1u)) | (source & (width - 1u)));
    });
}

template <class T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned distance, int width = 32) {
    return emu::exchange(emu::SHUFFLE, mask, value, [=](auto&& of, unsigned lane) {
        return (lane & (width - 1u)) >= distance ? of(lane - distance) : value;
    });
}

template <class T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned distance, int width = 32) {
    return emu::exchange(emu::SHUFFLE, mask, value, [=](auto&& of, unsigned lane) {
        return (lane & (width - 1u)) + distance < static_cast<unsigned>(width) ? of(lane + distance) : value;
    });
}

template <class T>
inline T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32) {
    return emu::exchange(emu::SHUFFLE, mask, value, [=](auto&& of, unsigned lane) {
        unsigned source = lane ^ bits;
        return source < (lane & ~(width - 1u)) + width ? of(source) : value;
    });
}

inline unsigned __ballot_sync(unsigned mask, int predicate) {
    return emu::exchange(emu::VOTE, mask, static_cast<int>(predicate != 0), [=](auto&& of, unsigned) {
        unsigned votes = 0;
        for (unsigned lane = 0; lane < 32; lane++) {
            if (mask & of.present & (1u << lane)) {
                votes |= static_cast<unsigned>(of(lane)) << lane;
            }
        }
        return votes;
    });
}

inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }

// The lanes of the mask that hold the same value.
template <class T>
inline unsigned __match_any_sync(unsigned mask, T value) {
    return emu::exchange(emu::MATCH, mask, value, [=](auto&& of, unsigned) {
        unsigned same = 0;
        for (unsigned lane = 0; lane < 32; lane++) {
            if ((mask & of.present & (1u << lane)) && of(lane) == value) {
                same |= 1u << lane;
            }
        }
        return same;
    });
}
