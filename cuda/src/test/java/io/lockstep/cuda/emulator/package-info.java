/**
 * A CUDA driver that runs on the CPU, for tests: builds it from {@code src/test/native}, loads it before JCuda, sets how it
 * behaves and reads what happened. Kernels are those of the product, compiled for the host from the same sources.
 */
@NullMarked
package io.lockstep.cuda.emulator;

import org.jspecify.annotations.NullMarked;
