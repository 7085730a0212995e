// cp.async as late as it may be: data land when their group is waited for, so a missing wait shows.
#pragma once
#include <cstring>
#include "block.h"

namespace emu {

inline void start_copy(void* to, const void* from, unsigned bytes, bool valid) {
    Fiber& me = self();
    if ((reinterpret_cast<uintptr_t>(to) | (valid ? reinterpret_cast<uintptr_t>(from) : 0)) % bytes != 0) {
        fail("cp.async from %p to %p, which are not both multiples of %u bytes", from, to, bytes);
    }
    if (!me.block->shared(to, bytes)) {
        fail("cp.async to %p, which is not in shared memory", to);
    }
    me.copies.push_back({to, from, bytes, valid});
}

inline void commit_copies() {
    Fiber& me = self();
    unsigned uncommitted = me.copies.size();
    for (unsigned group : me.groups) {
        uncommitted -= group;
    }
    me.groups.push_back(uncommitted);
}

inline void wait_for_copies(unsigned groups_left) {
    Fiber& me = self();
    unsigned landed = 0;
    while (me.groups.size() > groups_left) {
        for (unsigned i = 0; i < me.groups.front(); i++) {
            const PendingCopy& copy = me.copies[landed++];
            if (copy.valid) {
                memcpy(copy.to, copy.from, copy.bytes);
            } else {
                memset(copy.to, 0, copy.bytes);
            }
        }
        me.groups.erase(me.groups.begin());
    }
    me.copies.erase(me.copies.begin(), me.copies.begin() + landed);
}

}  // namespace emu

inline void cp_async16_zfill(void* to, const void* from, bool valid) { emu::start_copy(to, from, 16, valid); }
inline void cp_async8_zfill(void* to, const void* from, bool valid) { emu::start_copy(to, from, 8, valid); }
inline void cp_async4_zfill(void* to, const void* from, bool valid) { emu::start_copy(to, from, 4, valid); }
inline void cp_async16(void* to, const void* from) { emu::start_copy(to, from, 16, true); }
inline void cp_async8(void* to, const void* from) { emu::start_copy(to, from, 8, true); }
inline void cp_async4(void* to, const void* from) { emu::start_copy(to, from, 4, true); }
inline void cp_async_commit() { emu::commit_copies(); }

template <int N>
inline void cp_async_wait() {
    emu::wait_for_copies(N);
}
