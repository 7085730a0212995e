// Threads of the host that share the blocks of a launch. They sleep between launches, and a launch does not wait for one that
// has not woken up: on a busy machine threads that spin, as OpenMP's do, made kernels fifty times slower.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace emu {

class Pool {
public:
    // Calls body(0) on the calling thread and body(1), ..., at most body(threads - 1), on others; returns when all have.
    void run(int threads, const std::function<void(int)>& body) {
        {
            std::lock_guard<std::mutex> hold(lock);
            while (sleepers < threads - 1) {
                std::thread([this] { serve(); }).detach();
                sleepers++;
            }
            job = &body;
            free = threads - 1;
            next = 1;
        }
        if (threads > 1) {
            changed.notify_all();
        }
        body(0);
        std::unique_lock<std::mutex> hold(lock);
        free = 0;
        changed.wait(hold, [this] { return active == 0; });
    }

private:
    void serve() {
        std::unique_lock<std::mutex> hold(lock);
        for (;;) {
            changed.wait(hold, [this] { return free > 0; });
            free--;
            active++;
            int index = next++;
            auto body = job;
            hold.unlock();
            (*body)(index);
            hold.lock();
            active--;
            changed.notify_all();
        }
    }

    std::mutex lock;
    std::condition_variable changed;
    const std::function<void(int)>* job = nullptr;
    int sleepers = 0, free = 0, active = 0, next = 0;
};

// Never destroyed: its threads outlive exit().
inline Pool& pool() {
    static Pool* instance = new Pool();
    return *instance;
}

}  // namespace emu
