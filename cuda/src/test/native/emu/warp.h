// Operations of a warp: every lane named by the mask puts a value, waits for the others and looks at theirs. The value of
// a lane that has ended or is not named reads as poison (all bits set).
#pragma once
#include <cstring>
#include <type_traits>
#include "block.h"

namespace emu {

enum Operation { SYNC = 1, SHUFFLE, VOTE, MATCH, MMA_BF16, MMA_F16, MMA_TF32, LDMATRIX };

inline void complete_whole(Warp& warp) {
    if (warp.live != 0 && (warp.arrived & warp.live) == warp.live) {
        warp.present[warp.phase & 1] = warp.arrived;
        warp.arrived = 0;
        warp.phase++;
    }
}

inline void complete_some(Warp& warp, unsigned mask) {
    unsigned wanted = mask & warp.live;
    if (wanted == 0 || (warp.some_arrived & wanted) != wanted) {
        return;
    }
    unsigned group = warp.some_arrived & mask;
    warp.some_arrived &= ~group;
    for (unsigned lane = 0; lane < WARP; lane++) {
        if (group >> lane & 1) {
            warp.some_present[lane] = group;
            warp.some_phase[lane]++;
        }
    }
}

// A lane that ends may be the one that the others waited for.
inline void lane_ended(Warp& warp, unsigned lane) {
    warp.live &= ~(1u << lane);
    complete_whole(warp);
    for (unsigned other = 0; warp.some_arrived != 0 && other < WARP; other++) {
        if (warp.some_arrived >> other & 1) {
            complete_some(warp, warp.some_mask[other]);
        }
    }
}

// What a lane sees of the others.
template <class T>
struct Values {
    const unsigned char (*slots)[SLOT_BYTES];
    unsigned present;
    T operator()(unsigned lane) const {
        T value;
        if (present >> (lane % WARP) & 1) {
            memcpy(&value, slots[lane % WARP], sizeof value);
        } else {
            memset(&value, 0xff, sizeof value);
        }
        return value;
    }
};

struct Nothing {
    template <class T>
    void operator()(Warp&, const Values<T>&, unsigned) const {}
};

// All lanes: the last one to arrive runs `together` on the values of all before anybody reads.
template <class T, class Get, class Together>
inline auto exchange_whole(Fiber& me, Operation operation, const T& value, Get get, Together together) {
    Warp& warp = *me.warp;
    unsigned phase = warp.phase, set = phase & 1;
    if (warp.arrived == 0) {
        warp.operation = operation;
    } else if (warp.operation != operation) {
        fail("lanes of one warp wait in different operations (%d and %d)", warp.operation, static_cast<int>(operation));
    }
    memcpy(warp.slots[set][me.lane], &value, sizeof value);
    warp.arrived |= 1u << me.lane;
    if ((warp.arrived & warp.live) == warp.live) {
        together(warp, Values<T>{warp.slots[set], warp.arrived}, set);
    }
    complete_whole(warp);
    wait(me, warp.phase, phase);
    return get(Values<T>{warp.slots[set], warp.present[set]}, me.lane);
}

inline void gather_some(Fiber& me, unsigned mask) {
    Warp& warp = *me.warp;
    for (unsigned other = 0; other < WARP; other++) {
        bool waits = (warp.some_arrived & mask) >> other & 1;
        if (waits && warp.some_mask[other] != mask) {
            fail("lanes of one warp wait with masks %08x and %08x that overlap", warp.some_mask[other], mask);
        }
    }
    unsigned phase = warp.some_phase[me.lane];
    warp.some_mask[me.lane] = mask;
    warp.some_arrived |= 1u << me.lane;
    complete_some(warp, mask);
    wait(me, warp.some_phase[me.lane], phase);
}

// Some lanes: they meet once more after reading, so that none writes its next value too early.
template <class T, class Get>
inline auto exchange_some(Fiber& me, unsigned mask, const T& value, Get get) {
    Warp& warp = *me.warp;
    memcpy(warp.some_slots[me.lane], &value, sizeof value);
    gather_some(me, mask);
    auto result = get(Values<T>{warp.some_slots, warp.some_present[me.lane]}, me.lane);
    gather_some(me, mask);
    return result;
}

template <class T, class Get>
inline auto exchange(Operation operation, unsigned mask, const T& value, Get get) {
    static_assert(std::is_trivially_copyable<T>::value && sizeof(T) <= SLOT_BYTES, "the value fits its slot");
    Fiber& me = self();
    if (!(mask >> me.lane & 1)) {
        fail("lane %u calls a warp operation whose mask %08x does not name it", me.lane, mask);
    }
    if ((mask & me.warp->lanes) == me.warp->lanes) {
        return exchange_whole(me, operation, value, get, Nothing());
    }
    return exchange_some(me, mask, value, get);
}

}  // namespace emu
