// Initialisation, devices and what they can do.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include "state.h"

namespace {

constexpr int VERSION = 12060;

bool valid(int device) { return device >= 0 && device < driver().configuration.devices; }

int attribute(int attribute, int device) {
    const Configuration& c = driver().configuration;
    switch (attribute) {
        case 1:  // MAX_THREADS_PER_BLOCK
        case 2:  // MAX_BLOCK_DIM_X
        case 3:  // MAX_BLOCK_DIM_Y
            return 1024;
        case 4:  // MAX_BLOCK_DIM_Z
            return 64;
        case 5:  // MAX_GRID_DIM_X
            return 2147483647;
        case 6:  // MAX_GRID_DIM_Y
        case 7:  // MAX_GRID_DIM_Z
            return 65535;
        case 8:  // MAX_SHARED_MEMORY_PER_BLOCK
            return 48 << 10;
        case 9:  // TOTAL_CONSTANT_MEMORY
            return 64 << 10;
        case 10:  // WARP_SIZE
            return 32;
        case 12:  // MAX_REGISTERS_PER_BLOCK
        case 82:  // MAX_REGISTERS_PER_MULTIPROCESSOR
            return 64 << 10;
        case 15:  // GPU_OVERLAP
        case 19:  // CAN_MAP_HOST_MEMORY
        case 31:  // CONCURRENT_KERNELS
        case 41:  // UNIFIED_ADDRESSING
        case 78:  // STREAM_PRIORITIES_SUPPORTED
        case 99:  // HOST_REGISTER_SUPPORTED
            return 1;
        case 16:  // MULTIPROCESSOR_COUNT
            return 4;
        case 33:  // PCI_BUS_ID
            return device + 1;
        case 38:  // L2_CACHE_SIZE
            return 32 << 20;
        case 39:  // MAX_THREADS_PER_MULTIPROCESSOR
            return 2048;
        case 40:  // ASYNC_ENGINE_COUNT
            return 2;
        case 75:  // COMPUTE_CAPABILITY_MAJOR
            return c.major;
        case 76:  // COMPUTE_CAPABILITY_MINOR
            return c.minor;
        case 81:  // MAX_SHARED_MEMORY_PER_MULTIPROCESSOR
            return 228 << 10;
        case 97:  // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
            return 227 << 10;
        case 106:  // MAX_BLOCKS_PER_MULTIPROCESSOR
            return 32;
        case 111:  // RESERVED_SHARED_MEMORY_PER_BLOCK
            return 1 << 10;
        default:
            return 0;
    }
}

}  // namespace

#define WITH_DEVICE                                                   \
    std::lock_guard<std::recursive_mutex> guard(driver().lock);       \
    if (!driver().initialized) {                                      \
        return NOT_INITIALIZED;                                       \
    }                                                                 \
    if (!valid(device)) {                                             \
        return INVALID_DEVICE;                                        \
    }

API cuInit(unsigned flags) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    if (flags != 0) {
        return INVALID_VALUE;
    }
    if (driver().configuration.devices == 0) {
        return NO_DEVICE;
    }
    driver().initialized = true;
    return SUCCESS;
}

API cuDriverGetVersion(int* version) {
    *version = VERSION;
    return SUCCESS;
}

API cuDeviceGetCount(int* count) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    *count = driver().configuration.devices;
    return driver().initialized ? SUCCESS : NOT_INITIALIZED;
}

API cuDeviceGet(int* result, int device) {
    WITH_DEVICE
    *result = device;
    return SUCCESS;
}

API cuDeviceGetName(char* name, int length, int device) {
    WITH_DEVICE
    snprintf(name, length, "Emulated GPU %d", device);
    return SUCCESS;
}

API cuDeviceGetUuid(char* bytes, int device) {
    WITH_DEVICE
    memset(bytes, 0x11 * (device + 1), 16);
    return SUCCESS;
}

API cuDeviceGetPCIBusId(char* text, int length, int device) {
    WITH_DEVICE
    snprintf(text, length, "0000:%02X:00.0", device + 1);
    return SUCCESS;
}

API cuDeviceGetByPCIBusId(int* result, const char* text) {
    unsigned domain = 0, bus = 0;
    if (sscanf(text, "%x:%x:", &domain, &bus) != 2) {
        return INVALID_VALUE;
    }
    return cuDeviceGet(result, static_cast<int>(bus) - 1);
}

API cuDeviceTotalMem_v2(size_t* bytes, int device) {
    WITH_DEVICE
    *bytes = driver().configuration.memory;
    return SUCCESS;
}

API cuDeviceComputeCapability(int* major, int* minor, int device) {
    WITH_DEVICE
    *major = driver().configuration.major;
    *minor = driver().configuration.minor;
    return SUCCESS;
}

API cuDeviceGetAttribute(int* value, int which, int device) {
    WITH_DEVICE
    *value = attribute(which, device);
    return SUCCESS;
}

API cuDeviceCanAccessPeer(int* can, int device, int) {
    WITH_DEVICE
    *can = 0;
    return SUCCESS;
}
