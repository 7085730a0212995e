// Stands in for CUDA's built-in functions where g++ compiles a .cu file for the host. One block runs on one thread of the
// host; its CUDA threads are fibers that change over only at barriers and warp operations, one after the other. That is
// an order a GPU may choose too, and a harsh one: whoever forgot a barrier reads what has not been written yet.
//
// Not emulated: blocks that wait for each other inside a kernel (they hang), and more than one kernel at a time.
#pragma once
#include "emu/keywords.h"
#include "emu/vectors.h"
#include "emu/kernel_call.h"
#include "emu/fiber.h"
#include "emu/block.h"
#include "emu/barrier.h"
#include "emu/warp.h"
#include "emu/shuffle.h"
#include "emu/atomics.h"
#include "emu/bits.h"
#include "emu/halves.h"
#include "emu/rounding.h"
#include "emu/math.h"
#include "emu/tensor_core.h"
#include "emu/ldmatrix.h"
#include "emu/async_copy.h"
#include "emu/scheduler.h"
#include "emu/static_shared.h"
#include "emu/faults.h"
#include "emu/grid.h"

// The driver finds a kernel's host build by the name emu_<kernel>.
#define KERNEL(name, parameters)                                                          \
    static void name parameters;                                                          \
    extern "C" __attribute__((visibility("default"))) void emu_##name(KernelCall* call) { \
        emu::Kernel<&name>::run(*call);                                                   \
    }                                                                                     \
    static void name parameters
#define KERNEL_BOUNDS(name, threads, blocks, parameters) KERNEL(name, parameters)
#define SHARED_DYN(T, name) T* name = reinterpret_cast<T*>(emu::self().block->dynamic_shared.begin)
#define threadIdx (emu::self().thread)
#define blockIdx (emu::self().block->index)
#define blockDim (emu::self().block->threads)
#define gridDim (emu::self().block->blocks)
constexpr int warpSize = 32;
