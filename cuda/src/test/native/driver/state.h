// The state of the driver: one lock, and all objects behind their handles. Nothing here is ever destroyed: threads of the
// host program may still call while it exits.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>
#include "configuration.h"
#include "work.h"

#define API extern "C" __attribute__((visibility("default"))) int

typedef unsigned long long DevicePointer;

struct Context;
struct Capture;
struct Node;

struct Stream {
    static constexpr unsigned NON_BLOCKING = 1;
    Context* context = nullptr;
    unsigned flags = 0;
    int priority = 0;
    std::deque<std::function<Status()>> queue;
    uint64_t submitted = 0, finished = 0;
    // While it is captured: the nodes that its next node depends on.
    std::shared_ptr<Capture> capture;
    std::vector<Node*> tail;
};

struct Event {
    static constexpr unsigned DISABLE_TIMING = 2;
    Context* context = nullptr;
    unsigned flags = 0;
    // The place in the stream where it was recorded last; no stream if never.
    std::shared_ptr<Stream> stream;
    uint64_t position = 0;
    double milliseconds = 0;
    // Recorded while captured.
    std::shared_ptr<Capture> capture;
    std::vector<Node*> captured;
};

struct Buffer {
    char* mapping;
    size_t mapping_bytes;
    char* begin;
    size_t bytes;
    // Bytes behind the end that lie before the guard page, and stay poison.
    size_t rest;
    Context* context;
};

struct Context {
    int device = 0;
    int retained = 0;
    // An error of a kernel stays until the context is gone.
    Status sticky = SUCCESS;
    std::shared_ptr<Stream> null_stream;
    std::vector<std::shared_ptr<Stream>> streams;
};

// The objects of one kind, by the address that serves as handle.
template <class T>
class Handles {
public:
    T* add(std::shared_ptr<T> object) {
        T* handle = object.get();
        objects[handle] = std::move(object);
        return handle;
    }
    std::shared_ptr<T> find(const void* handle) const {
        auto found = objects.find(handle);
        return found == objects.end() ? nullptr : found->second;
    }
    bool remove(const void* handle) { return objects.erase(handle) != 0; }
    size_t count() const { return objects.size(); }
    void clear() { objects.clear(); }
    auto begin() const { return objects.begin(); }
    auto end() const { return objects.end(); }

private:
    std::unordered_map<const void*, std::shared_ptr<T>> objects;
};

struct Module;
struct Graph;
struct GraphExec;

struct Statistics {
    long long launches = 0, kernels = 0, graph_launches = 0, peak_bytes = 0;
    std::map<std::string, long long> kernels_by_name;
};

struct Driver {
    std::recursive_mutex lock;
    bool initialized = false;
    Configuration configuration;
    Statistics statistics;
    std::string last_fault;
    std::vector<std::unique_ptr<Context>> primary;
    // By address of their first byte.
    std::map<DevicePointer, Buffer> buffers;
    std::map<const char*, size_t> pinned_allocated, pinned_registered;
    std::deque<Buffer> quarantine;
    Handles<Stream> streams;
    Handles<Event> events;
    Handles<Module> modules;
    Handles<Function> functions;
    Handles<Graph> graphs;
    Handles<GraphExec> execs;
    std::vector<std::weak_ptr<Capture>> captures;
};

Driver& driver();

// The context of the calling thread, or null.
Context* current_context();

// Held by every function; says whether the thread has a context that works.
class Call {
public:
    Call() : guard(driver().lock), context(current_context()) {}
    Status status() const;
    std::lock_guard<std::recursive_mutex> guard;
    Context* context;
};

#define IN_CONTEXT                                \
    Call call;                                    \
    if (Status status = call.status()) {          \
        return status;                            \
    }

// ---- memory
bool on_device(DevicePointer p, size_t bytes);
bool pinned(const void* p, size_t bytes);
size_t bytes_in_use(int device);
void release_memory(Context* context);
// Names the buffer near an address.
std::string describe_address(const void* address);
// Non-empty if a buffer was written past its end, within its last page.
std::string overrun();

// ---- streams
std::shared_ptr<Stream> stream_of(Context* context, const void* handle);
// Puts work on a stream, or into the graph that captures it.
Status submit(Context* context, const std::shared_ptr<Stream>& stream, Work work);
void enqueue(const std::shared_ptr<Stream>& stream, std::function<Status()> operation);
Status drain(Stream& stream, uint64_t until);
Status drain(Context& context);
// What a call on the legacy stream that waits does first.
Status drain_legacy(Context& context);

// ---- capture
// Null stays null: the call is fine now. Otherwise the status for a call that a capture forbids, which spoils the capture.
Status forbidden_by_capture(Context* context);
Status invalidate(Capture& capture, Status status);
void add_captured(const std::shared_ptr<Stream>& stream, Work work);

void report(const std::string& fault);
