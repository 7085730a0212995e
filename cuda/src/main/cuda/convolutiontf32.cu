// Convolutions in float32 rounded to tf32 (10 bits of fraction) on tensor cores.
#include "convolution_kernel.h"
#include "convolution_weights.h"
#include "gemm_tiles.h"

CONVOLUTION_KERNEL(convolutiontf32_256x128, 1, 256, 128, 3, TensorTiles<Tf32Kind>::T256x128)
CONVOLUTION_KERNEL(convolutiontf32_128x128, 2, 128, 128, 3, TensorTiles<Tf32Kind>::T128x128)
CONVOLUTION_KERNEL(convolutiontf32_128x64, 3, 128, 64, 3, TensorTiles<Tf32Kind>::T128x64)
CONVOLUTION_KERNEL(convolutiontf32_64x64, 3, 64, 64, 3, TensorTiles<Tf32Kind>::T64x64)

WEIGHTS_KERNEL(convolutiontf32_weights_256x128, 1, 256, 128, 3, TensorTiles<Tf32Kind>::T256x128)
WEIGHTS_KERNEL(convolutiontf32_weights_128x128, 2, 128, 128, 3, TensorTiles<Tf32Kind>::T128x128)
WEIGHTS_KERNEL(convolutiontf32_weights_128x64, 3, 128, 64, 3, TensorTiles<Tf32Kind>::T128x64)
WEIGHTS_KERNEL(convolutiontf32_weights_64x128, 3, 64, 128, 3, TensorTiles<Tf32Kind>::T64x128)
WEIGHTS_KERNEL(convolutiontf32_weights_64x64, 3, 64, 64, 3, TensorTiles<Tf32Kind>::T64x64)
