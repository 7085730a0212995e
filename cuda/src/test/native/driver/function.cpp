// Attributes of functions, and how many blocks of one fit a multiprocessor.
#include <algorithm>
#include "module.h"

namespace {

enum Attribute { MOST_THREADS = 0, STATIC_SHARED_BYTES = 1, PTX_VERSION = 5, BINARY_VERSION = 6, MOST_DYNAMIC_SHARED = 8 };

int blocks_that_fit(const Function& function, int threads, size_t dynamic_shared_bytes) {
    constexpr size_t SHARED = 228 << 10, RESERVED = 1 << 10;
    size_t shared = dynamic_shared_bytes + function.entry.static_shared_bytes + RESERVED;
    int rounded = (threads + 31) / 32 * 32;
    return std::min({2048 / rounded, 32, static_cast<int>(SHARED / shared)});
}

}  // namespace

#define WITH_FUNCTION                                    \
    IN_CONTEXT                                           \
    auto function = driver().functions.find(handle);     \
    if (function == nullptr) {                           \
        return INVALID_HANDLE;                           \
    }

API cuFuncSetAttribute(const void* handle, int attribute, int value) {
    WITH_FUNCTION
    if (attribute != MOST_DYNAMIC_SHARED) {
        return SUCCESS;
    }
    if (value < 0 || value + function->entry.static_shared_bytes > SHARED_BYTES_OPT_IN) {
        return INVALID_VALUE;
    }
    function->most_dynamic_shared_bytes = value;
    return SUCCESS;
}

API cuFuncGetAttribute(int* value, int attribute, const void* handle) {
    WITH_FUNCTION
    const Configuration& configuration = driver().configuration;
    switch (attribute) {
        case MOST_THREADS:
            *value = static_cast<int>(function->entry.most_threads);
            break;
        case STATIC_SHARED_BYTES:
            *value = static_cast<int>(function->entry.static_shared_bytes);
            break;
        case PTX_VERSION:
            *value = function->module->ptx.target;
            break;
        case BINARY_VERSION:
            *value = configuration.major * 10 + configuration.minor;
            break;
        case MOST_DYNAMIC_SHARED:
            *value = static_cast<int>(function->most_dynamic_shared_bytes);
            break;
        default:
            *value = 0;
    }
    return SUCCESS;
}

API cuFuncSetCacheConfig(const void* handle, int) {
    WITH_FUNCTION
    return SUCCESS;
}

API cuFuncGetModule(Module** module, const void* handle) {
    WITH_FUNCTION
    *module = function->module;
    return SUCCESS;
}

API cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* handle, int threads, size_t dynamic_bytes) {
    WITH_FUNCTION
    if (threads <= 0) {
        return INVALID_VALUE;
    }
    bool fits = threads <= static_cast<int>(function->entry.most_threads);
    *blocks = fits ? blocks_that_fit(*function, threads, dynamic_bytes) : 0;
    return SUCCESS;
}

API cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, const void* handle, int threads, size_t dynamic_bytes,
                                                         unsigned) {
    return cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, handle, threads, dynamic_bytes);
}
