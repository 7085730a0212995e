#include "work.h"
#include <cstring>
#include "module.h"

namespace {

template <class T>
void fill(const FillWork& work) {
    auto elements = static_cast<T*>(work.to);
    for (size_t i = 0; i < work.count; i++) {
        elements[i] = static_cast<T>(work.value);
    }
}

void fill(const FillWork& work) {
    switch (work.element_bytes) {
        case 1:
            return fill<unsigned char>(work);
        case 2:
            return fill<unsigned short>(work);
        default:
            return fill<unsigned>(work);
    }
}

}  // namespace

Status perform(const Work& work) {
    switch (work.kind) {
        case Work::KERNEL:
            return run_kernel(work.kernel);
        case Work::COPY: {
            const CopyWork& copy = work.copy;
            memmove(copy.to, copy.staged != nullptr ? copy.staged->data() : copy.from, copy.bytes);
            return SUCCESS;
        }
        case Work::FILL:
            fill(work.fill);
            return SUCCESS;
        case Work::HOST:
            work.host();
            return SUCCESS;
        case Work::EMPTY:
            return SUCCESS;
    }
    return NOT_SUPPORTED;
}
