// Products of matrices in float32, exactly: fused multiply-adds outside the tensor cores.
#include "gemm_kernel.h"
#include "gemm_tiles.h"

GEMM_ORDERS(gemmf32_128x128, 2, 128, 128, 2, FloatTiles::T128x128)
GEMM_ORDERS(gemmf32_64x64, 3, 64, 64, 2, FloatTiles::T64x64)
