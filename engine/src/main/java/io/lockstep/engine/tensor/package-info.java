/** Tensors and the tape that remembers how they were computed. */
@NullMarked
package io.lockstep.engine.tensor;

import org.jspecify.annotations.NullMarked;
