// __syncthreads and its relatives. Threads that have ended no longer count, as on a GPU; threads that wait at barriers of
// different lines are a fault, for such a program means nothing.
#pragma once
#include "block.h"

namespace emu {

inline void complete_barrier(Block& block) {
    if (block.live != 0 && block.arrived == block.live) {
        block.arrived = 0;
        block.generation++;
        block.votes[block.generation & 1] = 0;
    }
}

// Returns for how many threads of the block the vote is true.
inline unsigned barrier(bool vote, int line) {
    Fiber& me = self();
    Block& block = *me.block;
    if (block.arrived == 0) {
        block.line = line;
    } else if (block.line != line) {
        fail("threads of one block wait at the barriers of lines %d and %d", block.line, line);
    }
    unsigned generation = block.generation;
    block.votes[generation & 1] += vote;
    block.arrived++;
    complete_barrier(block);
    wait(me, block.generation, generation);
    return block.votes[generation & 1];
}

}  // namespace emu

inline void __syncthreads(int line = __builtin_LINE()) { emu::barrier(false, line); }
inline int __syncthreads_count(int vote, int line = __builtin_LINE()) { return emu::barrier(vote, line); }
inline int __syncthreads_or(int vote, int line = __builtin_LINE()) { return emu::barrier(vote, line) != 0; }
inline int __syncthreads_and(int vote, int line = __builtin_LINE()) { return emu::barrier(!vote, line) == 0; }

inline void __threadfence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
inline void __threadfence_block() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
inline void __trap() { emu::fail("trap"); }
