// What a stream or a node of a graph does: a kernel, a copy, a fill.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include "status.h"

struct Function;

struct KernelWork {
    std::shared_ptr<Function> function;
    unsigned grid[3], block[3], dynamic_shared_bytes;
    std::vector<char> arguments;
};

struct CopyWork {
    void* to;
    const void* from;
    size_t bytes;
    // The bytes of host memory that may change right after the call, kept here.
    std::shared_ptr<std::vector<char>> staged;
};

// Elements of 1, 2 or 4 bytes.
struct FillWork {
    void* to;
    unsigned value, element_bytes;
    size_t count;
};

struct Work {
    // As CUgraphNodeType.
    enum Kind { KERNEL = 0, COPY = 1, FILL = 2, HOST = 3, EMPTY = 5 };
    Kind kind = EMPTY;
    KernelWork kernel{};
    CopyWork copy{};
    FillWork fill{};
    std::function<void()> host;
};

// Does it now.
Status perform(const Work& work);
