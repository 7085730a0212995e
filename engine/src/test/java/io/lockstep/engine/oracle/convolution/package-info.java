/** Convolution, pooling and normalisation beside libtorch. */
@NullMarked
package io.lockstep.engine.oracle.convolution;

import org.jspecify.annotations.NullMarked;
