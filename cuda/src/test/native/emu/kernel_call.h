// How the driver calls the host build of a kernel: the one struct that both sides know.
#pragma once
#include <cstddef>

struct KernelCall {
    unsigned grid[3];
    unsigned block[3];
    unsigned dynamic_shared_bytes;
    // Null asks only for the size of the arguments.
    const void* arguments;
    size_t argument_bytes;

    // Threads of the host that run blocks.
    int workers;
    // Threads and blocks in descending order.
    bool reversed;
    // Dynamic shared memory begins behind a guard page; otherwise it ends before one.
    bool guard_before;

    // What went wrong, or empty: the fault and where it happened.
    char failure[320];
    // An access to memory that is not there, at this address; otherwise the fault is one of control flow.
    bool illegal_address;
    const void* address;
};
