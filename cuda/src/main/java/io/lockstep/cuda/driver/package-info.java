/** One GPU through the CUDA driver: context, streams, memory, kernels, each owned by somebody and each status checked. */
@NullMarked
package io.lockstep.cuda.driver;

import org.jspecify.annotations.NullMarked;
