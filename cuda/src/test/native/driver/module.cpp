// Modules: PTX text is read for its kernels, and their host builds are looked up in the kernel libraries by name.
#include "module.h"
#include <dlfcn.h>
#include <algorithm>
#include <cstring>

namespace {

std::vector<void*>& libraries() {
    static auto* opened = new std::vector<void*>();
    return *opened;
}

void* host_build(const std::string& name) {
    for (void* library : libraries()) {
        if (void* symbol = dlsym(library, ("emu_" + name).c_str())) {
            return symbol;
        }
    }
    return nullptr;
}

Status refuse(Status status, const std::string& why) {
    report(why);
    return status;
}

// Options 5 and 6 of cuModuleLoadDataEx: a buffer for messages, and its size.
void write_log(unsigned count, const int* options, void** values) {
    char* buffer = nullptr;
    size_t bytes = 0;
    for (unsigned i = 0; i < count; i++) {
        if (options[i] == 5) {
            buffer = static_cast<char*>(values[i]);
        } else if (options[i] == 6) {
            bytes = reinterpret_cast<size_t>(values[i]);
        }
    }
    if (buffer != nullptr && bytes != 0) {
        snprintf(buffer, bytes, "%s", driver().last_fault.c_str());
    }
}

Status load(const char* image, std::shared_ptr<Module>& module) {
    const Configuration& configuration = driver().configuration;
    module = std::make_shared<Module>();
    std::string fault = module->ptx.read(image);
    if (!fault.empty()) {
        return refuse(INVALID_IMAGE, fault);
    }
    const Ptx& ptx = module->ptx;
    if (ptx.version > configuration.ptx) {
        return refuse(UNSUPPORTED_PTX_VERSION, "PTX of version " + std::to_string(ptx.version) +
                                                   ", but this driver reads only " + std::to_string(configuration.ptx));
    }
    int capability = configuration.major * 10 + configuration.minor;
    if (ptx.target > capability) {
        return refuse(NO_BINARY_FOR_GPU, "PTX for sm_" + std::to_string(ptx.target) + ", but the device is sm_" +
                                             std::to_string(capability));
    }
    return SUCCESS;
}

}  // namespace

// Opens a library of host builds; returns null, or what is wrong with it.
extern "C" __attribute__((visibility("default"))) const char* emu_open_kernels(const char* path) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return dlerror();
    }
    auto& opened = libraries();
    if (std::find(opened.begin(), opened.end(), library) == opened.end()) {
        opened.push_back(library);
    }
    return nullptr;
}

API cuModuleLoadData(Module** result, const void* image) {
    IN_CONTEXT
    if (Status forbidden = forbidden_by_capture(call.context)) {
        return forbidden;
    }
    std::shared_ptr<Module> module;
    Status status = load(static_cast<const char*>(image), module);
    if (status == SUCCESS) {
        *result = driver().modules.add(module);
    }
    return status;
}

API cuModuleLoadDataEx(Module** result, const void* image, unsigned count, int* options, void** values) {
    int status = cuModuleLoadData(result, image);
    if (status != SUCCESS) {
        write_log(count, options, values);
    }
    return status;
}

API cuModuleUnload(const void* handle) {
    IN_CONTEXT
    auto module = driver().modules.find(handle);
    if (module == nullptr) {
        return INVALID_HANDLE;
    }
    Status status = drain(*call.context);
    for (auto& [name, function] : module->functions) {
        driver().functions.remove(function);
    }
    driver().modules.remove(handle);
    return status;
}

API cuModuleGetFunction(Function** result, const void* handle, const char* name) {
    IN_CONTEXT
    auto module = driver().modules.find(handle);
    if (module == nullptr) {
        return INVALID_HANDLE;
    }
    auto known = module->functions.find(name);
    if (known != module->functions.end()) {
        *result = known->second;
        return SUCCESS;
    }
    auto entry = module->ptx.entries.find(name);
    if (entry == module->ptx.entries.end()) {
        return NOT_FOUND;
    }
    auto host = reinterpret_cast<void (*)(KernelCall*)>(host_build(name));
    if (host == nullptr) {
        return refuse(NOT_FOUND, std::string("no kernel library has a host build of ") + name);
    }
    KernelCall question{};
    host(&question);
    if (entry->second.parameters != 1 || entry->second.argument_bytes != question.argument_bytes) {
        return refuse(INVALID_IMAGE, std::string(name) + " takes " + std::to_string(entry->second.argument_bytes) +
                                         " bytes of arguments in its PTX, but " +
                                         std::to_string(question.argument_bytes) +
                                         " in its source; build the PTX anew");
    }
    size_t dynamic = SHARED_BYTES - std::min(SHARED_BYTES, entry->second.static_shared_bytes);
    auto function = std::make_shared<Function>(Function{name, entry->second, host, module.get(), dynamic});
    *result = module->functions[name] = driver().functions.add(function);
    return SUCCESS;
}

API cuModuleGetLoadingMode(int* mode) {
    *mode = 1;
    return SUCCESS;
}
