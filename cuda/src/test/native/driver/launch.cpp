// Launches. Kernels run on a thread of the driver's own: the host program's threads never change stacks.
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <thread>
#include "module.h"

namespace {

// Never destroyed: the thread outlives exit(), and destroying a condition that someone waits for hangs.
struct DeviceThread {
    std::mutex lock;
    std::condition_variable changed;
    std::function<void()>* job = nullptr;

    void work() {
        std::unique_lock<std::mutex> hold(lock);
        for (;;) {
            changed.wait(hold, [this] { return job != nullptr; });
            (*job)();
            job = nullptr;
            changed.notify_all();
        }
    }
};

// Says so when a kernel does not end; it cannot be stopped.
void on_device_thread(const std::string& name, std::function<void()> job) {
    static DeviceThread* device = [] {
        auto created = new DeviceThread();
        std::thread([created] { created->work(); }).detach();
        return created;
    }();
    std::unique_lock<std::mutex> hold(device->lock);
    device->job = &job;
    device->changed.notify_all();
    while (!device->changed.wait_for(hold, std::chrono::seconds(60), [] { return device->job == nullptr; })) {
        fprintf(stderr, "emulated driver: kernel %s still runs after a minute; does a loop not end?\n", name.c_str());
    }
}

std::string shape(const KernelWork& work) {
    char text[120];
    snprintf(text, sizeof text, "grid (%u, %u, %u), block (%u, %u, %u)", work.grid[0], work.grid[1], work.grid[2],
             work.block[0], work.block[1], work.block[2]);
    return text;
}

bool lost_now() {
    Configuration& configuration = driver().configuration;
    return configuration.lose_at > 0 && --configuration.lose_at == 0;
}

bool within_limits(const Function& function, const unsigned grid[3], const unsigned block[3], unsigned dynamic_bytes) {
    unsigned long long threads = 1ull * block[0] * block[1] * block[2];
    bool blocks_fit = grid[0] != 0 && grid[1] != 0 && grid[2] != 0 && grid[0] <= 0x7fffffff && grid[1] <= 65535 &&
                      grid[2] <= 65535;
    bool threads_fit = threads != 0 && threads <= function.entry.most_threads && block[2] <= 64;
    return blocks_fit && threads_fit && dynamic_bytes <= function.most_dynamic_shared_bytes;
}

// The one struct of arguments, by pointer to it, or in a buffer with its size.
Status read_arguments(const Function& function, void** parameters, void** extra, std::vector<char>& arguments) {
    enum { END = 0, BUFFER = 1, BUFFER_BYTES = 2 };
    size_t wanted = function.entry.argument_bytes;
    auto from = parameters != nullptr ? static_cast<const char*>(parameters[0]) : nullptr;
    if (parameters == nullptr && extra != nullptr) {
        size_t bytes = 0;
        for (int i = 0; extra[i] != reinterpret_cast<void*>(END); i += 2) {
            if (extra[i] == reinterpret_cast<void*>(BUFFER)) {
                from = static_cast<const char*>(extra[i + 1]);
            } else if (extra[i] == reinterpret_cast<void*>(BUFFER_BYTES)) {
                bytes = *static_cast<const size_t*>(extra[i + 1]);
            }
        }
        if (bytes != wanted) {
            report(function.name + " takes " + std::to_string(wanted) + " bytes of arguments, but was given " +
                   std::to_string(bytes));
            return INVALID_VALUE;
        }
    }
    if (from == nullptr) {
        return INVALID_VALUE;
    }
    arguments.assign(from, from + wanted);
    return SUCCESS;
}

}  // namespace

Status make_launch(const std::shared_ptr<Function>& function, const unsigned grid[3], const unsigned block[3],
                   unsigned dynamic_shared_bytes, void** parameters, void** extra, Work& work) {
    if (!within_limits(*function, grid, block, dynamic_shared_bytes)) {
        return INVALID_VALUE;
    }
    work.kind = Work::KERNEL;
    KernelWork& kernel = work.kernel;
    kernel.function = function;
    memcpy(kernel.grid, grid, sizeof kernel.grid);
    memcpy(kernel.block, block, sizeof kernel.block);
    kernel.dynamic_shared_bytes = dynamic_shared_bytes;
    return read_arguments(*function, parameters, extra, kernel.arguments);
}

Status run_kernel(const KernelWork& work) {
    Driver& d = driver();
    const std::string& name = work.function->name;
    if (lost_now()) {
        report("the device was lost in kernel " + name);
        return static_cast<Status>(d.configuration.lose_status);
    }
    KernelCall call{};
    memcpy(call.grid, work.grid, sizeof call.grid);
    memcpy(call.block, work.block, sizeof call.block);
    call.dynamic_shared_bytes = work.dynamic_shared_bytes;
    call.arguments = work.arguments.data();
    call.workers = d.configuration.workers;
    call.reversed = d.configuration.reversed;
    call.guard_before = d.configuration.guard_before;
    on_device_thread(name, [&] { work.function->host(&call); });
    d.statistics.kernels++;
    d.statistics.kernels_by_name[name]++;
    std::string fault = call.failure;
    if (fault.empty()) {
        fault = overrun();
        call.illegal_address = !fault.empty();
    } else if (call.illegal_address && call.address != nullptr) {
        fault += ": " + describe_address(call.address);
    }
    if (fault.empty()) {
        return SUCCESS;
    }
    report("kernel " + name + ", " + shape(work) + ": " + fault);
    return call.illegal_address ? ILLEGAL_ADDRESS : LAUNCH_FAILED;
}

API cuLaunchKernel(const void* handle, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                   unsigned block_y, unsigned block_z, unsigned dynamic_shared_bytes, const void* stream_handle,
                   void** parameters, void** extra) {
    IN_CONTEXT
    auto function = driver().functions.find(handle);
    auto stream = stream_of(call.context, stream_handle);
    if (function == nullptr || stream == nullptr) {
        return INVALID_HANDLE;
    }
    unsigned grid[] = {grid_x, grid_y, grid_z}, block[] = {block_x, block_y, block_z};
    Work work;
    Status status = make_launch(function, grid, block, dynamic_shared_bytes, parameters, extra, work);
    if (status != SUCCESS) {
        return status;
    }
    driver().statistics.launches++;
    return submit(call.context, stream, std::move(work));
}
