// A CUDA thread as a fiber: a stack of its own, left and entered by emu_switch.
#pragma once
#include <cstdint>
#include <vector>
#include "vectors.h"

namespace emu {

struct Block;
struct Warp;

// A copy of cp.async on its way.
struct PendingCopy {
    void* to;
    const void* from;
    unsigned bytes;
    bool valid;
};

// Lies at the top of its stack, so that a thread finds itself by its stack pointer. A fiber whose thread has ended goes
// on with the next thread of the block: a kernel without barriers never changes stacks.
struct Fiber {
    Block* block;
    Warp* warp;
    uint3 thread;
    unsigned lane;
    bool ended;
    // Goes on when *awaited is no longer `seen`; null while it runs.
    const unsigned* awaited;
    unsigned seen;
    void* stack_pointer;
    std::vector<PendingCopy> copies;
    // Copies in each group that was committed and not waited for.
    std::vector<unsigned> groups;
};

constexpr uintptr_t STACK_BYTES = 64 << 10;
constexpr uintptr_t FIBER_BYTES = 256;
static_assert(sizeof(Fiber) <= FIBER_BYTES, "a fiber fits the top of its stack");

inline Fiber* fiber_of_stack(uintptr_t address_in_stack) {
    return reinterpret_cast<Fiber*>((address_in_stack & ~(STACK_BYTES - 1)) + STACK_BYTES - FIBER_BYTES);
}

// The thread that calls.
inline Fiber& self() {
    uintptr_t stack_pointer;
    asm("mov %%rsp, %0" : "=r"(stack_pointer));
    return *fiber_of_stack(stack_pointer);
}

// Saves the stack pointer in *leave and goes on where `enter` left off.
extern "C" __attribute__((visibility("hidden"))) void emu_switch(void** leave, void* enter);
asm(R"(
    .pushsection .text
    .weak emu_switch
    .hidden emu_switch
    .type emu_switch, @function
emu_switch:
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
    .popsection
)");

}  // namespace emu
