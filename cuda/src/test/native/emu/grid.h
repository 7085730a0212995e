// Runs the blocks of a launch, on a few threads of the host.
#pragma once
#include <atomic>
#include <mutex>
#include "faults.h"
#include "kernel_call.h"
#include "pool.h"
#include "static_shared.h"

namespace emu {

constexpr size_t PAGE = 4096;
// The most that a block can ask for, in whole pages; a guard page on either side.
constexpr size_t DYNAMIC_SHARED_BYTES = 57 * PAGE;
constexpr size_t SHARED_ALIGNMENT = 128;

inline Worker* new_worker() {
    auto worker = new Worker();
    size_t bytes = DYNAMIC_SHARED_BYTES + 2 * PAGE;
    void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        abort();
    }
    worker->dynamic_shared = static_cast<char*>(p) + PAGE;
    mprotect(p, PAGE, PROT_NONE);
    mprotect(worker->dynamic_shared + DYNAMIC_SHARED_BYTES, PAGE, PROT_NONE);
    worker->signal_stack = static_cast<char*>(malloc(STACK_BYTES));
    return worker;
}

inline Worker& worker(int index) {
    if (workers[index] == nullptr) {
        workers[index] = new_worker();
    }
    return *workers[index];
}

// Ends before the guard page but for what its alignment leaves over, or begins behind one.
inline Range place_dynamic_shared(const Worker& worker, const KernelCall& call) {
    char* begin = worker.dynamic_shared;
    if (!call.guard_before) {
        begin += (DYNAMIC_SHARED_BYTES - call.dynamic_shared_bytes) & ~(SHARED_ALIGNMENT - 1);
    }
    return {begin, begin + call.dynamic_shared_bytes};
}

// The bytes between the end of dynamic shared memory and the next multiple of its alignment are still poison.
inline bool rest_untouched(const Range& dynamic_shared) {
    for (char* p = dynamic_shared.end; reinterpret_cast<uintptr_t>(p) % SHARED_ALIGNMENT != 0; p++) {
        if (*p != static_cast<char>(0xff)) {
            return false;
        }
    }
    return true;
}

inline void poison(const Range& dynamic_shared) {
    size_t bytes = dynamic_shared.end - dynamic_shared.begin;
    memset(dynamic_shared.begin, 0xff, (bytes + SHARED_ALIGNMENT - 1) & ~(SHARED_ALIGNMENT - 1));
}

__attribute__((noinline)) inline void run_block(Worker& worker, KernelCall& call) {
    Block& block = worker.block;
    prepare(block);
    if (sigsetjmp(block.escape, 0) == 0) {
        run_threads(block, worker.stacks);
    } else {
        describe_fault(block, call);
    }
    if (block.failure[0] == 0 && !rest_untouched(block.dynamic_shared)) {
        __builtin_snprintf(block.failure, sizeof block.failure, "write past the end of dynamic shared memory");
    }
    if (block.failure[0] != 0) {
        static std::mutex one_at_a_time;
        std::lock_guard<std::mutex> hold(one_at_a_time);
        __builtin_snprintf(call.failure, sizeof call.failure, "%s, in block (%u, %u, %u), thread (%u, %u, %u)",
                           block.failure, block.index.x, block.index.y, block.index.z, block.running->thread.x,
                           block.running->thread.y, block.running->thread.z);
    }
}

inline void begin_launch(Worker& worker, StaticShared& statics, const KernelCall& call, void (*body)(const void*)) {
    use_signal_stack(worker);
    Block& block = worker.block;
    block.blocks = {call.grid[0], call.grid[1], call.grid[2]};
    block.threads = {call.block[0], call.block[1], call.block[2]};
    block.count = call.block[0] * call.block[1] * call.block[2];
    block.reversed = call.reversed;
    block.body = body;
    block.arguments = call.arguments;
    block.dynamic_shared = place_dynamic_shared(worker, call);
    block.static_shared = statics.begin_launch();
}

inline void run_grid(KernelCall& call, void (*body)(const void*)) {
    catch_signals();
    long long width = call.grid[0], height = call.grid[1];
    long long blocks = width * height * call.grid[2];
    int most = call.workers < MAX_WORKERS ? call.workers : MAX_WORKERS;
    std::atomic<long long> next{0};
    pool().run(static_cast<int>(blocks < most ? blocks : most), [&](int index) {
        Worker& mine = worker(index);
        StaticShared statics;
        begin_launch(mine, statics, call, body);
        for (long long i; call.failure[0] == 0 && (i = next++) < blocks;) {
            long long at = call.reversed ? blocks - 1 - i : i;
            mine.block.index = {static_cast<unsigned>(at % width), static_cast<unsigned>(at / width % height),
                                static_cast<unsigned>(at / width / height)};
            statics.begin_block();
            poison(mine.block.dynamic_shared);
            run_block(mine, call);
        }
    });
}

// The host build of the kernel `function`.
template <auto function>
struct Kernel;

template <class Arguments, void (*function)(Arguments)>
struct Kernel<function> {
    static void run(KernelCall& call) {
        call.argument_bytes = sizeof(Arguments);
        if (call.arguments != nullptr) {
            run_grid(call, [](const void* arguments) { function(*static_cast<const Arguments*>(arguments)); });
        }
    }
};

}  // namespace emu
