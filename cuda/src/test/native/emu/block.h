// A block of threads on its way, and the warps it consists of.
#pragma once
#include <csetjmp>
#include "fiber.h"

namespace emu {

constexpr unsigned WARP = 32;
constexpr unsigned MAX_THREADS = 1024;
constexpr unsigned SLOT_BYTES = 48;

struct Warp {
    // Bits of the lanes it began with, and of those that have not ended.
    unsigned lanes, live;

    // Operations of all lanes. Two sets of slots: a lane may come to the next operation while others still read.
    unsigned phase, arrived;
    int operation;
    unsigned present[2];
    alignas(64) unsigned char slots[2][WARP][SLOT_BYTES];
    alignas(64) float product[2][16][8];

    // Operations of some lanes, each set of lanes by itself.
    unsigned some_arrived;
    unsigned some_mask[WARP], some_phase[WARP], some_present[WARP];
    alignas(64) unsigned char some_slots[WARP][SLOT_BYTES];
};

struct Range {
    char* begin;
    char* end;
    bool holds(const void* p, size_t bytes) const {
        auto c = static_cast<const char*>(p);
        return c >= begin && c + bytes <= end;
    }
};

struct Block {
    dim3 blocks, threads;
    uint3 index;
    // Threads in all; started; not ended.
    unsigned count, started, live;
    bool reversed;

    // __syncthreads.
    unsigned generation, arrived;
    int line;
    unsigned votes[2];

    Range dynamic_shared, static_shared;
    void (*body)(const void*);
    const void* arguments;
    // Stack of the scheduler while a fiber runs, and of what catches faults.
    void* scheduler;
    sigjmp_buf escape;
    // The thread that runs, and what is wrong with the kernel.
    Fiber* running;
    char failure[160];
    int fault_signal;
    const void* fault_address;
    Warp warps[MAX_THREADS / WARP];

    bool shared(const void* p, size_t bytes) const {
        return dynamic_shared.holds(p, bytes) || static_shared.holds(p, bytes);
    }
};

// Gives up the thread until the word changes.
inline void wait(Fiber& me, const unsigned& word, unsigned seen) {
    me.awaited = &word;
    me.seen = seen;
    while (*static_cast<const volatile unsigned*>(&word) == seen) {
        emu_switch(&me.stack_pointer, me.block->scheduler);
    }
    me.awaited = nullptr;
}

// Ends the kernel: the scheduler sees the failure and does not come back.
template <class... Values>
inline void fail(const char* format, Values... values) {
    Fiber& me = self();
    __builtin_snprintf(me.block->failure, sizeof me.block->failure, format, values...);
    for (;;) {
        emu_switch(&me.stack_pointer, me.block->scheduler);
    }
}

}  // namespace emu
