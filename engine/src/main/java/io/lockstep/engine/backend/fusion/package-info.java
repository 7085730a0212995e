/** Runs kernels that follow one another as one, where a backend has a kernel for both. */
@NullMarked
package io.lockstep.engine.backend.fusion;

import org.jspecify.annotations.NullMarked;
