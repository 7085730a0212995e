/** Compares the GPU's kernels with the reference backend's, on whatever driver is there. */
@NullMarked
package io.lockstep.cuda.parity;

import org.jspecify.annotations.NullMarked;
