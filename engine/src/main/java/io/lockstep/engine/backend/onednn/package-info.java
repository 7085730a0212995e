/** The fast CPU backend: float32 kernels of oneDNN, cached per shape, on the memory of the arrays themselves. */
@NullMarked
package io.lockstep.engine.backend.onednn;

import org.jspecify.annotations.NullMarked;
