// Products of matrices in float32 rounded to tf32 (10 bits of fraction) on tensor cores, with sums in float32.
#include "gemm_kernel.h"
#include "gemm_tiles.h"

GEMM_ORDERS(gemmtf32_256x128, 1, 256, 128, 3, TensorTiles<Tf32Kind>::T256x128)
GEMM_ORDERS(gemmtf32_128x128, 2, 128, 128, 3, TensorTiles<Tf32Kind>::T128x128)
GEMM_ORDERS(gemmtf32_128x64, 2, 128, 64, 3, TensorTiles<Tf32Kind>::T128x64)
GEMM_ORDERS(gemmtf32_64x64, 3, 64, 64, 3, TensorTiles<Tf32Kind>::T64x64)
