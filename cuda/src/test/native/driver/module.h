// Modules, their functions, and the host builds behind them.
#pragma once
#include <map>
#include <memory>
#include <string>
#include "../emu/kernel_call.h"
#include "state.h"

// What a kernel's PTX says of it.
struct Entry {
    size_t argument_bytes = 0;
    size_t parameters = 0;
    unsigned most_threads = 1024;
    size_t static_shared_bytes = 0;
};

// A text of PTX: version, target and kernels.
struct Ptx {
    double version = 0;
    int target = 0;
    std::map<std::string, Entry> entries;

    // Returns what is wrong with the text, or an empty string.
    std::string read(const std::string& text);
};

struct Module {
    Ptx ptx;
    std::map<std::string, Function*> functions;
};

struct Function {
    std::string name;
    Entry entry;
    void (*host)(KernelCall*);
    // Cleared when the module goes.
    Module* module;
    size_t most_dynamic_shared_bytes;
};

constexpr size_t SHARED_BYTES = 48 << 10;
constexpr size_t SHARED_BYTES_OPT_IN = 227 << 10;

// Whether the real driver would take the launch; then makes it work.
Status make_launch(const std::shared_ptr<Function>& function, const unsigned grid[3], const unsigned block[3],
                   unsigned dynamic_shared_bytes, void** parameters, void** extra, Work& work);
Status run_kernel(const KernelWork& work);
