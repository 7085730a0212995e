// Static __shared__ variables are the only thread-local storage of a kernel library. The storage of the calling thread is
// filled with poison before each block, so that a value never comes from the block before. After the first block of a
// launch only what that block wrote is filled again: the storage of all kernels together is large.
#pragma once
#include <link.h>
#include <cstring>
#include <vector>
#include "block.h"

namespace emu {

// Makes sure that there is thread-local storage, and that the calling thread has it.
inline thread_local volatile char touched;

class StaticShared {
public:
    Range begin_launch() {
        touched = 0;
        dl_iterate_phdr(find, this);
        written.clear();
        blocks = 0;
        return storage;
    }

    void begin_block() {
        if (blocks == 0) {
            memset(storage.begin, 0xff, storage.end - storage.begin);
        } else if (blocks == 1) {
            learn();
        }
        for (const Range& range : written) {
            memset(range.begin, 0xff, range.end - range.begin);
        }
        blocks++;
    }

private:
    static constexpr ptrdiff_t LINE = 64;

    static int find(dl_phdr_info* library, size_t, void* self) {
        auto code = reinterpret_cast<uintptr_t>(&StaticShared::find);
        const ElfW(Phdr)* tls = nullptr;
        bool mine = false;
        for (int i = 0; i < library->dlpi_phnum; i++) {
            const ElfW(Phdr)& part = library->dlpi_phdr[i];
            mine |= part.p_type == PT_LOAD && code - library->dlpi_addr - part.p_vaddr < part.p_memsz;
            tls = part.p_type == PT_TLS ? &part : tls;
        }
        if (mine && tls != nullptr) {
            auto begin = static_cast<char*>(library->dlpi_tls_data);
            static_cast<StaticShared*>(self)->storage = {begin, begin + tls->p_memsz};
        }
        return mine;
    }

    void learn() {
        for (char* line = storage.begin; line < storage.end; line += LINE) {
            char* end = line + LINE < storage.end ? line + LINE : storage.end;
            if (untouched(line, end)) {
                continue;
            }
            if (!written.empty() && written.back().end == line) {
                written.back().end = end;
            } else {
                written.push_back({line, end});
            }
        }
    }

    static bool untouched(const char* p, const char* end) {
        while (p < end && *p == static_cast<char>(0xff)) {
            p++;
        }
        return p == end;
    }

    Range storage{};
    std::vector<Range> written;
    unsigned long long blocks = 0;
};

}  // namespace emu
