// Convolutions in float32, exactly: fused multiply-adds outside the tensor cores.
#include "convolution_kernel.h"
#include "convolution_weights.h"
#include "gemm_tiles.h"

CONVOLUTION_KERNEL(convolutionf32_128x128, 2, 128, 128, 2, FloatTiles::T128x128)
CONVOLUTION_KERNEL(convolutionf32_64x64, 2, 64, 64, 2, FloatTiles::T64x64)

WEIGHTS_KERNEL(convolutionf32_weights_128x128, 2, 128, 128, 2, FloatTiles::T128x128)
WEIGHTS_KERNEL(convolutionf32_weights_64x64, 3, 64, 64, 2, FloatTiles::T64x64)
