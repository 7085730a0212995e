// Signals that a kernel raises. The host program (a JVM) has its own handlers for the same signals: ours acts only when the
// stack pointer lies in a fiber's stack, and calls the one before otherwise.
#pragma once
#include <signal.h>
#include <ucontext.h>
#include <cstdlib>
#include "scheduler.h"

namespace emu {

constexpr int MAX_WORKERS = 16;

// A thread of the host that runs blocks: its stacks, the block it is at, and its dynamic shared memory.
struct Worker {
    Stacks stacks;
    Block block;
    char* dynamic_shared;
    char* signal_stack;
};

inline Worker* workers[MAX_WORKERS];
inline struct sigaction previous[NSIG];

inline void on_signal(int signal, siginfo_t* info, void* context) {
    uintptr_t stack_pointer = static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP];
    for (Worker* worker : workers) {
        if (worker != nullptr && worker->stacks.hold(stack_pointer)) {
            worker->block.fault_signal = signal;
            worker->block.fault_address = info->si_addr;
            siglongjmp(worker->block.escape, 1);
        }
    }
    struct sigaction& before = previous[signal];
    if (before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(signal, info, context);
    } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
        sigaction(signal, &before, nullptr);
    } else {
        before.sa_handler(signal);
    }
}

inline void catch_signals() {
    static bool done = [] {
        struct sigaction action {};
        action.sa_sigaction = on_signal;
        // No signal is blocked while the handler runs, so leaving it by a jump needs no mask restored.
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        for (int signal : {SIGSEGV, SIGBUS, SIGFPE}) {
            sigaction(signal, &action, &previous[signal]);
        }
        return true;
    }();
    static_cast<void>(done);
}

// A stack that overflowed cannot take the handler.
inline void use_signal_stack(Worker& worker) {
    stack_t stack{};
    stack.ss_sp = worker.signal_stack;
    stack.ss_size = STACK_BYTES;
    sigaltstack(&stack, nullptr);
}

inline void describe_fault(Block& block, KernelCall& call) {
    uintptr_t page = reinterpret_cast<uintptr_t>(block.running) & ~(STACK_BYTES - 1);
    auto address = reinterpret_cast<uintptr_t>(block.fault_address);
    const char* what = "access to memory that is not there";
    if (block.fault_signal == SIGFPE) {
        what = "division of an integer by zero, or of the smallest one by -1";
    } else if (address - page < 4096) {
        what = "the thread's stack overflows";
    } else if (address == 0) {
        what = "access at address 0, or not aligned as its type asks";
    }
    call.illegal_address = block.fault_signal != SIGFPE;
    call.address = block.fault_address;
    __builtin_snprintf(block.failure, sizeof block.failure, "%s", what);
}

}  // namespace emu
