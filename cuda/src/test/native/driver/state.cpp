// The configuration, statistics and reset of the emulator, for tests.
#include "state.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include "graph.h"
#include "module.h"

Driver& driver() {
    static Driver* instance = [] {
        auto created = new Driver();
        if (const char* text = getenv("EMU_CONFIG")) {
            std::string fault = created->configuration.parse(text);
            if (!fault.empty()) {
                fprintf(stderr, "emulated driver: EMU_CONFIG: %s\n", fault.c_str());
                abort();
            }
        }
        return created;
    }();
    return *instance;
}

void report(const std::string& fault) {
    driver().last_fault = fault;
    fprintf(stderr, "emulated driver: %s\n", fault.c_str());
}

Status Call::status() const {
    if (!driver().initialized) {
        return NOT_INITIALIZED;
    }
    if (context == nullptr) {
        return INVALID_CONTEXT;
    }
    return context->sticky;
}

// Returns null, or what is wrong with the text. To be called while nothing is under way.
extern "C" __attribute__((visibility("default"))) const char* emu_configure(const char* text) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    static std::string fault;
    Configuration configuration;
    fault = configuration.parse(text);
    if (!fault.empty()) {
        return fault.c_str();
    }
    driver().configuration = configuration;
    return nullptr;
}

// Forgets all objects, errors and statistics, as if the process had started anew. Kernel libraries stay.
extern "C" __attribute__((visibility("default"))) void emu_reset() {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    Driver& d = driver();
    for (auto& context : d.primary) {
        if (context != nullptr) {
            release_memory(context.get());
            context->sticky = CONTEXT_IS_DESTROYED;
            // A thread may still have it current.
            context.release();
        }
    }
    d.primary.clear();
    d.execs.clear();
    d.graphs.clear();
    d.functions.clear();
    d.modules.clear();
    d.events.clear();
    d.streams.clear();
    d.captures.clear();
    d.pinned_allocated.clear(); // not freed: another thread may still look at it
    d.pinned_registered.clear();
    d.statistics = Statistics();
    d.last_fault.clear();
}

extern "C" __attribute__((visibility("default"))) void emu_reset_statistics() {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    driver().statistics = Statistics();
    for (int device = 0; device < driver().configuration.devices; device++) {
        driver().statistics.peak_bytes += bytes_in_use(device);
    }
}

// The last fault of a kernel or refusal of a module, in words.
extern "C" __attribute__((visibility("default"))) const char* emu_last_fault() {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    static std::string text;
    text = driver().last_fault;
    return text.c_str();
}

// Kernels run since the last reset: lines of name and number.
extern "C" __attribute__((visibility("default"))) const char* emu_kernels_run() {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    static std::string text;
    text.clear();
    for (auto& [name, count] : driver().statistics.kernels_by_name) {
        text += name + " " + std::to_string(count) + "\n";
    }
    return text.c_str();
}

static size_t sum(const std::map<const char*, size_t>& ranges) {
    size_t bytes = 0;
    for (auto& range : ranges) {
        bytes += range.second;
    }
    return bytes;
}

// A figure by its name, or -1.
extern "C" __attribute__((visibility("default"))) long long emu_statistic(const char* name) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    Driver& d = driver();
    size_t device_bytes = 0;
    for (auto& [address, buffer] : d.buffers) {
        device_bytes += buffer.bytes;
    }
    const std::map<std::string, long long> figures = {
        {"launches", d.statistics.launches},
        {"kernels", d.statistics.kernels},
        {"graph-launches", d.statistics.graph_launches},
        {"device-bytes", device_bytes},
        {"device-buffers", d.buffers.size()},
        {"peak-device-bytes", d.statistics.peak_bytes},
        {"pinned-bytes", sum(d.pinned_allocated) + sum(d.pinned_registered)},
        {"streams", d.streams.count()},
        {"events", d.events.count()},
        {"modules", d.modules.count()},
        {"graphs", d.graphs.count()},
        {"graph-execs", d.execs.count()},
    };
    auto found = figures.find(name);
    return found == figures.end() ? -1 : found->second;
}
