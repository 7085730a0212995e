/** Pointwise operations and element types compared with libtorch. */
@NullMarked
package io.lockstep.engine.oracle.pointwise;

import org.jspecify.annotations.NullMarked;
