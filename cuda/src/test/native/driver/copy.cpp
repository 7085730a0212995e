// Copies and fills. Host memory that is not pinned is read before the call returns, and written by then.
#include <cstring>
#include "state.h"

namespace {

void* pointer(DevicePointer p) { return reinterpret_cast<void*>(p); }

Work copying(void* to, const void* from, size_t bytes) {
    Work work;
    work.kind = Work::COPY;
    work.copy = {to, from, bytes, nullptr};
    return work;
}

// Runs a copy at once, after what it waits for on the legacy stream.
Status copy_now(Context& context, void* to, const void* from, size_t bytes) {
    if (Status status = drain_legacy(context)) {
        return status;
    }
    memcpy(to, from, bytes);
    return SUCCESS;
}

Status copy_on(Context* context, const void* handle, const Work& work) {
    auto stream = stream_of(context, handle);
    return stream == nullptr ? INVALID_HANDLE : submit(context, stream, work);
}

Status fill(DevicePointer p, unsigned value, unsigned element_bytes, size_t count, const void* handle) {
    IN_CONTEXT
    auto stream = stream_of(call.context, handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (!on_device(p, count * element_bytes) || p % element_bytes != 0) {
        return INVALID_VALUE;
    }
    Work work;
    work.kind = Work::FILL;
    work.fill = {pointer(p), value, element_bytes, count};
    return submit(call.context, stream, work);
}

// In a capture there is no "now": neither memory that is not pinned, nor waiting.
Status pageable_in_capture(const std::shared_ptr<Stream>& stream) {
    report("a copy from or to host memory that is not pinned cannot be captured");
    return invalidate(*stream->capture, STREAM_CAPTURE_UNSUPPORTED);
}

}  // namespace

API cuMemcpyHtoD_v2(DevicePointer to, const void* from, size_t bytes) {
    IN_CONTEXT
    return on_device(to, bytes) ? copy_now(*call.context, pointer(to), from, bytes) : INVALID_VALUE;
}

API cuMemcpyDtoH_v2(void* to, DevicePointer from, size_t bytes) {
    IN_CONTEXT
    return on_device(from, bytes) ? copy_now(*call.context, to, pointer(from), bytes) : INVALID_VALUE;
}

// Does not wait for the copy itself.
API cuMemcpyDtoD_v2(DevicePointer to, DevicePointer from, size_t bytes) {
    IN_CONTEXT
    if (!on_device(to, bytes) || !on_device(from, bytes)) {
        return INVALID_VALUE;
    }
    return copy_on(call.context, nullptr, copying(pointer(to), pointer(from), bytes));
}

API cuMemcpyHtoDAsync_v2(DevicePointer to, const void* from, size_t bytes, const void* handle) {
    IN_CONTEXT
    auto stream = stream_of(call.context, handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (!on_device(to, bytes)) {
        return INVALID_VALUE;
    }
    Work work = copying(pointer(to), from, bytes);
    if (!pinned(from, bytes)) {
        if (stream->capture != nullptr) {
            return pageable_in_capture(stream);
        }
        auto begin = static_cast<const char*>(from);
        work.copy.staged = std::make_shared<std::vector<char>>(begin, begin + bytes);
    }
    return submit(call.context, stream, work);
}

API cuMemcpyDtoHAsync_v2(void* to, DevicePointer from, size_t bytes, const void* handle) {
    IN_CONTEXT
    auto stream = stream_of(call.context, handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (!on_device(from, bytes)) {
        return INVALID_VALUE;
    }
    bool waits = !pinned(to, bytes);
    if (waits && stream->capture != nullptr) {
        return pageable_in_capture(stream);
    }
    if (Status status = submit(call.context, stream, copying(to, pointer(from), bytes))) {
        return status;
    }
    return waits ? drain(*stream, stream->submitted) : SUCCESS;
}

API cuMemcpyDtoDAsync_v2(DevicePointer to, DevicePointer from, size_t bytes, const void* handle) {
    IN_CONTEXT
    if (!on_device(to, bytes) || !on_device(from, bytes)) {
        return INVALID_VALUE;
    }
    return copy_on(call.context, handle, copying(pointer(to), pointer(from), bytes));
}

// Between any two kinds of memory, told apart by address.
API cuMemcpyAsync(DevicePointer to, DevicePointer from, size_t bytes, const void* handle) {
    if (on_device(to, bytes) && on_device(from, bytes)) {
        return cuMemcpyDtoDAsync_v2(to, from, bytes, handle);
    }
    return on_device(to, bytes) ? cuMemcpyHtoDAsync_v2(to, pointer(from), bytes, handle)
                                : cuMemcpyDtoHAsync_v2(pointer(to), from, bytes, handle);
}

API cuMemcpy(DevicePointer to, DevicePointer from, size_t bytes) {
    if (on_device(to, bytes) && on_device(from, bytes)) {
        return cuMemcpyDtoD_v2(to, from, bytes);
    }
    return on_device(to, bytes) ? cuMemcpyHtoD_v2(to, pointer(from), bytes) : cuMemcpyDtoH_v2(pointer(to), from, bytes);
}

API cuMemsetD8_v2(DevicePointer p, unsigned char v, size_t n) { return fill(p, v, 1, n, nullptr); }
API cuMemsetD16_v2(DevicePointer p, unsigned short v, size_t n) { return fill(p, v, 2, n, nullptr); }
API cuMemsetD32_v2(DevicePointer p, unsigned v, size_t n) { return fill(p, v, 4, n, nullptr); }
API cuMemsetD8Async(DevicePointer p, unsigned char v, size_t n, const void* s) { return fill(p, v, 1, n, s); }
API cuMemsetD16Async(DevicePointer p, unsigned short v, size_t n, const void* s) { return fill(p, v, 2, n, s); }
API cuMemsetD32Async(DevicePointer p, unsigned v, size_t n, const void* s) { return fill(p, v, 4, n, s); }
