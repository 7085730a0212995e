// Memory of the device and pinned memory of the host. A buffer of the device ends before a page that cannot be accessed
// (its end a multiple of 16 bytes, as vector loads need), or begins behind one; the bytes that are left over between its end
// and the page stay poison, which is looked at after each kernel. Freed pages stay out of reach for a while.
#include <sys/mman.h>
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include "state.h"

namespace {

constexpr size_t PAGE = 4096;
constexpr size_t ALIGNMENT = 16;
constexpr size_t MOST_POISONED = size_t{64} << 20;
constexpr size_t MOST_WATCHED = 64;
constexpr size_t QUARANTINED = 256;
constexpr unsigned char POISON = 0xff;

size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

bool map(Buffer& buffer, bool guard_before) {
    size_t body = rounded(buffer.bytes, PAGE);
    buffer.mapping_bytes = body + 2 * PAGE;
    void* p = mmap(nullptr, buffer.mapping_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        return false;
    }
    buffer.mapping = static_cast<char*>(p);
    char* first = buffer.mapping + PAGE;
    mprotect(first, body, PROT_READ | PROT_WRITE);
    buffer.begin = guard_before ? first : first + body - rounded(buffer.bytes, ALIGNMENT);
    buffer.rest = std::min<size_t>(first + body - (buffer.begin + buffer.bytes), MOST_WATCHED);
    memset(buffer.begin + buffer.bytes, POISON, buffer.rest);
    return true;
}

void unmap(const Buffer& buffer) {
    auto& quarantine = driver().quarantine;
    mmap(buffer.mapping, buffer.mapping_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    quarantine.push_back(buffer);
    if (quarantine.size() > QUARANTINED) {
        munmap(quarantine.front().mapping, quarantine.front().mapping_bytes);
        quarantine.pop_front();
    }
}

// The buffer that begins at or before the address, or the end.
std::map<DevicePointer, Buffer>::iterator at_or_before(DevicePointer p) {
    auto& buffers = driver().buffers;
    auto after = buffers.upper_bound(p);
    return after == buffers.begin() ? buffers.end() : std::prev(after);
}

bool within(const std::map<const char*, size_t>& ranges, const void* p, size_t bytes) {
    auto address = static_cast<const char*>(p);
    auto after = ranges.upper_bound(address);
    if (after == ranges.begin()) {
        return false;
    }
    auto range = std::prev(after);
    return address + bytes <= range->first + range->second;
}

std::string words(const Buffer& buffer) { return "a buffer of " + std::to_string(buffer.bytes) + " bytes"; }

}  // namespace

bool on_device(DevicePointer p, size_t bytes) {
    auto buffer = at_or_before(p);
    return buffer != driver().buffers.end() && p + bytes <= buffer->first + buffer->second.bytes && p + bytes >= p;
}

bool pinned(const void* p, size_t bytes) {
    return within(driver().pinned_allocated, p, bytes) || within(driver().pinned_registered, p, bytes);
}

size_t bytes_in_use(int device) {
    size_t bytes = 0;
    for (auto& [address, buffer] : driver().buffers) {
        bytes += buffer.context->device == device ? buffer.bytes : 0;
    }
    return bytes;
}

void release_memory(Context* context) {
    auto& buffers = driver().buffers;
    for (auto it = buffers.begin(); it != buffers.end();) {
        if (it->second.context == context) {
            unmap(it->second);
            it = buffers.erase(it);
        } else {
            ++it;
        }
    }
}

std::string describe_address(const void* address) {
    auto p = static_cast<const char*>(address);
    for (auto& [first, buffer] : driver().buffers) {
        if (p < buffer.mapping || p >= buffer.mapping + buffer.mapping_bytes) {
            continue;
        }
        if (p < buffer.begin) {
            return std::to_string(buffer.begin - p) + " bytes before " + words(buffer);
        }
        return std::to_string(p - buffer.begin - buffer.bytes) + " bytes past the end of " + words(buffer);
    }
    for (const Buffer& freed : driver().quarantine) {
        if (p >= freed.mapping && p < freed.mapping + freed.mapping_bytes) {
            return "in " + words(freed) + " that was freed";
        }
    }
    return "in no buffer of the device";
}

std::string overrun() {
    for (auto& [first, buffer] : driver().buffers) {
        const char* end = buffer.begin + buffer.bytes;
        for (size_t i = 0; i < buffer.rest; i++) {
            if (static_cast<unsigned char>(end[i]) != POISON) {
                return "write " + std::to_string(i) + " bytes past the end of " + words(buffer);
            }
        }
    }
    return "";
}

API cuMemAlloc_v2(DevicePointer* result, size_t bytes) {
    IN_CONTEXT
    if (Status forbidden = forbidden_by_capture(call.context)) {
        return forbidden;
    }
    if (bytes == 0) {
        return INVALID_VALUE;
    }
    const Configuration& configuration = driver().configuration;
    if (bytes_in_use(call.context->device) + bytes > configuration.memory) {
        return OUT_OF_MEMORY;
    }
    Buffer buffer{};
    buffer.bytes = bytes;
    buffer.context = call.context;
    if (!map(buffer, configuration.guard_before)) {
        return OUT_OF_MEMORY;
    }
    if (configuration.poison) {
        memset(buffer.begin, POISON, std::min(bytes, MOST_POISONED));
    }
    *result = reinterpret_cast<DevicePointer>(buffer.begin);
    driver().buffers[*result] = buffer;
    long long in_use = 0;
    for (int device = 0; device < configuration.devices; device++) {
        in_use += bytes_in_use(device);
    }
    driver().statistics.peak_bytes = std::max(driver().statistics.peak_bytes, in_use);
    return SUCCESS;
}

// Waits for all work of the context, as the real one does.
API cuMemFree_v2(DevicePointer p) {
    IN_CONTEXT
    if (p == 0) {
        return SUCCESS;
    }
    if (Status forbidden = forbidden_by_capture(call.context)) {
        return forbidden;
    }
    auto buffer = driver().buffers.find(p);
    if (buffer == driver().buffers.end()) {
        return INVALID_VALUE;
    }
    Status status = drain(*call.context);
    unmap(buffer->second);
    driver().buffers.erase(buffer);
    return status;
}

API cuMemGetInfo_v2(size_t* free, size_t* total) {
    IN_CONTEXT
    *total = driver().configuration.memory;
    *free = *total - bytes_in_use(call.context->device);
    return SUCCESS;
}

API cuMemGetAddressRange_v2(DevicePointer* begin, size_t* bytes, DevicePointer p) {
    IN_CONTEXT
    auto buffer = at_or_before(p);
    if (buffer == driver().buffers.end() || !on_device(p, 1)) {
        return INVALID_VALUE;
    }
    *begin = buffer->first;
    *bytes = buffer->second.bytes;
    return SUCCESS;
}

API cuMemHostAlloc(void** result, size_t bytes, unsigned) {
    IN_CONTEXT
    if (Status forbidden = forbidden_by_capture(call.context)) {
        return forbidden;
    }
    if (bytes == 0) {
        return INVALID_VALUE;
    }
    size_t pinned_bytes = bytes;
    for (auto& [address, size] : driver().pinned_allocated) {
        pinned_bytes += size;
    }
    if (pinned_bytes > driver().configuration.pinned) {
        return OUT_OF_MEMORY;
    }
    *result = aligned_alloc(PAGE, rounded(bytes, PAGE));
    if (*result == nullptr) {
        return OUT_OF_MEMORY;
    }
    if (driver().configuration.poison) {
        memset(*result, POISON, std::min(bytes, MOST_POISONED));
    }
    driver().pinned_allocated[static_cast<char*>(*result)] = bytes;
    return SUCCESS;
}

API cuMemAllocHost_v2(void** result, size_t bytes) { return cuMemHostAlloc(result, bytes, 0); }

API cuMemFreeHost(void* p) {
    IN_CONTEXT
    if (Status forbidden = forbidden_by_capture(call.context)) {
        return forbidden;
    }
    if (driver().pinned_allocated.count(static_cast<char*>(p)) == 0) {
        return INVALID_VALUE;
    }
    Status status = drain(*call.context);
    driver().pinned_allocated.erase(static_cast<char*>(p));
    free(p);
    return status;
}

API cuMemHostGetDevicePointer_v2(DevicePointer* result, void* p, unsigned) {
    IN_CONTEXT
    *result = reinterpret_cast<DevicePointer>(p);
    return pinned(p, 1) ? SUCCESS : INVALID_VALUE;
}

API cuMemHostRegister_v2(void* p, size_t bytes, unsigned) {
    IN_CONTEXT
    if (p == nullptr || bytes == 0) {
        return INVALID_VALUE;
    }
    if (pinned(p, 1)) {
        return HOST_MEMORY_ALREADY_REGISTERED;
    }
    driver().pinned_registered[static_cast<char*>(p)] = bytes;
    return SUCCESS;
}

API cuMemHostUnregister(void* p) {
    IN_CONTEXT
    if (driver().pinned_registered.count(static_cast<char*>(p)) == 0) {
        return HOST_MEMORY_NOT_REGISTERED;
    }
    Status status = drain(*call.context);
    driver().pinned_registered.erase(static_cast<char*>(p));
    return status;
}
