// The tiles that there are, by the kind of arithmetic. Threads, stages and blocks per multiprocessor are those that the host's `Tiles` knows too.
//
//   tile       warps of a warp tile   stages  shared memory  blocks per multiprocessor (227 KB)
//   256 x 128  8 of 64 x 64           3       144 KB         1
//   128 x 128  4 of 64 x 64           3        96 KB         2
//   128 x 64   4 of 64 x 32           3        72 KB         3
//   64 x 128   4 of 32 x 64           3        72 KB         3
//   64 x 64    4 of 32 x 32           3        48 KB         4 (fewer in tf32, for its registers)
// In float32 without tensor cores: 128 x 128 and 64 x 64 by 256 threads, 2 stages (64 KB and 32 KB).
// Gradients of convolutions' weights need the table of their pixels besides: 16 bytes for each k of each stage.
#pragma once
#include "gemm_product.h"

template <class KIND>
struct TensorTiles {
    template <bool AK, bool BK>
    using T256x128 = TensorProduct<KIND, 256, 128, 4, 2, AK, BK>;
    template <bool AK, bool BK>
    using T128x128 = TensorProduct<KIND, 128, 128, 2, 2, AK, BK>;
    template <bool AK, bool BK>
    using T128x64 = TensorProduct<KIND, 128, 64, 2, 2, AK, BK>;
    template <bool AK, bool BK>
    using T64x128 = TensorProduct<KIND, 64, 128, 2, 2, AK, BK>;
    template <bool AK, bool BK>
    using T64x64 = TensorProduct<KIND, 64, 64, 2, 2, AK, BK>;
};

struct FloatTiles {
    template <bool AK, bool BK>
    using T128x128 = FloatProduct<128, 128, AK, BK>;
    template <bool AK, bool BK>
    using T64x64 = FloatProduct<64, 64, AK, BK>;
};
