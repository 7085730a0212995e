// Runs the threads of one block: each until its barrier, in turn, until all have ended.
#pragma once
#include <sys/mman.h>
#include <cstdlib>
#include <new>
#include "barrier.h"
#include "warp.h"

namespace emu {

// Stacks for the threads of a block, each behind a page that ends the kernel if it overflows.
class Stacks {
public:
    Stacks() {
        size_t bytes = (MAX_THREADS + 1) * STACK_BYTES;
        void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p == MAP_FAILED) {
            abort();
        }
        base = (reinterpret_cast<uintptr_t>(p) + STACK_BYTES - 1) & ~(STACK_BYTES - 1);
    }

    bool hold(uintptr_t address) const { return address - base < MAX_THREADS * STACK_BYTES; }

    Fiber& operator[](unsigned index) {
        Fiber* fiber = fiber_of_stack(base + index * STACK_BYTES);
        if (index == used) {
            mprotect(reinterpret_cast<void*>(base + index * STACK_BYTES), 4096, PROT_NONE);
            new (fiber) Fiber();
            used++;
        }
        return *fiber;
    }

private:
    uintptr_t base;
    unsigned used = 0;
};

inline void take_next_thread(Block& block, Fiber& fiber) {
    unsigned linear = block.reversed ? block.count - 1 - block.started : block.started;
    block.started++;
    fiber.warp = &block.warps[linear / WARP];
    fiber.lane = linear % WARP;
    unsigned x = block.threads.x, y = block.threads.y;
    fiber.thread = {linear % x, linear / x % y, linear / x / y};
    fiber.copies.clear();
    fiber.groups.clear();
}

inline void fiber_main() {
    Fiber& fiber = self();
    Block& block = *fiber.block;
    for (;;) {
        block.body(block.arguments);
        block.live--;
        complete_barrier(block);
        lane_ended(*fiber.warp, fiber.lane);
        if (block.started < block.count) {
            take_next_thread(block, fiber);
        } else {
            fiber.ended = true;
            emu_switch(&fiber.stack_pointer, block.scheduler);
        }
    }
}

// A stack on which emu_switch finds six saved registers, the address of fiber_main and, for alignment, that of no caller.
inline void start(Block& block, Fiber& fiber) {
    auto stack = reinterpret_cast<void**>(&fiber);
    *--stack = nullptr;
    *--stack = reinterpret_cast<void*>(fiber_main);
    for (int saved = 0; saved < 6; saved++) {
        *--stack = nullptr;
    }
    fiber.stack_pointer = stack;
    fiber.block = &block;
    fiber.ended = false;
    fiber.awaited = nullptr;
    take_next_thread(block, fiber);
}

inline bool resume(Block& block, Fiber& fiber) {
    block.running = &fiber;
    emu_switch(&block.scheduler, fiber.stack_pointer);
    return block.failure[0] == 0;
}

inline bool blocked(const Fiber& fiber) { return fiber.awaited != nullptr && *fiber.awaited == fiber.seen; }

inline void describe_deadlock(Block& block) {
    unsigned in_warps = block.live - block.arrived;
    __builtin_snprintf(block.failure, sizeof block.failure,
                       "threads wait for each other forever: %u at the barrier of line %d, %u in warp operations",
                       block.arrived, block.arrived == 0 ? 0 : block.line, in_warps);
}

inline void prepare(Block& block) {
    block.started = 0;
    block.live = block.count;
    block.generation = block.arrived = 0;
    block.votes[0] = block.votes[1] = 0;
    block.failure[0] = 0;
    block.fault_signal = 0;
    for (unsigned first = 0; first < block.count; first += WARP) {
        Warp& warp = block.warps[first / WARP];
        unsigned lanes = block.count - first;
        warp.lanes = warp.live = lanes >= WARP ? ~0u : (1u << lanes) - 1;
        warp.phase = warp.arrived = warp.some_arrived = 0;
    }
}

inline void run_threads(Block& block, Stacks& stacks) {
    unsigned fibers = 0;
    while (block.started < block.count) {
        Fiber& fiber = stacks[fibers++];
        start(block, fiber);
        if (!resume(block, fiber)) {
            return;
        }
    }
    while (block.live != 0) {
        bool moved = false;
        for (unsigned i = 0; i < fibers; i++) {
            Fiber& fiber = stacks[i];
            if (fiber.ended || blocked(fiber)) {
                continue;
            }
            moved = true;
            if (!resume(block, fiber)) {
                return;
            }
        }
        if (!moved) {
            describe_deadlock(block);
            return;
        }
    }
}

}  // namespace emu
