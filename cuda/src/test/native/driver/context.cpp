// Contexts: the primary one of each device, current for a thread by a stack of its own.
#include <algorithm>
#include "graph.h"
#include "module.h"
#include "state.h"

namespace {

thread_local std::vector<Context*> current;

std::unique_ptr<Context>& primary(int device) {
    auto& contexts = driver().primary;
    if (contexts.size() <= static_cast<size_t>(device)) {
        contexts.resize(device + 1);
    }
    return contexts[device];
}

Status check(int device) {
    if (!driver().initialized) {
        return NOT_INITIALIZED;
    }
    return device >= 0 && device < driver().configuration.devices ? SUCCESS : INVALID_DEVICE;
}

// Everything in the context goes with it; a thread that has it current finds out.
void destroy(std::unique_ptr<Context>& context) {
    Driver& d = driver();
    release_memory(context.get());
    for (auto& stream : context->streams) {
        d.streams.remove(stream.get());
    }
    context->streams.clear();
    context->retained = 0;
    context->sticky = CONTEXT_IS_DESTROYED;
    context.release();
}

}  // namespace

Context* current_context() { return current.empty() ? nullptr : current.back(); }

API cuDevicePrimaryCtxRetain(Context** result, int device) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    if (Status status = check(device)) {
        return status;
    }
    auto& context = primary(device);
    if (context == nullptr) {
        context = std::make_unique<Context>();
        context->device = device;
        context->null_stream = std::make_shared<Stream>();
        context->null_stream->context = context.get();
    }
    context->retained++;
    *result = context.get();
    return SUCCESS;
}

API cuDevicePrimaryCtxRelease_v2(int device) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    if (Status status = check(device)) {
        return status;
    }
    auto& context = primary(device);
    if (context == nullptr) {
        return INVALID_CONTEXT;
    }
    if (--context->retained == 0) {
        if (context->sticky == SUCCESS) {
            drain(*context);
        }
        destroy(context);
    }
    return SUCCESS;
}

API cuDevicePrimaryCtxReset_v2(int device) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    if (Status status = check(device)) {
        return status;
    }
    if (primary(device) != nullptr) {
        destroy(primary(device));
    }
    return SUCCESS;
}

API cuDevicePrimaryCtxSetFlags_v2(int device, unsigned) { return check(device); }

API cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    if (Status status = check(device)) {
        return status;
    }
    *flags = 0;
    *active = primary(device) != nullptr;
    return SUCCESS;
}

API cuCtxSetCurrent(Context* context) {
    if (!driver().initialized) {
        return NOT_INITIALIZED;
    }
    if (!current.empty()) {
        current.pop_back();
    }
    if (context != nullptr) {
        current.push_back(context);
    }
    return SUCCESS;
}

API cuCtxGetCurrent(Context** context) {
    *context = current_context();
    return driver().initialized ? SUCCESS : NOT_INITIALIZED;
}

API cuCtxPushCurrent_v2(Context* context) {
    if (context == nullptr) {
        return INVALID_CONTEXT;
    }
    current.push_back(context);
    return SUCCESS;
}

API cuCtxPopCurrent_v2(Context** context) {
    if (current.empty()) {
        return INVALID_CONTEXT;
    }
    if (context != nullptr) {
        *context = current.back();
    }
    current.pop_back();
    return SUCCESS;
}

API cuCtxGetDevice(int* device) {
    IN_CONTEXT
    *device = call.context->device;
    return SUCCESS;
}

API cuCtxGetFlags(unsigned* flags) {
    IN_CONTEXT
    *flags = 0;
    return SUCCESS;
}

API cuCtxGetApiVersion(Context*, unsigned* version) {
    *version = 3020;
    return SUCCESS;
}

API cuCtxGetStreamPriorityRange(int* least, int* greatest) {
    IN_CONTEXT
    *least = 0;
    *greatest = -5;
    return SUCCESS;
}

API cuCtxSynchronize() {
    IN_CONTEXT
    for (auto& stream : call.context->streams) {
        if (stream->capture != nullptr) {
            return invalidate(*stream->capture, STREAM_CAPTURE_UNSUPPORTED);
        }
    }
    return drain(*call.context);
}
