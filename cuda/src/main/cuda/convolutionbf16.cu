// Convolutions in bfloat16 on tensor cores, with sums in float32.
#include "convolution_kernel.h"
#include "convolution_weights.h"
#include "gemm_tiles.h"

CONVOLUTION_KERNEL(convolutionbf16_256x128, 1, 256, 128, 3, TensorTiles<Bfloat16Kind>::T256x128)
CONVOLUTION_KERNEL(convolutionbf16_128x128, 2, 128, 128, 3, TensorTiles<Bfloat16Kind>::T128x128)
CONVOLUTION_KERNEL(convolutionbf16_128x64, 3, 128, 64, 3, TensorTiles<Bfloat16Kind>::T128x64)
CONVOLUTION_KERNEL(convolutionbf16_64x64, 4, 64, 64, 3, TensorTiles<Bfloat16Kind>::T64x64)

WEIGHTS_KERNEL(convolutionbf16_weights_256x128, 1, 256, 128, 3, TensorTiles<Bfloat16Kind>::T256x128)
WEIGHTS_KERNEL(convolutionbf16_weights_128x128, 2, 128, 128, 3, TensorTiles<Bfloat16Kind>::T128x128)
WEIGHTS_KERNEL(convolutionbf16_weights_128x64, 3, 128, 64, 3, TensorTiles<Bfloat16Kind>::T128x64)
WEIGHTS_KERNEL(convolutionbf16_weights_64x128, 3, 64, 128, 3, TensorTiles<Bfloat16Kind>::T64x128)
WEIGHTS_KERNEL(convolutionbf16_weights_64x64, 4, 64, 64, 3, TensorTiles<Bfloat16Kind>::T64x64)
