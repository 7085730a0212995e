/** Computes in an element type that the processor does not have. */
@NullMarked
package io.lockstep.engine.backend.emulation;

import org.jspecify.annotations.NullMarked;
