// Products of matrices in bfloat16 on tensor cores, with sums in float32.
#include "gemm_kernel.h"
#include "gemm_tiles.h"

GEMM_ORDERS(gemmbf16_256x128, 1, 256, 128, 3, TensorTiles<Bfloat16Kind>::T256x128)
GEMM_ORDERS(gemmbf16_128x128, 2, 128, 128, 3, TensorTiles<Bfloat16Kind>::T128x128)
GEMM_ORDERS(gemmbf16_128x64, 3, 128, 64, 3, TensorTiles<Bfloat16Kind>::T128x64)
GEMM_ORDERS(gemmbf16_64x64, 4, 64, 64, 3, TensorTiles<Bfloat16Kind>::T64x64)
